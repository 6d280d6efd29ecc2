import io
import json
import zipfile

import pytest
from lxml import html
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from ingest.questionnaires.writing import Evidence, ReportRow, WriteError, write_report
from kb.values.questionnaires import Place

NASTY = '=HYPERLINK("http://x") <script>alert(1)</script> **b** | `c`\n# h \x07_x0041_ [a](b)'
ROWS = [
    ReportRow(
        question="Do you back up?",
        answer="We do.\nDaily.",
        status="grounded",
        verdict="yes",
        ref="1.2",
        place=Place("Sheet 1", "B2"),
        evidence=(Evidence("Backup policy", "Backups run daily.", ("Backup", "Schedule"), 3),),
    ),
    ReportRow(question=NASTY, answer=NASTY, reason="no_evidence", ask="Security & IT"),
    ReportRow(question="1. One?", evidence=(Evidence("D", NASTY), Evidence("E", "q"))),
]


@pytest.mark.parametrize("suffix", [".xlsx", ".md", ".html", ".jsonl"])
def test_every_format_holds_every_row(tmp_path, suffix):
    path = tmp_path / f"report{suffix}"
    write_report(path, ROWS)
    with pytest.raises(WriteError, match="there already"):
        write_report(path, ROWS)
    write_report(path, ROWS[:1], overwrite=True)
    write_report(tmp_path / f"empty{suffix}", [])


def test_a_workbook_report_has_texts_only(tmp_path):
    path = tmp_path / "report.xlsx"
    write_report(path, ROWS)
    data = path.read_bytes()
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0][:4] == ("Place", "Ref", "Question", "Answer")
    assert rows[1] == (
        *("Sheet 1!B2", "1.2", "Do you back up?", "We do.\nDaily.", "grounded", "yes", None, None),
        "“Backups run daily.” (Backup policy, Backup > Schedule, page 3)",
    )
    assert rows[2][2] == NASTY.replace("\x07", "").replace("_x0041", "_x005F_x0041")
    assert rows[2][7] == "Security & IT"


def test_a_page_report_shows_tags_as_text(tmp_path):
    path = tmp_path / "report.html"
    write_report(path, ROWS)
    page = html.fromstring(path.read_text("utf-8"))
    assert not page.xpath("//script | //a")
    cells = [[cell.text_content() for cell in row] for row in page.xpath("//tbody/tr")]
    assert cells[1][2] == NASTY.replace("\x07", "")
    assert "3 questions: 1 grounded, 2 blank" in page.text_content()


def test_a_markdown_report_shows_marks_as_text(tmp_path):
    path = tmp_path / "report.md"
    write_report(path, ROWS)
    page = html.fromstring(MarkdownIt("commonmark").enable("table").render(path.read_text("utf-8")))
    assert not page.xpath("//script | //a | //strong | //code | //table | //ol | //h3")
    assert len(page.xpath("//h1")) == 1
    headings = [one.text_content() for one in page.xpath("//h2")]
    assert headings[0] == "1. 1.2 Do you back up?"
    assert headings[1] == "2. " + " ".join(NASTY.replace("\x07", "").split())
    assert len(page.xpath("//blockquote")) == 3
    assert "Backup policy, Backup > Schedule, page 3" in page.text_content()


def test_a_line_report_can_be_read_back(tmp_path):
    path = tmp_path / "report.jsonl"
    write_report(path, ROWS)
    lines = [json.loads(line) for line in path.read_text("ascii").splitlines()]
    assert [line["question"] for line in lines] == [row.question for row in ROWS]
    assert lines[0]["evidence"][0]["page"] == 3


def test_other_suffixes_are_refused(tmp_path):
    with pytest.raises(WriteError, match=r"\.xlsx, \.csv, \.md, \.html, \.jsonl"):
        write_report(tmp_path / "report.docx", ROWS)
