"""Workbooks that are hard to read for their rules, formulas, protection and hidden parts."""

from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

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
_SCALE = ("Fully met", "Partly met", "Not met")


@case(
    CASES,
    "drop-downs: inline, other sheet, whole column, names of book and sheet, x14, INDIRECT, "
    "OFFSET, table, whole numbers, a warning only, huge lists of ranges",
)
def _drop_downs(form: Form) -> None:
    sheet = form.sheet("Controls")
    lists = form.sheet("Lists & values", "hidden")
    for row, text in enumerate(("Answers", *_SCALE), start=1):
        lists[f"A{row}"] = text
        lists[f"C{row}"] = text
    lists.add_table(Table(displayName="Scale", ref="C1:C4"))
    form.head(sheet, 1, "ID", "Question", "Answer", "Comments")
    form.rows(sheet, 2, questions(12, 7), ids="C-{}")
    book = form.book
    book.defined_names["Answers"] = DefinedName("Answers", attr_text="'Lists & values'!$A$2:$A$4")
    sheet.defined_names["Local"] = DefinedName("Local", attr_text="'Lists & values'!$A$3:$A$4")
    drop_down(sheet, "C2", '"Yes, No, N/A"')
    drop_down(sheet, "C3", "='Lists & values'!$A$2:$A$4")
    drop_down(sheet, "C4", "='Lists & values'!$C$2:$C$1048576")
    drop_down(sheet, "C5", "=Answers")
    drop_down(sheet, "C6", "=Local")
    drop_down(sheet, "C7", '=INDIRECT("Answers")')
    drop_down(sheet, "C8", "=OFFSET('Lists & values'!$A$2,0,0,COUNTA('Lists & values'!$A:$A)-1,1)")
    drop_down(sheet, "C9", '=INDIRECT("Scale[Answers]")')
    drop_down(sheet, "C10", "0", "whole", formula2="4")
    drop_down(sheet, "C11", '"Low,High"', errorStyle="warning")
    form.x14["Controls"] = [("C12", "'Lists &amp; values'!$A$2:$A$4")]
    drop_down(sheet, " ".join(f"C{n}" for n in range(13, 3000)), '"A,B"')
    want = {
        **dict.fromkeys((3, 4, 5, 7, 8, 9, 12), _SCALE),
        2: ("Yes", "No", "N/A"),
        6: _SCALE[1:],
        10: tuple("01234"),
        11: ("Low", "High"),
        13: ("A", "B"),
    }
    for row, choices in want.items():
        form.expected["Controls", f"B{row}"] = {"choices": choices, "closed": row != 11}


@case(CASES, "rules laid over billions of cells, whole columns styled")
def _huge_ranges(form: Form) -> None:
    sheet = form.sheet("Big")
    form.head(sheet, 1, "ID", "Question", "Response", "Details")
    form.rows(sheet, 2, questions(10), ids="{}")
    drop_down(sheet, "C2:C1048576", '"Yes,No"')
    drop_down(sheet, "A1:XFD1048576", '"odd"')
    form.expected["Big", "B3"] = {"choices": ("Yes", "No")}


@case(CASES, "question texts are formulas; only the stored values say what is asked")
def _formula_questions(form: Form) -> None:
    sheet = form.sheet("Form")
    bank = form.sheet("Bank", "hidden")
    form.head(sheet, 1, "ID", "Question", "Vendor answer", "Additional information")
    form.head(bank, 1, "ID", "Text", "Weight", "Compliant answer")
    for number, text in enumerate(questions(20, 33), start=1):
        row = number + 1
        for one in (sheet, bank):
            one[f"A{row}"] = f"DOCU-{number:02d}"
        bank[f"B{row}"], bank[f"C{row}"], bank[f"D{row}"] = text, 5, "Yes"
        form.formula(sheet, f"B{row}", f"=VLOOKUP(A{row},Bank!A:B,2,FALSE)", text)
        form.asked.add(("Form", f"B{row}"))
    drop_down(sheet, "C2:C21", '"Yes,No,N/A"')


@case(CASES, "a protected sheet: answer cells open, one of them locked; formulas in answer cells")
def _protected(form: Form) -> None:
    sheet = form.sheet("Protected")
    form.head(sheet, 1, "ID", "Question", "Response", "Comment")
    form.rows(sheet, 2, questions(6), ids="{}")
    unlock(sheet, *(f"{c}{r}" for c in "CD" for r in range(2, 7)))
    form.formula(sheet, "C4", '=IF(C3="Yes","Yes","No")', "No")
    form.expected["Protected", "B2"] = {"writable": (True, True)}
    form.expected["Protected", "B4"] = {"writable": (False, True)}
    form.expected["Protected", "B7"] = {"writable": (False, False)}


@case(CASES, "hidden and very hidden sheets, hidden rows and columns")
def _hidden(form: Form) -> None:
    sheet = form.sheet("Main")
    form.head(sheet, 1, "ID", "Old question", "Question", "Answer", "Score")
    form.rows(sheet, 2, questions(9), column="C", ids="{}")
    for row in range(2, 11):
        sheet[f"B{row}"] = f"Do you still use the old procedure number {row}?"
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[4].hidden = True
    form.expected["Main", "C4"] = {"hidden": True, "cells": ("D4",)}
    for title, state, start in (("Annex", "hidden", 200), ("Old annex", "veryHidden", 230)):
        annex = form.sheet(title, state)
        form.head(annex, 1, "ID", "Question", "Answer")
        form.rows(annex, 2, questions(4, start), ids="{}")
        form.expected[title, "B2"] = {"hidden": True}


@case(CASES, "scores by formula, weights, sums under each section, a dashboard")
def _scoring(form: Form) -> None:
    sheet = form.sheet("Scorecard")
    form.head(sheet, 1, "ID", "Control", "Maturity (0-5)", "Weight", "Weighted score", "Comments")
    row = 2
    for section in ("Identify", "Protect", "Detect"):
        form.section(sheet, row, section)
        end = form.rows(sheet, row + 1, statements(6, row * 2), ids=section[:2].upper() + "-{}")
        for one in range(row + 1, end):
            sheet[f"D{one}"] = 2
            form.formula(sheet, f"E{one}", f"=C{one}*D{one}", "0")
        sheet[f"B{end}"] = f"Total {section}"
        form.formula(sheet, f"C{end}", f"=SUM(C{row + 1}:C{end - 1})", "0")
        form.formula(sheet, f"E{end}", f"=SUM(E{row + 1}:E{end - 1})", "0")
        row = end + 2
    sheet[f"B{row}"] = "Overall score"
    form.formula(sheet, f"E{row}", f"=SUM(E2:E{row - 1})", "0")
    form.expected["Scorecard", "B3"] = {"choices": tuple("012345")}
    board = form.sheet("Dashboard")
    form.head(board, 1, "Function", "Score", "Rating")
    for number, name in enumerate(("Identify", "Protect", "Detect"), start=2):
        board[f"A{number}"] = name
        form.formula(board, f"B{number}", f"=Scorecard!E{number}", "3")


@case(CASES, "last year's answers stand there; values used in the column, free text in another")
def _prefilled(form: Form) -> None:
    sheet = form.sheet("Renewal")
    form.head(sheet, 1, "ID", "Question", "Response", "Details")
    form.rows(sheet, 2, questions(14, 11), ids="R{}")
    for row in range(2, 14):
        sheet[f"C{row}"] = ("Compliant", "Non-compliant", "Not applicable")[row % 3]
        sheet[f"D{row}"] = f"As described in chapter {row} of our handbook, which is kept current."
    form.expected["Renewal", "B15"] = {
        "choices": ("Not applicable", "Compliant", "Non-compliant"),
        "closed": False,
    }


@case(CASES, "rows that depend on others: if yes, go to, skip section, only if")
def _conditions(form: Form) -> None:
    sheet = form.sheet("Branches")
    form.head(sheet, 1, "No.", "Question", "Answer", "Guidance")
    ask = form.ask
    ask(sheet, "B2", "Do you use subcontractors?")
    ask(sheet, "B3", "If yes, are they audited?", condition=("Branches!B2", ("Yes",)))
    ask(sheet, "B4", "Do you develop software?")
    sheet["D4"] = "If no, go to 4.5."
    ask(sheet, "B5", "Is source code reviewed?", condition=("Branches!B4", ("Yes",)))
    ask(sheet, "B6", "Are libraries checked for flaws?", condition=("Branches!B4", ("Yes",)))
    ask(sheet, "B7", "Do you hold card data?", condition=None)
    sheet["D7"] = "If no, skip section B."
    ask(
        sheet,
        "B8",
        "If you answered No to 4.1, who does the work?",
        condition=("Branches!B2", ("No",)),
    )
    form.section(sheet, 9, "Section B: Card data", "A9:D9")
    ask(sheet, "B10", "Is card data encrypted?", condition=("Branches!B7", ("Yes",)))
    form.section(sheet, 11, "Section C (complete only if you answered Yes to 4.2)", "A11:D11")
    ask(sheet, "B12", "Is there a bug bounty?", condition=("Branches!B4", ("Yes",)))
    refs = {
        2: "4.1",
        3: "4.1.1",
        4: "4.2",
        5: "4.3",
        6: "4.4",
        7: "4.5",
        8: "4.6",
        10: "5.1",
        12: "6.1",
    }
    for row, ref in refs.items():
        sheet[f"A{row}"] = ref
    drop_down(sheet, "C2:C12", '"Yes,No,N/A"')


@case(CASES, "example rows, a hint row under the header, notes between questions, an end mark")
def _examples(form: Form) -> None:
    sheet = form.sheet("Questions")
    form.head(sheet, 2, "ID", "Question", "Answer", "Evidence")
    sheet["B3"], sheet["C3"], sheet["D3"] = (
        "Text of the question",
        "Select Yes / No / N/A",
        "Attach or link",
    )
    sheet["A4"], sheet["B4"], sheet["C4"] = "Example", "Do you have an office?", "Yes"
    sheet["A5"], sheet["B5"], sheet["C5"] = "e.g. 0.1", "Is there a dog?", "No"
    row = form.rows(sheet, 6, questions(5, 50), ids="1.{}")
    sheet[f"B{row}"] = "Note: the next questions concern your data centres only."
    row = form.rows(sheet, row + 1, questions(5, 90), ids="2.{}")
    sheet[f"A{row}"] = "End of questionnaire"
    sheet[f"A{row + 1}"] = "© 2031 Example Bank. All rights reserved."
    form.expected["Questions", "B6"] = {"choices": ("Yes", "No", "N/A")}


@case(
    CASES, "15 sheets: cover, instructions, glossary, change log, lists, ten of questions, summary"
)
def _fifteen_sheets(form: Form) -> None:
    cover = form.sheet("Cover")
    cover["B2"] = "Supplier Security Assessment"
    for row, text in enumerate(
        ("Supplier name", "Contact e-mail", "Date completed", "Signature"), 4
    ):
        form.field(cover, f"B{row}", text)
    notes = form.sheet("Instructions")
    for row, text in enumerate(
        (
            "How do I complete this workbook?",
            "Answer every question on every tab. Choose one of the values in the list.",
            "What if a question does not apply?",
            "Choose N/A and explain why in the comments.",
            "1. Save the file.",
            "2. Send it back.",
        ),
        1,
    ):
        notes[f"A{row}"] = text
    glossary = form.sheet("Glossary")
    form.head(glossary, 1, "Term", "Definition")
    for row in range(2, 20):
        glossary[f"A{row}"] = f"Term {row}"
        glossary[f"B{row}"] = f"The word for what is described in chapter {row} of the standard."
    log = form.sheet("Change Log")
    form.head(log, 1, "Version", "Date", "Description", "Author")
    for row in range(2, 9):
        log[f"A{row}"], log[f"B{row}"] = f"1.{row}", f"2030-0{row}-01"
        log[f"C{row}"], log[f"D{row}"] = "Questions on access were added.", "A. Author"
    for number in range(1, 11):
        sheet = form.sheet(f"{number}. Domain {number}")
        sheet["A1"] = f"Domain {number}"
        form.head(sheet, 2, "Question ID", "Question", "Response", "Comments / Evidence")
        form.rows(sheet, 3, questions(8, 8 * number), ids=f"D{number}-" + "{:02d}")
        drop_down(sheet, "C3:C60", "=Lists!$A$1:$A$3")
    lists = form.sheet("Lists")
    for row, text in enumerate(("Yes", "No", "N/A"), 1):
        lists[f"A{row}"] = text
