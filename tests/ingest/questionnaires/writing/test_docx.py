import io
import re

import pytest
from docx import Document

from ingest.questionnaires.writing.compare import compare_bytes
from ingest.questionnaires.writing.docx import fill
from kb.errors import UnreadableError
from kb.values.questionnaires import CellWrite, FileKind, Place
from tests.ingest.questionnaires.writing.workbooks import packed, unpacked

MAIN = "word/document.xml"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PROMPT = "<w:sdtPr><w:tag w:val='t'/><w:showingPlcHdr/></w:sdtPr>"
ASK = "<w:p><w:r><w:t>Do you?</w:t></w:r></w:p>"


def write(place: str, text: str) -> CellWrite:
    sheet, _, cell = place.partition("!")
    return CellWrite(Place(sheet, cell), text)


def document(body: str, settings: str = "") -> bytes:
    """A real document's container, its body replaced."""
    buffer = io.BytesIO()
    Document().save(buffer)
    members = unpacked(buffer.getvalue())
    xml = f'<?xml version="1.0"?>\r\n<w:document {SPACE}><w:body>{body}<w:sectPr/></w:body>'
    members[MAIN] = f"{xml}</w:document>".encode()
    if settings:
        old = members["word/settings.xml"]
        members["word/settings.xml"] = old.replace(
            b"</w:settings>", f"{settings}</w:settings>".encode()
        )
    return packed(members)


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(content: str = "<w:p/>", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def filled(data: bytes, *writes: CellWrite) -> str:
    result = fill(data, writes)
    assert not result.refused
    old, new = unpacked(data), unpacked(result.data)
    assert [name for name in old if old[name] != new[name]] == [MAIN]
    found = compare_bytes(data, result.data, result.written, FileKind.DOCX)
    assert found.clean, found.unexpected
    assert compare_bytes(data, result.data, result.written[1:], FileKind.DOCX).clean is False
    Document(io.BytesIO(result.data))
    return new[MAIN].decode()


def reason(data: bytes, place: str) -> str:
    result = fill(data, [write(place, "x")])
    assert result.data == data
    return result.refused[0].reason


def shown(data: str) -> str:
    return "|".join(re.findall(r"<w:t[ >][^<]*|<w:br/>|<w:tab/>", data))


def test_a_document_of_word_processors_is_filled():
    word = Document()
    word.add_heading("Questionnaire")
    word.add_paragraph("Do you encrypt data at rest?", style="List Number")
    grid = word.add_table(3, 3)
    grid.cell(1, 1).text = "Do you back up?"
    grid.cell(1, 2).text = "Answer here"
    word.add_paragraph("The end.")
    buffer = io.BytesIO()
    word.save(buffer)
    result = fill(
        buffer.getvalue(),
        [write("table 1!C2", "Yes,\ndaily."), write("body!p1", "We do.\tAES-256 & more.")],
    )
    assert not result.refused
    again = Document(io.BytesIO(result.data))
    assert again.tables[0].cell(1, 2).text == "Yes,\ndaily."
    assert [p.text for p in again.paragraphs] == [
        *("Questionnaire", "Do you encrypt data at rest?"),
        *("We do.\tAES-256 & more.", "The end."),
    ]
    assert again.paragraphs[2].style.name == "Normal"


def test_a_cell_keeps_its_properties_and_its_words_look():
    row = cell(
        '<w:p w:rsidR="00A1"><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:i/></w:rPr>'
        "<w:t>old</w:t></w:r><w:r><w:t>er</w:t></w:r></w:p><w:p><w:r><w:t>more</w:t></w:r></w:p>",
        "<w:tcW w:w='5'/>",
    )
    new = filled(document(table(cell(ASK) + row)), write("table 1!B1", "new"))
    assert (
        "<w:tc><w:tcPr><w:tcW w:w='5'/></w:tcPr><w:p w:rsidR=\"00A1\"><w:pPr>"
        '<w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:i/></w:rPr>'
        '<w:t xml:space="preserve">new</w:t></w:r></w:p></w:tc>'
    ) in new
    assert ASK in new


def test_an_empty_cell_takes_the_look_of_its_paragraphs_end():
    look = "<w:pPr><w:rPr><w:ins w:id='1'/><w:b/></w:rPr></w:pPr>"
    new = filled(document(table(cell(f"<w:p>{look}</w:p>"))), write("table 1!A1", "x"))
    assert f"<w:p>{look}<w:r><w:rPr><w:b/></w:rPr><w:t" in new


def test_bookmarks_and_comments_in_a_cell_stay():
    content = (
        '<w:p><w:bookmarkStart w:id="1" w:name="a"/><w:commentRangeStart w:id="2"/><w:r><w:t>old'
        '</w:t></w:r><w:commentRangeEnd w:id="2"/><w:r><w:commentReference w:id="2"/></w:r>'
        '<w:bookmarkEnd w:id="1"/></w:p>'
    )
    new = filled(document(table(cell(content))), write("table 1!A1", "new"))
    assert "old" not in new
    for mark in re.findall(r"<w:(?:bookmark|comment)[^>]*>", content):
        assert new.count(mark) == 1
    assert new.index("commentRangeStart") < new.index(">new<") < new.index("commentRangeEnd")


@pytest.mark.parametrize(
    "content",
    [
        f"<w:p><w:r><w:t>Fixed: </w:t></w:r><w:sdt>{PROMPT}<w:sdtContent><w:r><w:rPr><w:rStyle "
        "w:val='PlaceholderText'/></w:rPr><w:t>Click here</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        f"<w:p><w:r><w:t>Fixed: </w:t></w:r></w:p><w:sdt>{PROMPT}<w:sdtContent><w:p><w:r><w:t>"
        "Click here</w:t></w:r></w:p></w:sdtContent></w:sdt><w:p/>",
    ],
)
def test_a_content_control_takes_the_answer_and_stops_prompting(content):
    new = filled(document(table(cell(content))), write("table 1!A1", "mine"))
    assert shown(new).count("<w:t") == 2
    assert "Fixed: " in new
    assert "Click here" not in new
    assert "showingPlcHdr" not in new
    assert "PlaceholderText" not in new
    assert "<w:sdtPr><w:tag w:val='t'/></w:sdtPr><w:sdtContent>" in new


def test_a_cell_that_is_a_content_control_is_counted_and_filled():
    wrapped = f"<w:sdt>{PROMPT}<w:sdtContent>{cell()}</w:sdtContent></w:sdt>"
    new = filled(document(table(cell(ASK) + wrapped + cell())), write("table 1!B1", "mine"))
    assert "showingPlcHdr" not in new
    assert re.search(r"<w:sdtContent><w:tc>.*mine.*</w:tc></w:sdtContent>", new)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (table(cell()) + "<w:p/>", "holds a table"),
        ("<w:p><w:r><w:drawing/></w:r></w:p>", "picture"),
        ("<w:p><w:r><w:fldChar><w:ffData/></w:fldChar></w:r></w:p>", "form field"),
        ("<w:p><w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr></w:sdt></w:p>", "no text"),
        (
            "<w:p><w:sdt><w:sdtPr><w:lock w:val='sdtContentLocked'/></w:sdtPr><w:sdtContent><w:r/>"
            "</w:sdtContent></w:sdt></w:p>",
            "locked",
        ),
    ],
)
def test_cells_that_a_text_would_harm_are_refused(content, why):
    data = document(table(cell(content)))
    if why == "no text":
        assert reason(data, "table 1!A1")
    else:
        assert why in reason(data, "table 1!A1")


def test_merged_cells_are_named_by_their_first_column_and_row():
    rows = (
        cell(properties='<w:gridSpan w:val="2"/>') + cell(properties='<w:vMerge w:val="restart"/>'),
        cell() + cell() + cell(properties="<w:vMerge/>"),
        "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell() + cell(),
    )
    data = document(table(*rows))
    writes = [write(f"table 1!{at}", f"<{at}>") for at in ("A1", "C1", "B2", "B3")]
    new = filled(data, *writes)
    order = ("A1", "C1", "B2", "B3")
    assert shown(new) == "|".join(f'<w:t xml:space="preserve">&lt;{at}&gt;' for at in order)
    assert "merged" in reason(data, "table 1!C2")
    for missing in ("B1", "A3", "D2", "A4"):
        assert "no such table cell" in reason(data, f"table 1!{missing}")


def test_nested_tables_are_named_by_the_cell_they_stand_in():
    inner = table(cell(ASK) + cell())
    data = document(table(cell(inner + "<w:p/>")) + table(cell(ASK) + cell()))
    new = filled(data, write("table 2!B1", "outer"), write("table 1/A1/table 1!B1", "inner"))
    assert new.index("inner") < new.index("outer")
    assert "no such" in reason(data, "table 1/A1/table 2!B1")
    assert "no such" in reason(data, "table 3!A1")


def test_an_answer_under_a_question_takes_its_font_but_not_its_number():
    question = (
        '<w:p><w:pPr><w:pStyle w:val="ListNumber"/><w:numPr/><w:ind w:left="360"/></w:pPr><w:r>'
        '<w:rPr><w:rFonts w:ascii="Arial"/><w:b/><w:sz w:val="20"/></w:rPr><w:t>1. Do you?</w:t>'
        "</w:r></w:p>"
    )
    new = filled(document(ASK + question + ASK), write("body!p1", "We do."))
    assert (
        f'{question}<w:p><w:pPr><w:ind w:left="360"/></w:pPr><w:r><w:rPr><w:rFonts '
        'w:ascii="Arial"/><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">We do.</w:t></w:r>'
        f"</w:p>{ASK}"
    ) in new


def test_paragraphs_are_counted_outside_tables_and_boxes():
    box = f"<w:p><w:r><w:pict><w:txbxContent>{ASK}</w:txbxContent></w:pict></w:r></w:p>"
    wrapped = f"<w:sdt><w:sdtContent>{ASK}</w:sdtContent></w:sdt>"
    data = document(box + table(cell(ASK)) + wrapped + "<w:p><w:r/></w:p>")
    new = filled(data, write("body!p1", "one"), write("body!p2", "two"))
    assert new.index("one") < new.index("</w:sdtContent>") < new.index("two")
    assert "3 paragraphs" in reason(data, "body!p3")


def test_two_answers_for_one_place_and_foreign_places_are_refused():
    data = document(ASK + table(cell()))
    result = fill(data, [write("body!p0", "a"), write("body!p0", "b"), write("Sheet1!A1", "c")])
    assert [str(place) for place in result.written] == ["body!p0"]
    assert [one.place.sheet for one in result.refused] == ["body", "Sheet1"]


def test_a_protected_document_is_said_to_be():
    lock = '<w:documentProtection w:edit="forms" w:enforcement="1"/>'
    notes = fill(document(ASK, lock), [write("body!p0", "x")]).notes
    assert "protected" in notes[0]
    assert not fill(document(ASK), [write("body!p0", "x")]).notes


def test_more_than_the_answers_is_seen():
    data = document(ASK + table(cell(ASK) + cell()) + ASK)
    result = fill(data, [write("body!p0", "x"), write("table 1!B1", "y")])
    members = unpacked(result.data)
    for old, new in (
        (b"Do you?", b"Do I?"),
        (b"<w:tblPr/>", b""),
        (b"</w:p><w:tbl>", b"</w:p><w:bookmarkStart/><w:tbl>"),
        (b"<w:sectPr/>", b"<w:p/><w:sectPr/>"),
    ):
        assert old in members[MAIN]
        harmed = packed(members | {MAIN: members[MAIN].replace(old, new, 1)})
        assert not compare_bytes(data, harmed, result.written, FileKind.DOCX).clean


def test_what_is_no_document_is_refused():
    with pytest.raises(UnreadableError):
        fill(packed({"word/document.xml": b"<a/>"}), [write("body!p0", "x")])
