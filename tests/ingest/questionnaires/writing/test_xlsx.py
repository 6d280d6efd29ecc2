import re

import pytest

from ingest.questionnaires.writing import sheet_rules
from ingest.questionnaires.writing.compare import compare_bytes
from ingest.questionnaires.writing.xlsx import fill
from kb.errors import UnreadableError
from kb.values.questionnaires import FileKind, Place
from tests.ingest.questionnaires.writing.sheets import cells, outside, part, text, write
from tests.ingest.questionnaires.writing.workbooks import (
    MAIN,
    nasty,
    raw_workbook,
    unpacked,
    with_macros,
)

SHEET = "Questions & Answers"
WS = f'<worksheet xmlns="{MAIN}">'


def sheet(rows: str, after: str = "", before: str = "") -> bytes:
    return raw_workbook(f"{WS}{before}<sheetData>{rows}</sheetData>{after}</worksheet>")


def filled_part(data: bytes, *writes) -> str:
    result = fill(data, writes)
    assert not result.refused
    assert compare_bytes(data, result.data, result.written, FileKind.XLSX).clean
    return part(result.data).decode()


def reason(data: bytes, place: str) -> str:
    result = fill(data, [write(place, "x")])
    assert result.data == data
    assert not result.written
    return result.refused[0].reason


@pytest.fixture(scope="module")
def book() -> bytes:
    return nasty()


@pytest.mark.parametrize("macros", [False, True])
def test_only_the_answered_cells_of_a_workbook_change(book, macros):
    before = with_macros(book) if macros else book
    writes = [write(f"{SHEET}!D{row}", "Yes") for row in range(5, 11)]
    writes += [write(f"{SHEET}!E{row}", f"We do: “{row}” <&>") for row in range(5, 60)]
    result = fill(before, writes)
    assert len(result.written) == len(writes)
    old, new = unpacked(before), unpacked(result.data)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet1.xml"]
    assert outside(part(before)) == outside(part(result.data))
    was, now = cells(part(before)), cells(part(result.data))
    written = {place.cell for place in result.written}
    assert {name for name in now if now[name] != was.get(name)} == written
    assert set(was) <= set(now)
    assert text(result.data, f"{SHEET}!E59") == "We do: “59” <&>"
    assert compare_bytes(before, result.data, result.written, FileKind.XLSX).changed == (
        "xl/worksheets/sheet1.xml",
    )


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (f"{SHEET}!F5", "formula"),
        (f"{SHEET}!F22", "formula"),
        (f"{SHEET}!G6", "the formula in G5"),
        (f"{SHEET}!D11", "belongs in D10"),
        ("Locked!B5", "locked"),
        ("Locked!D3", "locked"),
        ("Scores!A1", "heading of the table Weights"),
        ("Nowhere!A1", "no sheet 'Nowhere'"),
        (f"{SHEET}!A0", "no cell"),
        (f"{SHEET}!A1:B2", "no cell"),
        (f"{SHEET}!XFE1", "no cell"),
    ],
)
def test_cells_that_are_not_to_be_written_are_refused(book, place, why):
    assert why in reason(book, place)


def test_open_cells_of_a_protected_sheet_are_written(book):
    result = fill(book, [write("Locked!B2", "mine"), write("locked!C9", "column is open")])
    assert not result.refused
    assert text(result.data, "Locked!B2") == "mine"
    assert text(result.data, "Locked!C9") == "column is open"


def test_a_range_that_anyone_may_edit_is_open_and_one_with_a_password_is_not():
    after = (
        '<sheetProtection sheet="1"/><protectedRanges><protectedRange name="a" sqref="B2 C3:C4"/>'
        '<protectedRange name="b" sqref="D1:D9" password="CC1A"/></protectedRanges>'
    )
    data = sheet('<row r="2"><c r="B2"/></row>', after)
    assert "C4" in filled_part(data, write("C4", "x"))
    assert "locked" in reason(data, "D2")
    unprotected = sheet("", '<sheetProtection sheet="0"/>')
    assert "D2" in filled_part(unprotected, write("D2", "x"))


def test_a_style_is_open_by_its_own_word_or_by_the_one_beneath():
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellStyleXfs><xf/><xf><protection locked="0"/></xf>'
        '</cellStyleXfs><cellXfs><xf xfId="0"/><xf xfId="1"/><xf xfId="1"><protection locked="1"/>'
        '</xf><xf><protection hidden="1"/></xf></cellXfs></styleSheet>'
    )
    row = "".join(f'<c r="{name}1" s="{number}"/>' for number, name in enumerate("ABCD"))
    data = raw_workbook(
        f'{WS}<sheetData><row r="1">{row}</row></sheetData><sheetProtection sheet="true"/>'
        "</worksheet>",
        styles,
    )
    results = fill(data, [write(f"{name}1", "x") for name in "ABCD"])
    assert [place.cell for place in results.written] == ["B1"]


def test_an_existing_cell_keeps_its_attributes_and_loses_its_old_value():
    row = (
        '<row r="2" spans="1:3"><c  r="A2" t="s"  s="1"><v>0</v></c>'
        "<c s='2' cm=\"1\" r='B2' t='str' vm=\"4\"  ph=\"1\" ><v>old</v><extLst><ext/></extLst></c>"
        '<c r="C2" s="1"/></row>'
    )
    new = filled_part(sheet(row), write("B2", "new"), write("C2", "n"))
    assert '<c s=\'2\' r=\'B2\'  ph="1" t="inlineStr"><is><t xml:space="preserve">new' in new
    assert "</is><extLst><ext/></extLst></c>" in new
    assert '<c  r="A2" t="s"  s="1"><v>0</v></c>' in new
    assert '<c r="C2" s="1" t="inlineStr"><is>' in new


def test_an_empty_text_empties_the_cell():
    assert '<c r="A1" s="1"/>' in filled_part(
        sheet('<row r="1"><c r="A1" s="1" t="s"><v>3</v></c></row>'), write("A1", "")
    )


@pytest.mark.parametrize(
    ("rows", "place", "expected"),
    [
        ("", "B2", '<row r="2"><c r="B2"'),
        ('<row r="1"/><row r="3"/>', "A2", '<row r="1"/><row r="2"><c r="A2"'),
        ('<row r="3" ht="9" />', "B3", '<row r="3" ht="9" ><c r="B3"'),
        ('<row r="3"></row>', "B3", '<row r="3"><c r="B3"'),
        ("<row/><row/>", "A2", '<row/><row><c r="A2"'),
        ("<row/>", "A2", '<row/><row r="2"><c r="A2"'),
        ('<row r="1"><c/><c/></row>', "C1", '<c/><c/><c r="C1"'),
        ('<row r="1"><c/><c/></row>', "B1", '<c/><c t="inlineStr"'),
        ('<row r="1"><c r="A1"/><c r="C1"/></row>', "B1", '<c r="A1"/><c r="B1"'),
        ('<row r="1"><c r="C1"/><extLst/></row>', "D1", '<c r="C1"/><c r="D1"'),
        ('<row r="1">\r\n\t<c r="C1"/>\r\n</row>', "A1", '\r\n\t<c r="A1"'),
        ('<!--<row r="1">--><row r="1"/>', "A1", '--><row r="1"><c r="A1"'),
        ('<row r="1"><!--<c r="A1"/>--></row>', "A1", '<row r="1"><c r="A1"'),
        ('<row r="1" x="&gt;>"><c r="A1" y="/>"/></row>', "A1", 'y="/>" t="inlineStr"'),
    ],
)
def test_rows_and_cells_that_are_missing_are_put_in_their_place(rows, place, expected):
    new = filled_part(sheet(rows), write(place, "x"))
    assert expected in new
    assert place in cells(new.encode())


@pytest.mark.parametrize("table", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>"])
def test_a_sheet_without_cells_is_filled(table):
    data = raw_workbook(f"{WS}{table}<pageMargins/></worksheet>")
    new = filled_part(data, write("C4", "x"), write("A2", "y"), write("B4", "z"))
    assert list(cells(new.encode())) == ["A2", "B4", "C4"]
    assert new.endswith("</sheetData><pageMargins/></worksheet>")


def test_elements_with_a_prefix_get_answers_with_it():
    data = raw_workbook(
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    new = filled_part(data, write("A1", "a"), write("B1", "b"), write("C3", "c"))
    assert list(cells(new.encode())) == ["A1", "B1", "C3"]
    assert "<x:v>1" not in new
    assert "<x:is><x:t" in new


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "us-ascii"])
def test_parts_in_other_encodings_keep_them(encoding):
    name = encoding.removesuffix("-sig")
    xml = f'<?xml version="1.0" encoding="{name}"?>{WS}<sheetData><row r="1"/></sheetData>'
    data = raw_workbook((xml + "</worksheet>").encode(encoding))
    result = fill(data, [write("A1", "Größe – 5 €")])
    assert text(result.data, "A1") == "Größe – 5 €"
    assert part(result.data)[:40] == part(data)[:40]
    assert compare_bytes(data, result.data, result.written, FileKind.XLSX).clean


def test_a_new_cell_looks_as_its_row_or_column_does():
    cols = '<cols><col min="2" max="3" style="2" width="9"/></cols>'
    rows = '<row r="1" s="1" customFormat="1"/><row r="2" s="1"/>'
    new = filled_part(sheet(rows, before=cols), *(write(f"B{row}", "x") for row in (1, 2, 3)))
    assert re.findall(r'<c r="B(\d)" s="(\d)"', new) == [("1", "1"), ("2", "2"), ("3", "2")]


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("=1+1", "=1+1"),
        ("+49 30", "+49 30"),
        ("-x", "-x"),
        ("@SUM(A1)", "@SUM(A1)"),
        (" a  b\n", " a  b\n"),
        ("a\r\nb\rc\vd\u2028e", "a\nb\nc\nd\ne"),
        ("\ttab", "\ttab"),
        ("a\x00\x07\ud800\uffffb", "ab"),
        ("]]> & <i>", "]]> & <i>"),
        ("_x0041_ _x005F_", "_x005F_x0041_ _x005F_x005F_"),
        ("_x00_ x0041_", "_x00_ x0041_"),
        ("\U0001f512 é", "\U0001f512 é"),
    ],
)
def test_a_text_is_written_as_text(given_text, stored):
    new = fill(sheet('<row r="1"/>'), [write("A1", given_text)]).data
    assert text(new, "A1") == stored  # openpyxl leaves escapes as they are
    assert b"<f" not in part(new)
    assert b'xml:space="preserve"' in part(new)


def test_a_number_is_written_as_one_where_it_is_said_to_be():
    data = sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    new = fill(data, [write("A1", " +5 ", numeric=True), write("B1", "5")])
    assert b'<c r="A1"><v>5</v></c>' in part(new.data)
    assert (text(new.data, "A1"), text(new.data, "B1")) == (5, "5")
    refused = fill(data, [write("A1", "5 %", numeric=True)]).refused
    assert refused[0].reason == "its answer is not a number"


def test_a_text_longer_than_a_cell_is_cut_after_a_sentence_and_named():
    result = fill(sheet(""), [write("A1", "\U0001f512 We lock it. " * 5000), write("A2", "short")])
    found = str(text(result.data, "A1"))
    assert len(found.encode("utf-16-le")) // 2 <= 32_767
    assert found.endswith("We lock it. …")
    assert len(found) > 28_000
    assert result.shortened == (Place("Sheet1", "A1"),)
    assert len(result.written) == 2


def test_a_second_answer_for_a_cell_is_refused():
    result = fill(sheet(""), [write("A1", "one"), write("$A$1", "two")])
    assert text(result.data, "A1") == "one"
    assert "another answer" in result.refused[0].reason


def test_the_report_says_that_formulas_are_stale():
    assert not fill(sheet(""), [write("A1", "x")]).notes
    result = fill(sheet('<row r="1"><c r="B1"><f>A1</f><v>0</v></c></row>'), [write("A1", "x")])
    assert "calculate" in result.notes[0]
    assert b"<f>A1</f><v>0</v>" in part(result.data)


@pytest.mark.parametrize(
    "xml",
    [
        f"{WS}<sheetData><row r='1'></sheetData></worksheet>",
        f"{WS}<sheetData><row r='x'/></sheetData></worksheet>",
        f"{WS}<sheetData><row r='1'><c r='?'/></row></sheetData></worksheet>",
        f"{WS}</worksheet>",
        "<chartsheet><sheetData/></chartsheet>",
        "",
    ],
)
def test_a_damaged_sheet_is_named(xml):
    with pytest.raises(UnreadableError):
        fill(raw_workbook(xml), [write("A1", "x")])


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"/>' * 1_048_577,
        f'<row r="1">{"<c/>" * 16_385}</row>',
        '<row r="1048577"/>',
        '<row r="1">' + "".join(f'<c><f t="array" ref="A1:B{n}"/></c>' for n in range(1, 9)),
        '<row r="1"/>' + " " * 60_000_000,
    ],
)
def test_no_sheet_costs_more_than_a_sheet_can(rows, monkeypatch):
    monkeypatch.setattr(sheet_rules, "_MOST", 5)
    end = "</row>" if rows.endswith("</c>") else ""
    with pytest.raises(UnreadableError):
        fill(sheet(rows + end), [write("A1", "x")])
