"""Workbooks built like the questionnaires that most vendors meet; every text in them is ours."""

from tests.ingest.questionnaires.kit import Case, Form, case, drop_down, questions, statements

__all__ = ["CASES"]

CASES: dict[str, Case] = {}


@case(
    CASES,
    "cloud self-assessment: ids like A&A-01.1, ownership and description columns, the "
    "control's own text beside the question in merged cells, end mark and licence below",
)
def _cloud_assessment(form: Form) -> None:
    intro = form.sheet("Introduction")
    intro["A1"] = "Cloud self-assessment"
    intro["A3"] = (
        "This questionnaire lets providers document which controls exist in their services."
    )
    intro["A4"] = "Provider answer: Yes, No or NA. What does shared mean? See the guide."
    sheet = form.sheet("Assessment v4")
    form.section(sheet, 1, "CLOUD SELF-ASSESSMENT v4", "A1:J1")
    form.head(
        sheet, 2, "Question ID", "Question", "Provider Answer", "SSRM Control Ownership",
        "Provider Implementation Description (Optional/Recommended)",
        "Customer Responsibilities (Optional/Recommended)", "Control ID", "Control Specification",
        "Control Title", "Domain Title",
    )  # fmt: skip
    row = 3
    for domain in ("A&A", "AIS", "BCR", "CCC", "IAM"):
        for control in range(1, 6):
            first = row
            for part, text in enumerate(questions(2 + control % 2, row * 3), start=1):
                sheet[f"A{row}"] = f"{domain}-{control:02d}.{part}"
                form.ask(sheet, f"B{row}", text)
                row += 1
            sheet[f"G{first}"], sheet[f"H{first}"] = (
                f"{domain}-{control:02d}",
                statements(1, row)[0],
            )
            sheet[f"I{first}"], sheet[f"J{first}"] = f"Control {control}", f"Domain {domain}"
            for column in "GHIJ":
                sheet.merge_cells(f"{column}{first}:{column}{row - 1}")
    sheet[f"A{row}"] = "End of Standard"
    sheet[f"A{row + 2}"] = "© Copyright 2031 Example Alliance. All rights reserved."
    sheet.merge_cells(f"A{row + 2}:J{row + 4}")
    drop_down(sheet, "C3:C70", '"Yes,No,NA"')
    drop_down(sheet, "D3:D70", '"Provider-owned,Customer-owned,Shared"')
    form.expected["Assessment v4", "B3"] = {
        "ref": "A&A-01.1",
        "choices": ("Yes", "No", "NA"),
        "roles": ("verdict", "owner", "comment"),
    }


_PARTS = (
    (
        "Organization",
        (("COMP", "Company Overview"), ("DOCU", "Documentation"), ("THRD", "Third Parties")),
    ),
    ("Product", (("AAAI", "Authentication and Authorization"), ("DATA", "Data"))),
    ("Infrastructure", (("DCTR", "Datacenter"), ("VULN", "Vulnerability Management"))),
    ("Privacy", (("PRGN", "General Privacy"), ("PDAT", "Privacy of Data"))),
)


@case(
    CASES,
    "university form: 13 sheets, questions looked up from a bank by formula, the section's "
    "title where the question's header should be, x14 drop-downs, guidance by formula, qualifiers "
    "that switch sheets, reports that repeat every question, a crosswalk, values, change log",
)
def _university(form: Form) -> None:
    start = form.sheet("START HERE")
    form.section(start, 1, "Vendor Assessment Toolkit", "A1:E1")
    start["A2"] = "Step 1: Complete this tab first. Step 2: Complete the tabs that it asks for."
    start.merge_cells("A2:E2")
    form.head(
        start, 4, "General Information", "", "Vendor Answer", "Additional Information", "Guidance"
    )
    start.merge_cells("A4:B4")
    for row, text in enumerate(
        ("Vendor Name", "Product Name", "Product Description", "Contact E-mail"), 5
    ):
        start[f"A{row}"] = f"GNRL-{row - 4:02d}"
        form.field(start, f"B{row}", text)
    form.head(
        start, 10, "Required Questions", "", "Vendor Answer", "Additional Information", "Guidance"
    )
    start.merge_cells("A10:B10")
    asked = ("Does your product handle personal data?", "Is your product hosted in a cloud?")
    for row, text in enumerate(asked, 11):
        start[f"A{row}"] = f"REQU-{row - 10:02d}"
        form.ask(start, f"B{row}", text)
    start["E11"] = "If no, skip the Privacy tab."
    drop_down(start, "C11:C12", '"Yes,No"')
    every: list[tuple[str, str, str, int]] = []
    for title, groups in _PARTS:
        sheet = form.sheet(title)
        form.section(sheet, 1, f"{title} questions", "A1:E1")
        sheet["A2"] = "Answer each question on this tab. Use the drop-down in column C."
        sheet.merge_cells("A2:E2")
        row = 4
        for code, name in groups:
            form.head(
                sheet,
                row,
                name,
                "",
                "Vendor Answers",
                "Additional Information",
                "Guidance",
                "Analyst Notes",
            )
            sheet.merge_cells(f"A{row}:B{row}")
            for number, text in enumerate(questions(9, 17 * row + len(every)), start=1):
                row += 1
                ref = f"{code}-{number:02d}"
                every.append((ref, text, title, row))
                sheet[f"A{row}"] = ref
                form.formula(sheet, f"B{row}", f"=VLOOKUP(A{row},Questions!A:C,2,FALSE)", text)
                form.formula(
                    sheet, f"E{row}", f"=VLOOKUP(A{row},Questions!A:C,3,FALSE)", "Say how."
                )
                form.asked.add((title, f"B{row}"))
            row += 2
        form.x14[title] = [(f"C5:C{row}", "Values!$A$2:$A$4")]
        form.expected[title, "B5"] = {"choices": ("Yes", "No", "N/A"), "cells": ("C5", "D5")}
    form.expected["Privacy", "B5"] |= {"condition": ("START HERE!B11", ("Yes",))}
    _repeats(form, every)


def _repeats(form: Form, every: list[tuple[str, str, str, int]]) -> None:
    report = form.sheet("Institution Evaluation")
    form.head(report, 1, "ID", "Question", "Vendor Answer", "Additional Information",
              "Compliant Response", "Analyst Override", "Default Weight", "Score")  # fmt: skip
    cross = form.sheet("Crosswalk")
    form.head(cross, 1, "ID", "Question", "CIS Controls", "ISO 27002", "NIST CSF", "Local Policy")
    bank = form.sheet("Questions")
    form.head(bank, 1, "ID", "Question", "Guidance", "Reason for Question", "Follow-up Inquiries")
    high = form.sheet("High Risk Non-Compliant")
    form.head(high, 2, "ID", "Question", "Vendor Answer", "Analyst Notes")
    for row, (ref, text, title, at) in enumerate(every, 2):
        report[f"A{row}"] = cross[f"A{row}"] = bank[f"A{row}"] = ref
        bank[f"B{row}"], bank[f"C{row}"], bank[f"D{row}"] = (
            text,
            "Say how.",
            f"It shows whether {ref} is met.",
        )
        form.formula(report, f"B{row}", f"={title}!B{at}", text)
        form.formula(report, f"C{row}", f"={title}!C{at}", "0")
        form.formula(report, f"D{row}", f"={title}!D{at}", "0")
        report[f"E{row}"], report[f"G{row}"] = "Yes", 20
        form.formula(report, f"H{row}", f"=IF(C{row}=E{row},G{row},0)", "0")
        form.formula(cross, f"B{row}", f"=Questions!B{row}", text)
        cross[f"C{row}"] = f"Control {row}"
        if row % 3 == 0:
            cross[f"E{row}"] = "PR.AC-1"
        if row < 8:
            form.formula(high, f"B{row + 1}", f"=Questions!B{row}", text)
            form.formula(high, f"C{row + 1}", f"={title}!C{at}", "0")
            high[f"A{row + 1}"] = ref
    drop_down(report, f"F2:F{len(every) + 1}", '"Meets,Does not meet"')
    values = form.sheet("Values", "hidden")
    for row, text in enumerate(("Answers", "Yes", "No", "N/A"), 1):
        values[f"A{row}"] = text
    acks = form.sheet("Acknowledgments")
    acks["A1"] = "Who made this? Many members of the working group gave their time."
    log = form.sheet("Change Log")
    form.head(log, 1, "Version", "Date", "Description of Change")
    for row in range(2, 7):
        log[f"A{row}"], log[f"C{row}"] = f"3.{row}", "Moved questions between the tabs."


@case(
    CASES,
    "shared-assessment style: ids of three depths, parents that are questions too, section "
    "rows with ids, hidden mapping columns, maturity, business information, documents sheet",
)
def _shared_assessment(form: Form) -> None:
    info = form.sheet("Business Information")
    form.head(info, 1, "Question/Request", "Response")
    for row, text in enumerate(
        ("Name of the company", "Name of the holding", "Location of headquarters"), 2
    ):
        form.field(info, f"A{row}", text)
    form.ask(info, "A5", "What services do you provide?")
    form.ask(info, "A6", "Are there any material claims against your company?")
    sheet = form.sheet("Full")
    form.head(sheet, 2, "Ques Num", "Question/Request", "Response", "Additional Information",
              "Maturity", "ISO 27002:2022", "Scoring")  # fmt: skip
    sheet.column_dimensions["F"].hidden = True
    row = 3
    for letter, title in (
        ("A", "Risk Governance"),
        ("B", "Information Assurance"),
        ("C", "Asset Management"),
    ):
        form.section(sheet, row, letter)
        form.section(sheet, row, title, column="B")
        row += 1
        for parent in range(1, 4):
            texts = questions(4, row * 5)
            for depth, text in enumerate(texts):
                sheet[f"A{row}"] = f"{letter}.{parent}" + (f".{depth}" if depth else "")
                form.ask(sheet, f"B{row}", text)
                sheet[f"F{row}"] = "5.1, 5.2"
                row += 1
    drop_down(sheet, f"C3:C{row}", '"Yes,No,N/A"')
    drop_down(sheet, f"E3:E{row}", '"0,1,2,3,4,5"')
    form.expected["Full", "B4"] = {
        "section": ("Risk Governance",),
        "roles": ("verdict", "comment", "score"),
    }
    wanted = form.sheet("Documentation")
    form.head(wanted, 1, "No.", "Document Request", "Provided (Yes/No)", "Comments")
    form.rows(
        wanted, 2, [f"Policy on {name}" for name in ("access", "backups", "incidents")], ids="{}"
    )


@case(
    CASES,
    "bank form: cover with fields, control statements with compliance, maturity as words, "
    "owner and due date, the bank's own columns, signature below",
)
def _bank(form: Form) -> None:
    cover = form.sheet("Cover Sheet")
    cover["C3"] = "Outsourcing Security Requirements"
    for row, text in enumerate(("Vendor name:", "Address:", "Prepared by:", "Date:"), 6):
        form.field(cover, f"B{row}", text)
    sheet = form.sheet("Requirements")
    sheet["A1"] = "1 = none, 2 = ad hoc, 3 = defined, 4 = managed, 5 = optimised"
    form.head(sheet, 3, "Req. ID", "Domain", "Control requirement", "Compliance status",
              "Vendor comments", "Responsible person", "Maturity (1 = none … 5 = optimised)",
              "Bank assessment", "Bank comments")  # fmt: skip
    row = 4
    for domain in ("Access", "Cryptography", "Continuity"):
        for text in statements(9, row * 4):
            sheet[f"A{row}"], sheet[f"B{row}"] = f"OSR-{row:03d}", domain
            form.ask(sheet, f"C{row}", text)
            row += 1
    drop_down(sheet, f"D4:D{row}", '"Compliant,Partially compliant,Non-compliant,Not applicable"')
    form.expected["Requirements", "C4"] = {
        "section": ("Access",),
        "cells": ("D4", "E4", "F4", "G4"),
    }
    form.field(sheet, f"A{row + 2}", "Name and signature:")
