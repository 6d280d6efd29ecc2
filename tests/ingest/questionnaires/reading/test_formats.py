"""Questionnaires that are no workbooks: CSV, Word, PDF, JSON, and pasted text."""

import json
from pathlib import Path

import pytest

from ingest.questionnaires import read_questionnaire, read_text
from kb.errors import LimitError, UnsupportedError
from kb.values.questionnaires import FileKind, Place, Role


def _shown(path: Path) -> list[tuple[str, str, str]]:
    items = read_questionnaire(path).items
    return [(str(item.place), item.text, str(item.cells[0].place)) for item in items]


def test_csv_with_semicolons_umlauts_and_a_blank_line(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    text = (
        'Nr;Frage;Antwort\r\n1;"Wie schützen Sie ""Kundendaten""?";\r\n\r\n2;Gibt es Übungen?;\r\n'
    )
    path.write_bytes(text.encode("cp1252"))

    assert _shown(path) == [
        ("B2", 'Wie schützen Sie "Kundendaten"?', "C2"),
        ("B4", "Gibt es Übungen?", "C4"),
    ]
    assert read_questionnaire(path).kind is FileKind.CSV


def test_csv_answers_stay_within_the_columns_there_are(tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("Do you test backups?,\nIs there a deputy?,\nWho is the officer?,\n", "utf-8")

    assert [cell for _, _, cell in _shown(path)] == ["B1", "B2", "B3"]


def test_word_tables_nested_tables_and_numbered_paragraphs(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Supplier form", 0)
    table = document.add_table(rows=3, cols=3)
    for row, texts in enumerate(
        (
            ("No", "Question", "Answer"),
            ("1", "Do you encrypt data?", ""),
            ("2", "Who audits you?", ""),
        )
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_heading("More", 1)
    document.add_paragraph("Do you test the continuity plan?", style="List Number")
    document.add_paragraph("Answer:")
    outer = document.add_table(rows=1, cols=1)
    inner = outer.cell(0, 0).add_table(rows=2, cols=2)
    inner.cell(0, 0).text, inner.cell(1, 0).text = "Where is data kept?", "Is it copied abroad?"
    path = tmp_path / "form.docx"
    document.save(str(path))

    assert _shown(path) == [
        ("table 1!B2", "Do you encrypt data?", "table 1!C2"),
        ("table 1!B3", "Who audits you?", "table 1!C3"),
        ("table 2/A1/table 1!A1", "Where is data kept?", "table 2/A1/table 1!B1"),
        ("table 2/A1/table 1!A2", "Is it copied abroad?", "table 2/A1/table 1!B2"),
        ("body!p2", "Do you test the continuity plan?", "body!p3"),
    ]


def test_pdf_questions_joined_over_lines(tmp_path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen import canvas

    path = tmp_path / "form.pdf"
    page = canvas.Canvas(str(path), pagesize=A4)
    lines = (
        "1. Do you keep an inventory of the systems that hold the data of your customers, and is",
        "it reviewed at least once a year?",
        "2. Who is responsible for security?",
        "The form is to be returned by mail.",
    )
    for number, line in enumerate(lines):
        page.drawString(60, 780 - 16 * number - 14 * (number > 1) - 14 * (number > 2), line)
    page.save()

    found = read_questionnaire(path)

    assert found.kind is FileKind.PDF
    assert [item.text.split()[-1] for item in found.items] == ["year?", "security?"]
    assert found.items[0].place.sheet == "page 1"
    assert any("document of their own" in note for note in found.notes)


VSAQ = """
// A form with comments.
{"questionnaire": [{"type": "block", "text": "Web", "items": [
  {"type": "info", "text": "About logs."},
  {"type": "radiogroup", "id": "tls", "text": "Do you use <b>TLS</b>?" + " Everywhere?",
   "choices": [{"tls_yes": "Yes, always."}, {"tls_no": "No."}],},
  {"type": "tip", "cond": "tls_no", "text": "Passwords can be read on the way."},
  {"type": "block", "text": "Details", "cond": "tls_yes", "items": [
    {"type": "box", "id": "how", "text": "Which versions?"},
    {"type": "yesno", "id": "old", "text": "Is an old one allowed?", "yes": "Sure", "no": "Never"},
    {"type": "line", "id": "why", "text": "Why?", "cond": "old/yes"}]}]}]}
"""


def test_vsaq_forms_with_comments_conditions_and_tips(tmp_path: Path) -> None:
    path = tmp_path / "form.json"
    path.write_text(VSAQ, "utf-8")

    tls, how, old, why = read_questionnaire(path).items

    assert tls.text == "Do you use TLS ? Everywhere?"
    assert tls.guidance == "About logs.\nPasswords can be read on the way."
    assert (tls.cells[0].choices, tls.cells[0].closed) == (("Yes, always.", "No."), True)
    assert tls.cells[0].place == Place("", "/questionnaire/0/items/1/answer")
    assert how.section == ("Web", "Details")
    assert how.condition is not None
    assert (how.condition.item, how.condition.values) == (tls.id, ("Yes, always.",))
    assert old.cells[0].choices == ("Sure", "Never")
    assert why.doubt.startswith("it is asked only if")


def test_our_own_json_keeps_the_members_there_are(tmp_path: Path) -> None:
    path = tmp_path / "form.json"
    rows = [
        {
            "id": "A-1",
            "question": "Do you patch servers?",
            "choices": ["Yes", "No"],
            "answer": None,
        },
        {"id": "A-2", "question": "How often?", "response": "Monthly", "comments": ""},
    ]
    path.write_text(json.dumps({"sections": [{"title": "Servers", "questions": rows}]}), "utf-8")

    first, second = read_questionnaire(path).items

    assert (first.ref, first.section) == ("A-1", ("Servers",))
    assert [(cell.role, cell.place.cell) for cell in first.cells] == [
        (Role.VERDICT, "/sections/0/questions/0/answer")
    ]
    assert [cell.place.cell.rpartition("/")[2] for cell in second.cells] == ["response", "comments"]
    assert second.cells[0].current == "Monthly"


def test_json_lines_are_numbered_from_zero(tmp_path: Path) -> None:
    path = tmp_path / "form.jsonl"
    path.write_text(
        '{"id":"1","question":"Is it safe?"}\n\n{"id":"2","question":"Why?"}\n', "utf-8"
    )

    assert [place for place, _, _ in _shown(path)] == ["/0", "/1"]


PASTED = """Hello, could you answer these?

1. Do you encrypt data at rest
   and in transit?
2. Describe your backup process.
- How long are logs kept?

Is MFA enforced? For whom?
"""


def test_pasted_text_gives_whole_questions_at_their_lines() -> None:
    items = read_text(PASTED).items

    assert [(item.place.cell, item.ref) for item in items] == [
        ("line 3", "1"),
        ("line 5", "2"),
        ("line 6", ""),
        ("line 8", ""),
    ]
    assert items[0].text.endswith("at rest and in transit?")
    assert items[3].parts == ("Is MFA enforced?", "For whom?")


def test_a_pasted_table_is_read_as_one() -> None:
    items = read_text("ID\tQuestion\tAnswer\n7\tIs there a policy?\t\n8\tIs it kept?\t\n").items

    assert [(item.place.cell, item.ref, item.text) for item in items] == [
        ("line 2", "7", "Is there a policy?"),
        ("line 3", "8", "Is it kept?"),
    ]


def test_pasted_words_are_taken_with_doubt() -> None:
    items = read_text("SOC 2 report\nSummary of the last test").items

    assert [item.text for item in items] == ["SOC 2 report", "Summary of the last test"]
    assert all(item.doubt and item.confidence < 0.5 for item in items)


def test_text_that_answers_its_own_questions_asks_nothing_of_us() -> None:
    faq = "\n\n".join(
        f"Where is office {n}?\n\nIt is in the street of that name, next to the park."
        for n in "abc"
    )

    assert all(item.confidence < 0.5 or item.doubt for item in read_text(faq).items)


def test_too_much_text_is_refused() -> None:
    with pytest.raises(LimitError, match="paste less"):
        read_text("a " * 1_500_000)


def test_another_format_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    path.write_text("<html><body><p>Is it safe?</p></body></html>", "utf-8")

    with pytest.raises(UnsupportedError, match=r"\.xlsx"):
        read_questionnaire(path)
