"""A second collection, made after the reader was done with the first: does it hold for others?"""

from openpyxl.styles import Font

from tests.ingest.questionnaires.kit import (
    Case,
    Form,
    case,
    questions,
)

__all__ = ["CASES"]

CASES: dict[str, Case] = {}


@case(CASES, "starts in B5; a short control name before each question; blank columns between")
def _offset_table(form: Form) -> None:
    sheet = form.sheet("Service Overview")
    sheet["B2"] = "Supplier security self-assessment"
    sheet["B3"] = "Version 7 - confidential"
    form.head(sheet, 5, "#", "Control", "Question", "", "Answer", "", "Notes", first=2)
    names = ("Encryption", "Backup", "Logging", "Hiring", "Visitors")
    for number, text in enumerate(questions(15, 3), 1):
        row = 5 + number
        sheet[f"B{row}"], sheet[f"C{row}"] = number, names[number % 5]
        form.ask(sheet, f"D{row}", text, cells=(f"F{row}", f"H{row}"))


@case(
    CASES, "public tender: word limits, the authority's score and weighting, parts, pass/fail rows"
)
def _tender(form: Form) -> None:
    sheet = form.sheet("Schedule 4 - Security")
    sheet["A1"] = "Bidders must respond to every question. Responses over the limit are not read."
    sheet.merge_cells("A1:G1")
    form.head(
        sheet,
        3,
        "Ref.",
        "Question",
        "Bidder Response (max. 200 words)",
        "Evaluation guidance for bidders",
        "Weighting %",
        "Score (Authority use)",
    )
    row = 4
    for part, title in (("A", "Part A - Organisation"), ("B", "Part B - Technology")):
        form.section(sheet, row, title, f"A{row}:F{row}")
        for number, text in enumerate(questions(7, row * 9), 1):
            row += 1
            sheet[f"A{row}"] = f"{part}{number}"
            form.ask(sheet, f"B{row}", text, cells=(f"C{row}",))
            sheet[f"D{row}"] = "A good response describes people, process and tools."
            sheet[f"E{row}"] = 5
        row += 1
        sheet[f"B{row}"], sheet[f"E{row}"] = "Total for part", "=SUM(E5:E11)"
        row += 1


@case(CASES, "two products, each with its own answer columns under one question")
def _two_products(form: Form) -> None:
    sheet = form.sheet("Products")
    form.head(sheet, 2, "No", "Question", "Product A", "", "Product B", "")
    sheet.merge_cells("C2:D2")
    sheet.merge_cells("E2:F2")
    for column, text in zip("CDEF", ("Response", "Comment") * 2, strict=True):
        sheet[f"{column}3"] = text
    form.rows(sheet, 4, questions(10, 55), ids="{}")
    form.expected["Products", "B4"] = {"cells": ("C4", "D4", "E4", "F4")}


@case(CASES, "insurance proposal: fields and questions mixed, boxes to tick as text, no header")
def _insurance(form: Form) -> None:
    sheet = form.sheet("Proposal form")
    form.section(sheet, 1, "CYBER INSURANCE PROPOSAL FORM", "B1:F1", "B")
    form.section(sheet, 3, "1. Your company", column="B")
    for row, text in enumerate(("Name of company:", "Registered address:", "Website:"), 4):
        form.field(sheet, f"B{row}", text)
    form.ask(sheet, "B7", "How many people do you employ?")
    form.ask(sheet, "B8", "What was your turnover in the last financial year?")
    form.section(sheet, 10, "2. Your security", column="B")
    for row, text in enumerate(questions(10, 66), 11):
        form.ask(sheet, f"B{row}", text, cells=(f"D{row}",), choices=("Yes", "No"))
        sheet[f"D{row}"] = "☐ Yes   ☐ No"
    form.section(sheet, 22, "3. Declaration", column="B")
    sheet["B23"] = "I declare that the answers above are true to the best of my knowledge."
    form.field(sheet, "B24", "Signature:")
    form.field(sheet, "B25", "Date:")


@case(
    CASES, "statement of applicability: codes and short titles in one cell, group rows, no sentence"
)
def _applicability(form: Form) -> None:
    sheet = form.sheet("SoA")
    form.head(sheet, 1, "Control", "Applicable (Y/N)", "Justification", "Implemented?", "Reference")
    titles = (
        "Policies for security",
        "Roles and duties",
        "Contact with authorities",
        "Threat news",
        "Asset inventory",
        "Return of assets",
        "Labelling",
        "Transfer rules",
    )
    row = 2
    for group, name in ((5, "Organizational controls"), (6, "People controls")):
        form.section(sheet, row, f"A.{group} {name}")
        for number, title in enumerate(titles, 1):
            row += 1
            form.ask(sheet, f"A{row}", f"A.{group}.{number} {title}")
        row += 1
    form.expected["SoA", "A3"] = {"ref": "A.5.1"}


@case(CASES, "a line of guidance in italics under each question, in the same column")
def _guidance_below(form: Form) -> None:
    sheet = form.sheet("Privacy")
    form.head(sheet, 1, "Privacy impact questions", "Your answer")
    row = 2
    for text in questions(9, 77):
        form.ask(sheet, f"A{row}", text)
        sheet[f"A{row + 1}"] = (
            "Guidance: include the systems, the people and the countries concerned."
        )
        sheet[f"A{row + 1}"].font = Font(italic=True)
        row += 2


@case(CASES, "Spanish with merged headers; Italian and Dutch sheets")
def _southern(form: Form) -> None:
    sheet = form.sheet("Cuestionario")
    form.head(sheet, 2, "N.º", "Pregunta", "Respuesta", "Observaciones")
    form.rows(
        sheet,
        3,
        [
            f"¿Dispone la empresa de {x}?"
            for x in (
                "una política de seguridad",
                "copias de seguridad",
                "un plan de continuidad",
                "cifrado de datos",
            )
        ],
        ids="{}",
    )
    sheet = form.sheet("Questionario")
    form.head(sheet, 1, "N.", "Domanda", "Risposta (Sì/No)", "Note", "Evidenze")
    form.rows(
        sheet,
        2,
        [
            f"Esiste una procedura per {x}?"
            for x in (
                "la gestione degli accessi",
                "i fornitori",
                "gli incidenti",
                "i supporti rimovibili",
            )
        ],
        ids="{}",
    )
    sheet = form.sheet("Vragenlijst")
    form.head(sheet, 1, "Nr", "Vraag", "Antwoord", "Toelichting")
    form.rows(
        sheet,
        2,
        [
            f"Hoe beschermt u {x}?"
            for x in ("persoonsgegevens", "mobiele apparaten", "back-ups", "beheerdersaccounts")
        ],
        ids="{}",
    )
