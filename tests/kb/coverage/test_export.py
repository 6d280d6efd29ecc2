"""Reports as files: text stays text."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from kb.coverage.applicability import DRAFT, statement
from kb.coverage.export import applicability_bytes, report_bytes
from kb.coverage.report import Coverage, Evidence, Report, Standing, State, Way
from kb.coverage.requirements import Requirement, Standard
from tests.kb.answering.passages import cited

QUOTE = '=HYPERLINK("http://x") <script>alert(1)</script> | \x07done'


def report(standing: Standing = Standing.DONE, state: State = State.COVERED) -> Report:
    evidence = Evidence(Way.MENTION, cited(QUOTE), standing, 0.9, True)
    first, second = (
        Requirement("A.1", "=First", family="A"),
        Requirement("A.2", "Second", family="A"),
    )
    standard = Standard("s", "Standard <b>", (first, second), (("A", "Family & co"),))
    controls = (Coverage(first, state, (evidence,)), Coverage(second, State.GAP, note="nothing"))
    return Report(standard, controls, date(2026, 6, 1), 1, 1)


def test_the_page_escapes_every_text() -> None:
    page = report_bytes(report(), "html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Family &amp; co" in page
    assert page.count('class="control"') == 2


def test_gaps_only() -> None:
    page = report_bytes(report(), "html", gaps=True).decode()
    assert page.count('class="control"') == 1


@pytest.mark.parametrize("suffix", ["report", "soa"])
def test_a_workbook_holds_strings_only(suffix: str) -> None:
    from openpyxl import load_workbook

    made = report()
    raw = report_bytes(made, "xlsx") if suffix == "report" else applicability_bytes(made, "xlsx")
    sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=First" in [cell.value for cell in cells]


def test_csv_runs_nothing() -> None:
    rows = list(csv.reader(io.StringIO(report_bytes(report(), "csv").decode("utf-8-sig"))))
    assert not [c for row in rows for c in row if c.startswith("=")]


def test_markdown_stays_a_table() -> None:
    lines = report_bytes(report(), "md").decode().splitlines()
    (row,) = [line for line in lines if line.startswith("| A.1")]
    assert row.replace("\\|", "").count("|") == 6
    assert "<script" not in row


def test_the_statement_says_that_it_is_a_draft() -> None:
    entries = statement(report())
    assert [e.applicable for e in entries] == [f"{DRAFT}yes"] * 2
    for entry in entries:
        assert all(c.startswith(DRAFT) for c in entry.cells[2:6])
    assert entries[1].evidence == f"{DRAFT}none found"


def test_a_document_that_says_so_excludes_a_control() -> None:
    entry = statement(report(Standing.NOT_APPLICABLE, State.GAP))[0]
    assert entry.applicable == f"{DRAFT}no"
    assert "Policy says" in entry.justification


def test_what_is_out_of_date_excludes_nothing() -> None:
    made = report(Standing.NOT_APPLICABLE, State.GAP)
    first = made.controls[0]
    old = replace(first.evidence[0], citation=cited(QUOTE, expired=True))
    made = replace(made, controls=(replace(first, evidence=(old,)), *made.controls[1:]))
    assert statement(made)[0].applicable == f"{DRAFT}yes"


def test_a_word_document_has_every_row() -> None:
    from docx import Document

    table = Document(io.BytesIO(applicability_bytes(report(), "docx"))).tables[0]
    assert len(table.rows) == 3
    assert table.rows[1].cells[0].text == "A.1"
