import os
import stat

import pytest

from ingest.limits import Limits
from ingest.questionnaires.writing import WriteError, fill, xlsx
from ingest.questionnaires.writing import fill as package_fill
from kb.errors import LimitError, UnreadableError, UnsupportedError
from kb.values.questionnaires import CellWrite, FileKind, Place
from tests.ingest.questionnaires.writing.sheets import text, write
from tests.ingest.questionnaires.writing.workbooks import (
    MAIN,
    packed,
    raw_workbook,
    unpacked,
)

SHEET = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"/></sheetData></worksheet>'


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "customer.xlsx"
    path.write_bytes(raw_workbook(SHEET))
    return path


def test_a_copy_is_filled_and_reported_in_the_order_given(source, tmp_path):
    before = source.read_bytes()
    writes = [write("B9", "b"), write("none!A1", "n"), write("A1", "a"), write("A0", "z")]
    report = fill(source, tmp_path / "filled.xlsx", writes)
    assert report.kind is FileKind.XLSX
    assert [place.cell for place in report.written] == ["B9", "A1"]
    assert [one.place.cell for one in report.refused] == ["A1", "A0"]
    assert text(report.target.read_bytes(), "A1") == "a"
    assert source.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["customer.xlsx", "filled.xlsx"]
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(report.target.stat().st_mode) == 0o666 & ~umask


def test_a_file_that_is_there_is_replaced_only_when_asked(source, tmp_path):
    target = tmp_path / "filled.xlsx"
    target.write_bytes(b"precious")
    with pytest.raises(WriteError, match="there already"):
        fill(source, target, [write("A1", "a")])
    assert target.read_bytes() == b"precious"
    fill(source, target, [write("A1", "a")], overwrite=True)
    assert text(target.read_bytes(), "A1") == "a"


def test_the_questionnaire_itself_is_written_only_when_asked(source, tmp_path):
    link = tmp_path / "link.xlsx"
    link.symlink_to(source)
    for target in (source, link):
        with pytest.raises(WriteError, match="itself"):
            fill(source, target, [write("A1", "a")], overwrite=True)
    fill(source, source, [write("A1", "a")], in_place=True)
    assert text(source.read_bytes(), "A1") == "a"


def test_a_copy_that_differs_elsewhere_is_never_written(source, tmp_path, monkeypatch):
    honest = xlsx.fill

    def careless(data, writes):
        result = honest(data, writes)
        members = unpacked(result.data)
        members["xl/styles.xml"] += b" "
        return type(result)(packed(members), result.written)

    monkeypatch.setattr(xlsx, "fill", careless)
    with pytest.raises(WriteError, match=r"xl/styles\.xml"):
        fill(source, tmp_path / "filled.xlsx", [write("A1", "a")])
    assert not (tmp_path / "filled.xlsx").exists()


def test_a_folder_that_is_not_there_is_named(source, tmp_path):
    with pytest.raises(WriteError, match="cannot be written"):
        fill(source, tmp_path / "no" / "filled.xlsx", [write("A1", "a")])


@pytest.mark.parametrize(
    ("name", "content"), [("q.txt", b"1. Do you?\n"), ("q.pdf", b"%PDF-1.4\n%%EOF\n")]
)
def test_formats_that_take_no_answers_are_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    kind = FileKind.PDF if name.endswith("pdf") else None
    with pytest.raises(UnsupportedError, match="report"):
        fill(path, tmp_path / "out", [write("line 1", "a")], kind)


def test_limits_hold(source, tmp_path):
    with pytest.raises(LimitError):
        fill(source, tmp_path / "out.xlsx", [], limits=Limits(file_bytes=10))
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(raw_workbook(SHEET.replace("/></sheetData>", ">" + " " * 30_000_000)))
    with pytest.raises(LimitError):
        fill(bomb, tmp_path / "out.xlsx", [write("A1", "a")])


def test_entities_are_refused(tmp_path):
    path = tmp_path / "laughs.xlsx"
    path.write_bytes(raw_workbook("<!DOCTYPE a [<!ENTITY b 'c'>]>" + SHEET))
    with pytest.raises(UnreadableError, match="entities"):
        fill(path, tmp_path / "out.xlsx", [write("A1", "a")])


def test_tables_and_lists_are_filled_by_their_names(tmp_path):
    for name, content, place, after in (
        ("q.csv", b"Q,A\nx?,\n", "B2", b"Q,A\nx?,Yes\n"),
        ("q.tsv", b"Q\tA\nx?\t\n", "B2", b"Q\tA\nx?\tYes\n"),
        ("q.json", b'[{"q": "x?"}]', "/0/answer", b'[{"q": "x?", "answer": "Yes"}]'),
        ("q.jsonl", b'{"q": "x?"}\n', "/0/answer", b'{"q": "x?", "answer": "Yes"}\n'),
    ):
        (tmp_path / name).write_bytes(content)
        target = tmp_path / f"filled-{name}"
        report = package_fill(tmp_path / name, target, [CellWrite(Place("", place), "Yes")])
        assert not report.refused
        assert target.read_bytes() == after
