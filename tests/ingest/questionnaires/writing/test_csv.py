import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.questionnaires.writing.compare import compare_bytes
from ingest.questionnaires.writing.csv_ import fill
from ingest.questionnaires.writing.csv_scan import records
from kb.errors import UnreadableError
from kb.values.questionnaires import CellWrite, FileKind, Place


def write(cell: str, text: str, *, numeric: bool = False) -> CellWrite:
    return CellWrite(Place("", cell), text, numeric)


def filled(data: bytes, *writes: CellWrite, suffix: str = ".csv") -> bytes:
    result = fill(data, writes, suffix)
    assert not result.refused
    assert compare_bytes(data, result.data, result.written, FileKind.CSV, suffix).clean
    return result.data


@pytest.mark.parametrize(
    ("before", "writes", "after"),
    [
        (b"Q,A\r\nx?,\r\n", [("B2", "Yes")], b"Q,A\r\nx?,Yes\r\n"),
        (b"Q,A\nx?,", [("B2", "a, b")], b'Q,A\nx?,"a, b"'),
        (b"Q;A\nx, y?;\n", [("B2", "a, b; c")], b'Q;A\nx, y?;"a, b; c"\n'),
        (b'"Q","A"\r"x ""y""?",""\r', [("B2", "No")], b'"Q","A"\r"x ""y""?","No"\r'),
        (b"Q,A\nx?\n", [("C2", "Yes")], b"Q,A\nx?,,Yes\n"),
        (b'"Q","A"\n"x?","y"\n', [("D2", "z")], b'"Q","A"\n"x?","y","","z"\n'),
        (b"Q,A\n\nx?,\n", [("A2", "t"), ("B3", "Yes")], b"Q,A\nt\nx?,Yes\n"),
        (b"Q,A\nx?,old\n", [("B2", "")], b"Q,A\nx?,\n"),
        (b"Q,A\nx?,\n", [("B2", 'say "so"\r\ntwice')], b'Q,A\nx?,"say ""so""\ntwice"\n'),
        (b'Q,A\n"two\nlines?",\ny?,\n', [("B3", "Yes")], b'Q,A\n"two\nlines?",\ny?,Yes\n'),
        (b"sep=;\nQ;A\nx?;\n", [("B3", "Yes")], b"sep=;\nQ;A\nx?;Yes\n"),
        (b"Q,A\na?,\nb?,\n", [("B3", "2"), ("B2", "1")], b"Q,A\na?,1\nb?,2\n"),
    ],
)
def test_the_answer_is_put_in_and_nothing_else_changes(before, writes, after):
    assert filled(before, *(write(*one) for one in writes)) == after


def test_tabs_separate_in_files_called_so():
    after = filled(b"Q\tA\nx, y?\t\n", write("B2", "a, b"), suffix=".tsv")
    assert after == b"Q\tA\nx, y?\ta, b\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_kept(encoding):
    before = "Frage,Antwort\r\nGröße?,\r\n".encode(encoding)
    after = filled(before, write("B2", "Ja – für alle"))
    assert after == "Frage,Antwort\r\nGröße?,Ja – für alle\r\n".encode(encoding)


def test_a_character_the_encoding_lacks_is_refused():
    data = "Frage,Antwort\nGröße?,\n".encode("cp1252")
    result = fill(data, [write("B2", "≥ 5")])
    assert result.data == data
    assert "'≥'" in result.refused[0].reason


@pytest.mark.parametrize("text", ["=1+1", "+1 555", "-x", "@SUM(A1)", "\tx", "＝1", "\n=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    after = filled(b"Q,A\nx?,\n", write("B2", text))
    assert list(csv.reader(io.StringIO(after.decode())))[1][1] == f"'{text}"


@pytest.mark.parametrize(("text", "numeric"), [("-5", True), ("-", False), ("a=b", False)])
def test_what_is_no_formula_is_left_alone(text, numeric):
    assert filled(b"Q,A\nx?,\n", write("B2", text, numeric=numeric)).decode() == f"Q,A\nx?,{text}\n"


@pytest.mark.parametrize(
    ("place", "why"),
    [
        (Place("", "B9"), "2 rows"),
        (Place("", "ZZZ1"), "no cell"),
        (Place("", "XFD1"), "no such column"),
        (Place("Sheet1", "B2"), "no cell"),
        (Place("", "B1:B2"), "no cell"),
    ],
)
def test_places_that_are_not_there_are_refused(place, why):
    result = fill(b"Q,A\nx?,\n", [CellWrite(place, "x")])
    assert why in result.refused[0].reason


def test_a_second_answer_for_a_cell_is_refused():
    result = fill(b"Q,A\nx?,\n", [write("B2", "a"), write("B2", "b")])
    assert (result.data, len(result.refused)) == (b"Q,A\nx?,a\n", 1)


def test_what_is_no_text_is_refused():
    with pytest.raises(UnreadableError):
        fill(bytes(range(256)) * 3, [write("B2", "a")])


@pytest.mark.parametrize("old", [b"x?", b"\r\n", b"Q,"])
def test_more_than_the_answers_is_seen(old):
    before = b"Q,A,C\r\nx?,,c\r\n"
    after = filled(before, write("B2", "Yes"))
    harmed = after.replace(old, old + b" ", 1)
    assert not compare_bytes(before, harmed, [Place("", "B2")], FileKind.CSV).clean
    assert not compare_bytes(before, after, [], FileKind.CSV).clean


_FIELDS = st.text(st.sampled_from('ab ",;\n\r=é'), max_size=6)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(_FIELDS, min_size=1, max_size=5), max_size=6),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_fields_are_found_where_the_csv_module_finds_them(table, quoting, end):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=quoting, lineterminator=end).writerows(table)
    text = buffer.getvalue()
    expected = list(csv.reader(io.StringIO(text, newline="")))
    found = list(records(text, ","))
    assert [len(one.fields) for one in found] == [len(row) for row in expected]
    for record, row in zip(found, expected, strict=True):
        for field, value in zip(record.fields, row, strict=True):
            raw = text[field.start : field.end]
            assert (raw[1:-1].replace('""', '"') if field.quoted else raw) == value
