"""Workbooks that are hard to read for how they are laid out."""

from tests.ingest.questionnaires.kit import Case, Form, case, drop_down, questions, statements

__all__ = ["CASES"]

CASES: dict[str, Case] = {}


@case(CASES, "header in row 9, a title and instructions above, title row merged")
def _late_header(form: Form) -> None:
    sheet = form.sheet("Vendor Assessment")
    form.section(sheet, 1, "Third-Party Security Questionnaire 2031", "A1:D1")
    sheet["A3"] = "Please complete all questions. If a question does not apply, say why."
    sheet["A4"] = "Return the completed form to the address you were given."
    sheet["A5"] = "Questions? Write to vendor-risk@example.org."
    form.field(sheet, "A6", "Company name:")
    form.field(sheet, "A7", "Date:")
    form.head(sheet, 9, "Ref", "Question", "Response", "Comments")
    form.rows(sheet, 10, questions(15), ids="VA-{:02d}")


@case(CASES, "the header again for each section, titles with the sections' numbers, blank rows")
def _repeated_headers(form: Form) -> None:
    sheet = form.sheet("Security")
    row = 1
    for section, title in enumerate(("Governance", "Access Control", "Operations"), start=1):
        form.section(sheet, row, f"{section}. {title}", f"A{row}:E{row}")
        form.head(sheet, row + 1, "No.", "Question", "Yes/No/N.A.", "Explanation", "Evidence")
        row = form.rows(sheet, row + 2, questions(8, 10 * section), ids=f"{section}." + "{}") + 2


@case(
    CASES, "two header rows, the first merged over groups of columns; one group is the customer's"
)
def _two_row_header(form: Form) -> None:
    sheet = form.sheet("Assessment")
    form.head(sheet, 3, "#", "Question", "Supplier response", "", "", "For internal use only", "")
    for merged in ("A3:A4", "B3:B4", "C3:E3", "F3:G3"):
        sheet.merge_cells(merged)
    for column, text in zip(
        "CDEFG", ("Yes/No", "Comment", "Evidence", "Score", "Notes"), strict=True
    ):
        sheet[f"{column}4"] = text
    form.rows(sheet, 5, questions(12), ids="{}")
    form.expected["Assessment", "B5"] = {
        "cells": ("C5", "D5", "E5"),
        "roles": ("verdict", "comment", "evidence"),
    }


@case(CASES, "questions and answers in merged cells, some over two rows")
def _merged_cells(form: Form) -> None:
    sheet = form.sheet("Form")
    form.head(sheet, 2, "ID", "Security question", "", "", "Answer", "", "Remarks")
    sheet.merge_cells("B2:D2")
    sheet.merge_cells("E2:F2")
    row = 3
    for number, text in enumerate(questions(12, 30), start=1):
        high = 1 + number % 2
        sheet[f"A{row}"] = f"S{number}"
        form.ask(sheet, f"B{row}", text)
        sheet.merge_cells(f"B{row}:D{row + high - 1}")
        sheet.merge_cells(f"E{row}:F{row + high - 1}")
        row += high


@case(CASES, "no header, no numbers: questions in A, nothing else")
def _no_header(form: Form) -> None:
    sheet = form.sheet("Sheet1")
    form.rows(sheet, 1, questions(14, 5), column="A")
    form.expected["Sheet1", "A1"] = {"cells": ("B1",)}


@case(CASES, "no header: section letters, numbers in A, drop-downs in C")
def _no_header_numbered(form: Form) -> None:
    sheet = form.sheet("Questionnaire")
    row = 2
    for letter, title in (("A", "Physical Security"), ("B", "Human Resources")):
        form.section(sheet, row, letter)
        form.section(sheet, row, title, column="B")
        row = form.rows(sheet, row + 1, questions(6, row), ids=letter + ".{}")
    drop_down(sheet, "C2:C40", '"Yes,No,N/A"')


@case(CASES, "two pairs of question and answer side by side")
def _side_by_side(form: Form) -> None:
    sheet = form.sheet("Checklist")
    form.head(sheet, 1, "No", "Question", "Answer", "", "No", "Question", "Answer")
    form.rows(sheet, 2, questions(9), ids="{}")
    form.rows(sheet, 2, questions(9, 40), column="F", ids="1{}", id_column="E")
    form.expected["Checklist", "F2"] = {"cells": ("G2",), "ref": "11"}


@case(CASES, "answers under the questions, with labels")
def _answer_below_labelled(form: Form) -> None:
    sheet = form.sheet("RFI")
    sheet["A1"] = "Request for information"
    row = 3
    for number, text in enumerate(questions(8, 60), start=1):
        sheet[f"A{row}"] = f"Q{number}"
        form.ask(sheet, f"B{row}", text)
        sheet[f"A{row + 1}"] = "Answer:"
        row += 3
    form.expected["RFI", "B3"] = {"cells": ("B4",)}


@case(CASES, "answers in wide merged cells under the questions")
def _answer_below_merged(form: Form) -> None:
    sheet = form.sheet("Interview")
    form.section(sheet, 1, "Interview with the supplier", "A1:F1")
    row = 3
    for number, text in enumerate(questions(8, 70), start=1):
        form.ask(sheet, f"A{row}", f"{number}. {text}")
        sheet.merge_cells(f"A{row}:F{row}")
        sheet.merge_cells(f"A{row + 1}:F{row + 3}")
        row += 5
    form.expected["Interview", "A3"] = {"cells": ("A4",)}


@case(CASES, "the answer stands left of the question")
def _answer_left(form: Form) -> None:
    sheet = form.sheet("Checklist")
    form.head(sheet, 1, "Y/N", "Question", "Notes")
    form.rows(sheet, 2, questions(10, 80))
    drop_down(sheet, "A2:A11", '"Y,N"')


@case(CASES, "a column to tick for each answer")
def _tick_columns(form: Form) -> None:
    sheet = form.sheet("Controls")
    form.head(sheet, 1, "No.", "Control", "Yes", "No", "N/A", "Comment")
    form.rows(sheet, 2, statements(12), ids="{}")
    form.expected["Controls", "B2"] = {"marks": ("Yes", "No", "N/A", "")}


@case(CASES, "section names in a column of their own, merged downwards; guidance beside")
def _section_column(form: Form) -> None:
    sheet = form.sheet("Due diligence")
    form.head(sheet, 1, "Domain", "Question", "Guidance", "Response", "Supporting documents")
    form.rows(sheet, 2, questions(12, 100))
    for row, name in ((2, "Governance"), (6, "Networks"), (10, "People")):
        sheet[f"A{row}"] = name
        sheet.merge_cells(f"A{row}:A{row + 3}")
    for row in range(2, 14):
        sheet[f"C{row}"] = "Please describe what is done in practice and attach what shows it."
    form.expected["Due diligence", "B7"] = {"section": ("Networks",), "cells": ("D7", "E7")}


@case(CASES, "questions in two languages side by side; German first")
def _bilingual(form: Form) -> None:
    sheet = form.sheet("Fragebogen")
    form.head(sheet, 1, "Nr.", "Frage", "Question", "Antwort / Answer", "Bemerkung / Comment")
    form.rows(sheet, 2, questions(10, 20), column="C", ids="{}")
    for row in range(2, 12):
        sheet[f"B{row}"] = f"Verfügt Ihr Unternehmen über eine Regelung für den Bereich {row}?"
    form.expected["Fragebogen", "C2"] = {"language": "en", "cells": ("D2", "E2")}


@case(CASES, "German throughout")
def _german(form: Form) -> None:
    sheet = form.sheet("Lieferantenfragebogen")
    sheet["A1"] = "Bitte beantworten Sie alle Fragen vollständig."
    form.head(sheet, 3, "Lfd. Nr.", "Frage", "Ja/Nein", "Erläuterung", "Nachweis")
    texts = [
        f"{start} {what}?"
        for start in ("Gibt es eine Richtlinie für", "Wer ist zuständig für", "Wie schützen Sie")
        for what in ("Datensicherungen", "mobile Geräte", "Fernzugriffe", "Protokolldaten")
    ]
    form.rows(sheet, 4, texts, ids="{}")
    form.expected["Lieferantenfragebogen", "B4"] = {"language": "de"}


@case(CASES, "French throughout, statements to be rated")
def _french(form: Form) -> None:
    sheet = form.sheet("Exigences")
    form.head(sheet, 2, "N°", "Exigence", "Conformité (Oui/Non/Partiel)", "Commentaires", "Preuves")
    texts = [
        f"Le fournisseur doit {what} {which}."
        for what in ("protéger", "sauvegarder", "documenter", "contrôler")
        for which in ("les données du client", "les accès distants", "les postes de travail")
    ]
    form.rows(sheet, 3, texts, ids="EX-{:03d}")
    form.expected["Exigences", "B3"] = {"choices": ("Oui", "Non", "Partiel"), "language": "fr"}


@case(CASES, "several questions in one cell: sentences, lettered lists, lines")
def _several_in_a_cell(form: Form) -> None:
    sheet = form.sheet("Q")
    form.head(sheet, 1, "ID", "Question", "Answer")
    form.rows(sheet, 2, questions(6, 140), ids="{}")
    form.ask(sheet, "B8", "Do you test backups? How often? Who sees the results?", parts=3)
    form.ask(sheet, "B9", "Do you encrypt:\na) laptops\nb) backups\nc) mobile phones?", parts=3)
    form.ask(sheet, "B10", "Is there a security team? If yes, how many people work in it?", parts=2)
    for row in (8, 9, 10):
        sheet[f"A{row}"] = row - 1


@case(CASES, "short names to be answered with a drop-down, no sentence among them")
def _short_items(form: Form) -> None:
    sheet = form.sheet("Security measures")
    form.head(sheet, 1, "Measure", "In place?", "Comment")
    names = "Firewall,Antivirus,Disk encryption,Intrusion detection,Security training,Badge readers"
    form.rows(sheet, 2, names.split(","), column="A")
    drop_down(sheet, "B2:B7", '"Yes,No,Planned"')


@case(CASES, "sections without numbers or style; questions without question marks")
def _plain_sections(form: Form) -> None:
    sheet = form.sheet("Survey")
    form.head(sheet, 1, "Requirement", "Status", "Remarks")
    row = 2
    for title in ("Access management", "Cryptography", "Supplier relations"):
        sheet[f"A{row}"] = title
        row = form.rows(sheet, row + 1, statements(7, row * 3), column="A")


@case(CASES, "questions split in a parent and its parts, the parent merged downwards")
def _parent_and_parts(form: Form) -> None:
    sheet = form.sheet("Details")
    form.head(sheet, 1, "No.", "Question", "", "Response")
    sheet.merge_cells("B1:C1")
    for block, parent in enumerate(questions(4, 160)):
        row = 2 + 3 * block
        sheet[f"A{row}"], sheet[f"B{row}"] = block + 1, parent
        sheet.merge_cells(f"B{row}:B{row + 2}")
        for offset, text in enumerate(("for staff?", "for contractors?", "for visitors?")):
            form.ask(sheet, f"C{row + offset}", f"{'abc'[offset]}) Does this hold {text}")
