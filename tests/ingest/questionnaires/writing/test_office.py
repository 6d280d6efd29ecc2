"""Filled files opened by LibreOffice, which is asked what it sees in them."""

import csv
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ingest.questionnaires.writing import fill
from kb.values.questionnaires import CellWrite, Place
from tests.ingest.questionnaires.writing.sheets import write
from tests.ingest.questionnaires.writing.test_docx import ASK, cell, document, table
from tests.ingest.questionnaires.writing.workbooks import MAIN, nasty, raw_workbook, with_macros

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")

_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
_TEXTS = {
    "D5": "Yes",
    "D6": "No",
    "E5": "=1+1 is a text\nwith “two” lines",
    "E6": "_x0041_ stays, <b>&amp;</b> too",
    "E7": "+49 30 1234",
    "E8": "@SUM(1,2)",
    "E9": "-5",
    "E14": "Ünïcødé \U0001f512",
    "H50": "a row and a column of its own",
}


def converted(path: Path, kind: str) -> Path:
    """The folder with what LibreOffice made of a file; it has a profile of its own."""
    target = path.parent / "converted"
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore"),
            *("--convert-to", kind, "--outdir", str(target), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(path.parent)},
    )
    return target


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_a_filled_workbook_shows_the_answers_as_texts(tmp_path, suffix):
    source = tmp_path / f"customer{suffix}"
    source.write_bytes(with_macros(nasty()) if suffix == ".xlsm" else nasty())
    sheet = "Questions & Answers"
    writes = [write(f"{sheet}!{place}", text) for place, text in _TEXTS.items()]
    writes += [write(f"{sheet}!E13", "2", numeric=True), write("Locked!B2", "open")]
    report = fill(source, tmp_path / f"filled{suffix}", writes)
    assert not report.refused
    folder = converted(report.target, _CSV)
    with (folder / f"filled-{sheet}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for place, text in _TEXTS.items():
        column, row = ord(place[0]) - 65, int(place[1:]) - 1
        assert rows[row][column] == text
    assert rows[12][4] == "2"
    assert rows[6][1] == "Do you do the thing number 3? <&> “quoted”"
    assert "open" in (folder / "filled-Locked.csv").read_text("utf-8")


@pytest.mark.parametrize(
    "sheet",
    [
        "<{p}sheetData/>",
        '<{p}sheetData><{p}row r="1"/><{p}row/><{p}row r="9"><{p}c/></{p}row></{p}sheetData>',
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_odd_parts_open_with_their_answers(tmp_path, sheet, prefix):
    space = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    source = tmp_path / "customer.xlsx"
    inside = sheet.format(p=prefix)
    xml = f'<{prefix}worksheet {space}="{MAIN}">{inside}</{prefix}worksheet>'
    source.write_bytes(raw_workbook(xml))
    report = fill(source, tmp_path / "filled.xlsx", [write("B2", "two"), write("C9", "nine")])
    text = (converted(report.target, _CSV) / "filled-Sheet1.csv").read_text("utf-8")
    assert re.sub(r"[\r\n]+", "\n", text).split() == [",,", ",two,", *[",,"] * 6, ",,nine"]


def test_a_filled_document_shows_the_answers(tmp_path):
    source = tmp_path / "customer.docx"
    source.write_bytes(document(ASK + table(cell(ASK) + cell()) + ASK))
    writes = [
        CellWrite(Place("body", "p0"), "We do.\nTwice."),
        CellWrite(Place("table 1", "B1"), "In <a> cell"),
    ]
    report = fill(source, tmp_path / "filled.docx", writes)
    text = (converted(report.target, "txt:Text (encoded):UTF8") / "filled.txt").read_text("utf-8")
    assert [line for line in text.lstrip("\ufeff").splitlines() if line] == [
        *("Do you?", "We do.", "Twice.", "Do you?", "In <a> cell", "Do you?")
    ]
