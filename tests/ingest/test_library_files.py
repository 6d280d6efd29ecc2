"""Past questionnaires in, the library out, and back in unchanged."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from ingest.library_columns import leading_verdict, verdict_of
from ingest.library_export import write_library
from ingest.library_files import read_library
from ingest.library_values import guarded, unguarded
from kb.errors import VouchError
from kb.library.entry import Draft, Entry, Link, State
from kb.values import Audience, Verdict

FULL = Draft(
    "Do you encrypt backups?", "=1+1 is not\nrun; “quoted”, ünïcode", Verdict.NOT_APPLICABLE,
    ("-Are they?", "Second"), (Link("d1", 2, "a, \"b\"", 3, 9, "Policy", ("1",), 4),), "Ana",
    ("a", "b"), "Berth", Audience.NDA, date(2027, 1, 31), "a person",
)  # fmt: skip
ENTRIES = [
    Entry("e1", FULL, State.APPROVED, "Dana", "2026-06-01"),
    Entry("e2", Draft("Plain?", "Yes, plainly.", origin="x")),
]


def _csv(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_what_goes_out_comes_back_unchanged(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"library.{ending}"
    write_library(path, ENTRIES)
    assert [row.draft for row in read_library(path).rows] == [e.draft for e in ENTRIES]
    assert list(tmp_path.iterdir()) == [path]


def test_no_cell_of_an_export_is_a_formula(tmp_path: Path) -> None:
    risky = Entry("e", Draft("=cmd|' /C calc'!A0", "+1", product="@x", origin="-2"))
    for ending in ("csv", "xlsx"):
        write_library(tmp_path / f"x.{ending}", [risky])
    text = (tmp_path / "x.csv").read_text("utf-8-sig")
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    sheet = load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert sheet["C2"].value == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["=a", "'=a", "''-a", " =a", "plain", "it's", "'quoted'", ""])
def test_a_guard_comes_off_as_it_went_on(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_an_export_to_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VouchError, match=r"\.csv, \.xlsx or \.json"):
        write_library(tmp_path / "x.pdf", [])


def test_columns_are_found_by_their_headers_below_a_title(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Security"
    for row in (
        ["ACME vendor questionnaire"],
        [],
        ["ID", "Question", "Response", "Comments"],
        ["", "Encryption", "", ""],
        ["1", "Do you encrypt backups?", "Yes", "With AES-256."],
        ["2", "Do you use USB drives?", "N/A", ""],
        ["3", "Do you test?", "", ""],
        ["ID", "Question", "Response", "Comments"],
        ["4", "Who is the CISO?", "No", "Vacant."],
    ):
        sheet.append(row)
    book.create_sheet("Notes").append(["nothing", "here"])
    book.save(tmp_path / "q.xlsx")
    found = read_library(tmp_path / "q.xlsx")
    assert [(r.draft.question, r.draft.verdict, r.draft.answer) for r in found.rows] == [
        ("Do you encrypt backups?", Verdict.YES, "With AES-256."),
        ("Do you use USB drives?", Verdict.NOT_APPLICABLE, ""),
        ("Who is the CISO?", Verdict.NO, "Vacant."),
    ]
    assert found.rows[0].place == "sheet Security, row 5"
    assert found.rows[0].draft.origin == "import q.xlsx, sheet Security, row 5"
    assert found.passed == 2


def test_a_formula_gives_its_stored_value_or_nothing(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Question", "Answer"])
    sheet.append(["Do you encrypt?", '=HYPERLINK("http://x","y")'])
    sheet.append(["Do you test?", "We do."])
    book.save(tmp_path / "q.xlsx")
    found = read_library(tmp_path / "q.xlsx")
    assert [row.draft.answer for row in found.rows] == ["We do."]


def test_a_verdict_that_begins_the_answer_is_read_from_it(tmp_path: Path) -> None:
    path = _csv(
        tmp_path / "q.csv",
        "Control question;Vendor response\nEncrypted?;Yes, with AES.\nHow?;Yesterday\nBad?;No\n",
    )
    found = read_library(path)
    assert [row.draft.verdict for row in found.rows] == [Verdict.YES, None, Verdict.NO]


def test_columns_may_be_named_by_header_or_letter(tmp_path: Path) -> None:
    path = _csv(tmp_path / "q.csv", "Anliegen,Stand,Text\nVerschlüsselt?,yes,Mit AES.\n")
    with pytest.raises(VouchError, match="--map"):
        read_library(path)
    for mapped in (
        {"question": "Anliegen", "verdict": "stand", "answer": "Text"},
        {"question": "A", "verdict": "B", "answer": "C"},
    ):
        last = read_library(path, mapped).rows[-1].draft
        assert (last.question, last.verdict, last.answer) == (
            "Verschlüsselt?", Verdict.YES, "Mit AES.",
        )  # fmt: skip
    with pytest.raises(VouchError, match="'reply' is no column"):
        read_library(path, {"reply": "A"})


def test_a_row_that_holds_something_else_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = _csv(
        tmp_path / "q.csv",
        "question,answer,audience,valid_until\na?,b,public,\nc?,d,everyone,\ne?,f,,soon\n",
    )
    found = read_library(path)
    assert [row.draft.audience for row in found.rows] == [Audience.PUBLIC]
    assert [place for place, _ in found.refused] == ["row 3", "row 4"]
    assert "2027-12-31" in found.refused[1][1]


def test_what_is_no_table_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4\n%%EOF")
    _csv(tmp_path / "x.json", "{}")
    _csv(tmp_path / "y.json", "[1, {}]")
    for name, problem in (("x.pdf", "imported from CSV"), ("x.json", "list of entries")):
        with pytest.raises(VouchError, match=problem):
            read_library(tmp_path / name)
    assert [place for place, _ in read_library(tmp_path / "y.json").refused] == [
        "entry 1", "entry 2",
    ]  # fmt: skip


def test_evidence_of_somebody_elses_table_is_no_link(tmp_path: Path) -> None:
    path = _csv(tmp_path / "q.csv", f"question,answer,evidence\na?,b,{json.dumps('see page 3')}\n")
    assert read_library(path).rows[0].draft.evidence == ()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("YES", Verdict.YES), ("Fully implemented", Verdict.YES), ("not met", Verdict.NO),
        ("Partially compliant", Verdict.PARTIAL), ("n/a", Verdict.NOT_APPLICABLE),
        ("Yes, but only on Mondays", None), ("maybe", None),
    ],
)  # fmt: skip
def test_a_verdict_is_a_verdict_and_nothing_else(text: str, verdict: Verdict | None) -> None:
    assert verdict_of(text) is verdict


def test_an_answer_may_begin_with_its_verdict() -> None:
    assert leading_verdict("No - we rent.") is Verdict.NO
    assert leading_verdict("No-one does.") is None
