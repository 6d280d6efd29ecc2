"""The second half of the collection made after the reader was done with the first."""

from tests.ingest.questionnaires.kit import (
    Case,
    Form,
    case,
    drop_down,
    questions,
    statements,
    unlock,
)

__all__ = ["CASES"]

CASES: dict[str, Case] = {}


@case(CASES, "no header at all: codes in B, statements in C, drop-downs in E, comments in F")
def _bare_statements(form: Form) -> None:
    sheet = form.sheet("Blatt1")
    row = 3
    for number, text in enumerate(statements(16, 13), 1):
        sheet[f"B{row}"] = f"REQ{number:03d}"
        form.ask(sheet, f"C{row}", text)
        row += 1 + (number % 4 == 0)
    drop_down(sheet, f"E3:E{row}", '"OK,NOK,N/A"')


@case(
    CASES,
    "contract requirements: MUST/SHOULD column, C/PC/NC columns, section rows with codes and "
    "no style, texts of several sentences",
)
def _contract(form: Form) -> None:
    sheet = form.sheet("Annex C")
    form.head(
        sheet,
        1,
        "ID",
        "Requirement",
        "Priority",
        "Vendor statement of compliance",
        "",
        "",
        "Remarks",
    )
    sheet.merge_cells("D1:F1")
    for column, text in zip(
        "DEF", ("Compliant", "Partially compliant", "Not compliant"), strict=True
    ):
        sheet[f"{column}2"] = text
    row = 3
    for section, title in (("3.1", "Logging"), ("3.2", "Key management")):
        sheet[f"A{row}"], sheet[f"B{row}"] = section, title
        for number, text in enumerate(statements(6, row * 7), 1):
            row += 1
            sheet[f"A{row}"], sheet[f"C{row}"] = (
                f"{section}.{number}",
                ("MUST", "SHOULD")[number % 2],
            )
            form.ask(
                sheet,
                f"B{row}",
                f"{text} The supplier shows this once a year.\nExceptions need consent.",
            )
        row += 1
    form.expected["Annex C", "B4"] = {
        "marks": ("Compliant", "Partially compliant", "Not compliant", "")
    }


@case(CASES, "export of a tool: allowed answers per row, parent question and trigger, no style")
def _tool_export(form: Form) -> None:
    sheet = form.sheet("export_2031")
    for column, text in enumerate(
        (
            "Question Key",
            "Section",
            "Question Text",
            "Answer Type",
            "Answer Options",
            "Answer",
            "Justification",
            "Attachments",
            "Last Updated",
        ),
        1,
    ):
        sheet.cell(1, column, text)
    for number, text in enumerate(questions(40, 9), 1):
        row = number + 1
        values = (
            f"Q-{number:04d}",
            "Access",
            None,
            "single",
            "Yes;No;NA",
            None,
            None,
            None,
            "2031-01-01",
        )
        for column, value in enumerate(values, 1):
            if value:
                sheet.cell(row, column, value)
        form.ask(sheet, f"C{row}", text)
    form.expected["export_2031", "C2"] = {
        "cells": ("F2", "G2", "H2"),
        "choices": ("Yes", "No", "NA"),
    }


@case(CASES, "placeholders in the answer cells, filters, a locked template")
def _placeholders(form: Form) -> None:
    sheet = form.sheet("Assessment")
    form.head(sheet, 4, "Nr.", "Question", "Answer", "Comment")
    form.rows(sheet, 5, questions(12, 44), ids="{}")
    for row in range(5, 17):
        sheet[f"C{row}"] = "Please select"
    form.expected["Assessment", "B5"] = {"choices": ("Yes", "No", "Partly"), "current": ("", "")}
    drop_down(sheet, "C5:C16", '"Please select,Yes,No,Partly"')
    sheet.auto_filter.ref = "A4:D16"
    unlock(sheet, *(f"{c}{r}" for c in "CD" for r in range(5, 17)))


@case(
    CASES, "numbers inside the question's text, sections in the same column with numbers, no style"
)
def _numbers_inside(form: Form) -> None:
    sheet = form.sheet("Tabelle1")
    form.head(sheet, 1, "Topic / question", "Supplier's answer")
    row = 2
    for section, title in enumerate(("Governance", "Incident management", "Physical security"), 1):
        sheet[f"A{row}"] = f"{section} {title}"
        for number, text in enumerate(questions(6, row * 4), 1):
            row += 1
            form.ask(sheet, f"A{row}", f"{section}.{number} {text}", ref=f"{section}.{number}")
        row += 1


@case(CASES, "two tables on one sheet at different columns")
def _two_tables(form: Form) -> None:
    sheet = form.sheet("Mixed")
    form.head(sheet, 1, "ID", "Question", "Response")
    form.rows(sheet, 2, questions(7, 21), ids="A{}")
    form.head(sheet, 12, "ID", "Requirement", "Comply? (Y/N)", "Notes", first=4)
    form.rows(sheet, 13, statements(7, 21), column="E", ids="B{}", id_column="D")


@case(CASES, "maturity model: what each level means stands beside the practice")
def _maturity(form: Form) -> None:
    sheet = form.sheet("Model")
    form.head(
        sheet, 1, "ID", "Practice", "Level 1", "Level 2", "Level 3", "Current level", "Evidence"
    )
    for number, text in enumerate(statements(10, 31), 1):
        row = number + 1
        sheet[f"A{row}"] = f"P{number}"
        form.ask(sheet, f"B{row}", text)
        for column, words in zip(
            "CDE",
            (
                "Nothing is written down",
                "A procedure is written down",
                "The procedure is measured and improved",
            ),
            strict=True,
        ):
            sheet[f"{column}{row}"] = f"{words} for practice {number}."
    drop_down(sheet, "F2:F11", '"1,2,3"')
    form.expected["Model", "B2"] = {"cells": ("F2", "G2")}


@case(CASES, "three-row header with units; dates and numbers asked for; rows that group others")
def _operations(form: Form) -> None:
    sheet = form.sheet("Ops data")
    sheet["A1"] = "Operations"
    form.head(sheet, 3, "Item", "Question", "Answers")
    form.head(sheet, 4, "", "", "Value", "Unit", "Source / comment")
    sheet.merge_cells("C3:E3")
    for row, (ref, text) in enumerate(
        (
            ("1", "When was the last penetration test?"),
            ("2", "How many incidents occurred last year?"),
            ("2a", "of which were critical?"),
            ("2b", "of which concerned customer data?"),
            ("3", "Average time to patch critical flaws (days)"),
            ("4", "Date of the last recovery test"),
        ),
        5,
    ):
        sheet[f"A{row}"] = ref
        form.ask(sheet, f"B{row}", text)


@case(CASES, "330 questions over 15 sheets, every sheet with another header wording")
def _large(form: Form) -> None:
    heads = (
        ("ID", "Question", "Response", "Comments"),
        ("Q#", "Security Question", "Vendor Response", "Vendor Comments", "Evidence"),
        ("Ref", "Control Question", "Yes / No / N/A", "If no, please explain"),
        ("No.", "Assessment question", "Answer (Y/N)", "Additional information"),
        ("Control ID", "Control statement", "Implementation status", "Notes", "Owner"),
        ("#", "Request", "Supplier to complete", "Attachments"),
    )
    notes = form.sheet("Read me first")
    notes["A1"] = "Purpose: this workbook is used to assess suppliers."
    notes["A2"] = "Who fills it in? The supplier's security officer."
    for number in range(1, 15):
        sheet = form.sheet(f"{number:02d} Topic")
        head = heads[number % len(heads)]
        top = 1 + number % 4
        sheet["A1"] = f"Topic {number}" if top > 1 else None
        form.head(sheet, top, *head)
        texts = (
            statements(24, number * 24) if "statement" in head[1] else questions(24, number * 24)
        )
        form.rows(sheet, top + 1, texts, ids=f"T{number}." + "{}")
