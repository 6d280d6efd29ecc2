"""Each way a file can come back harmed is seen; the answers alone are not."""

import io
import zipfile

import pytest

from ingest.questionnaires.writing import compare
from ingest.questionnaires.writing.compare import compare_bytes
from ingest.questionnaires.writing.xlsx import fill
from kb.values.questionnaires import FileKind, Place
from tests.ingest.questionnaires.writing.sheets import write
from tests.ingest.questionnaires.writing.workbooks import nasty, packed, unpacked

SHEET = "xl/worksheets/sheet1.xml"
ALLOWED = frozenset({Place("Questions & Answers", "D5"), Place("Questions & Answers", "E60")})


@pytest.fixture(scope="module")
def before() -> bytes:
    return nasty()


@pytest.fixture(scope="module")
def after(before) -> bytes:
    writes = [write(f"{place.sheet}!{place.cell}", "x") for place in sorted(ALLOWED)]
    return fill(before, writes).data


def swapped(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    members = unpacked(data)
    assert old in members[part]
    return packed(members | {part: members[part].replace(old, new, 1)})


def test_answers_alone_are_clean(before, after):
    found = compare_bytes(before, after, ALLOWED, FileKind.XLSX)
    assert found.clean
    assert packed(unpacked(after)) == after  # so that the tests below change what they say
    assert found.changed == (SHEET,)
    assert found.parts == len(unpacked(before))


def test_an_answer_that_was_not_allowed_is_seen(before, after):
    found = compare_bytes(before, after, [Place("Questions & Answers", "D5")], FileKind.XLSX)
    assert found.unexpected == (f"{SHEET}: more than the answers",)
    elsewhere = compare_bytes(before, after, [Place("Lists", "D5")], FileKind.XLSX)
    assert elsewhere.unexpected == (f"{SHEET}: a part without answers",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Do you do the thing number 9?", b"Do you do the thing number 8?"),
        (b'x14ac:dyDescent="0.25"', b'x14ac:dyDescent="0.26"'),
        (b'<c r="F20"', b'<c  r="F20"'),
        (b"?>\r\n", b"?>\n"),
        (b"x14:dataValidation type", b"x14:dataValidation  type"),
        (b"<mergeCell ", b"<mergeCell  "),
        (b'<f t="shared" si="0"/>', b'<f t="shared" si="1"/>'),
    ],
)
def test_a_byte_of_the_sheet_outside_the_answers_is_seen(before, after, old, new):
    part = SHEET if old in unpacked(before)[SHEET] else "xl/sharedStrings.xml"
    harmed = swapped(after, part, old, new)
    assert not compare_bytes(before, harmed, ALLOWED, FileKind.XLSX).clean


@pytest.mark.parametrize("part", ["xl/printerSettings/printerSettings1.bin", "customXml/item1.xml"])
def test_a_changed_part_is_seen_and_named(before, after, part):
    members = unpacked(after)
    harmed = packed(members | {part: members[part][:-1] + b"!"})
    assert part in " ".join(compare_bytes(before, harmed, ALLOWED, FileKind.XLSX).unexpected)


def test_a_lost_part_and_another_order_are_seen(before, after):
    members = unpacked(after)
    turned = packed(dict(reversed(members.items())))
    members.pop("customXml/item1.xml")
    for harmed in (packed(members), turned):
        found = compare_bytes(before, harmed, ALLOWED, FileKind.XLSX)
        assert found.unexpected == ("the parts, or their order",)


def test_a_container_that_was_packed_anew_is_seen(before, after):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for name, content in unpacked(after).items():
            file.writestr(zipfile.ZipInfo(name, (2021, 3, 4, 5, 6, 8)), content)
    assert not compare_bytes(before, buffer.getvalue(), ALLOWED, FileKind.XLSX).clean
    assert not compare_bytes(before, after + b" ", ALLOWED, FileKind.XLSX).clean


def test_files_are_compared_by_their_paths(tmp_path, before, after):
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    one.write_bytes(before)
    other.write_bytes(after)
    assert compare(one, other, ALLOWED).clean
    assert compare(one, one, ()).clean
    assert not compare(one, other, ()).clean
