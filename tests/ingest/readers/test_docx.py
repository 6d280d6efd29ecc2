from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.limits import Limits
from ingest.readers import docx_
from kb.errors import LimitError, UnreadableError
from kb.values import Block, BlockKind, Document

LIMITS = Limits()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Any], Document]:
    def read_saved(word: Any) -> Document:
        path = tmp_path / "vault_rules.docx"
        word.save(path)
        (document,) = docx_.read(path, LIMITS)
        return document

    return read_saved


def kinds(document: Document) -> list[tuple[BlockKind, str, int]]:
    return [(block.kind, block.text, block.level) for block in document.blocks]


def rows(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def add_xml(word: Any, xml: str) -> Any:
    """Put an element, given without its namespaces, at the body's end."""
    spaces = (
        nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    name, _, rest = xml.partition(">")
    element = parse_xml(f"{name} {spaces}>{rest}")
    word.element.body.insert(len(word.element.body) - 1, element)
    return element


def test_headings_paragraphs_and_lists(read: Callable[[Any], Document]) -> None:
    word = docx.Document()
    word.add_heading("Vault Rules", 0)
    word.add_heading("Keys", 1)
    word.add_paragraph("Keys are counted\teach night.")
    word.add_heading("Spare keys", 2)
    word.add_paragraph("one in the vault", style="List Bullet")
    word.add_paragraph("in a sealed box", style="List Bullet 2")
    word.add_paragraph("• one typed by hand")
    word.add_paragraph("(a) one with its ordinal")
    document = read(word)
    assert kinds(document) == [
        (BlockKind.HEADING, "Vault Rules", 1),
        (BlockKind.HEADING, "Keys", 1),
        (BlockKind.PARAGRAPH, "Keys are counted each night.", 0),
        (BlockKind.HEADING, "Spare keys", 2),
        (BlockKind.LIST_ITEM, "one in the vault", 1),
        (BlockKind.LIST_ITEM, "in a sealed box", 2),
        (BlockKind.LIST_ITEM, "one typed by hand", 1),
        (BlockKind.LIST_ITEM, "(a) one with its ordinal", 1),
    ]
    assert document.title == "Vault Rules"
    assert {block.page for block in document.blocks} == {None}


def test_outline_level_and_localised_style_names_make_headings(
    read: Callable[[Any], Document],
) -> None:
    word = docx.Document()
    style = word.styles.add_style("Überschrift 3", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    word.add_paragraph("Schlüssel", style=style)
    add_xml(word, f"<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr>{run('Own level')}</w:p>")
    assert kinds(read(word)) == [
        (BlockKind.HEADING, "Schlüssel", 3),
        (BlockKind.HEADING, "Own level", 2),
    ]


def test_bold_lines_are_headings_where_there_are_no_others(
    read: Callable[[Any], Document],
) -> None:
    word = docx.Document()
    word.add_paragraph().add_run("Purpose").bold = True
    word.add_paragraph("The vault is locked.")
    word.add_paragraph().add_run("This whole sentence is bold, and a sentence.").bold = True
    assert kinds(read(word)) == [
        (BlockKind.HEADING, "Purpose", 1),
        (BlockKind.PARAGRAPH, "The vault is locked.", 0),
        (BlockKind.PARAGRAPH, "This whole sentence is bold, and a sentence.", 0),
    ]
    word.add_heading("A real one", 2)
    assert kinds(read(word))[0] == (BlockKind.PARAGRAPH, "Purpose", 0)


def test_tables_with_merged_and_nested_cells(read: Callable[[Any], Document]) -> None:
    word = docx.Document()
    table = word.add_table(4, 3)
    for at, name in enumerate(("Key", "Place", "Term")):
        table.cell(0, at).text = name
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Dock"
    table.cell(1, 1).text, table.cell(1, 2).text = "Vault", "1 year"
    table.cell(2, 1).text, table.cell(2, 2).text = "Shelf", "2 years"
    table.cell(3, 0).text = "Yard"
    table.cell(3, 1).merge(table.cell(3, 2)).text = "Nowhere"
    inner = table.cell(3, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "inner", "table"
    document = read(word)
    assert [row.text for row in rows(document)] == [
        "Dock\tVault\t1 year",
        "\tShelf\t2 years",
        "Yard\tNowhere inner table\t",
    ]
    assert {row.header for row in rows(document)} == {("Key", "Place", "Term")}


def test_a_box_of_one_cell_is_text(read: Callable[[Any], Document]) -> None:
    word = docx.Document()
    word.add_table(1, 1).cell(0, 0).text = "Take note of this."
    assert kinds(read(word)) == [(BlockKind.PARAGRAPH, "Take note of this.", 0)]


def test_tracked_changes_hidden_text_and_content_controls(
    read: Callable[[Any], Document],
) -> None:
    word = docx.Document()
    deleted = "<w:r><w:delText xml:space='preserve'>ten </w:delText></w:r>"
    add_xml(
        word,
        f"<w:p>{run('Kept for ')}<w:del w:id='1' w:author='x'>{deleted}</w:del>"
        f"<w:ins w:id='2' w:author='x'>{run('twelve ')}</w:ins>{run('years.')}"
        f"{run('not shown', '<w:vanish/>')}</w:p>",
    )
    add_xml(word, f"<w:sdt><w:sdtContent><w:p>{run('In a control.')}</w:p></w:sdtContent></w:sdt>")
    document = read(word)
    assert document.text == "Kept for twelve years.\n\nIn a control."
    assert {(d.text, d.reason) for d in document.dropped} == {
        ("ten", "deleted in tracked changes"),
        ("not shown", "hidden text"),
    }


def test_text_boxes_once(read: Callable[[Any], Document]) -> None:
    word = docx.Document()
    box = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    add_xml(
        word,
        f"<w:p>{run('Anchor.')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}"
        f"</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert read(word).text == "Anchor.\n\nIn a box."


def test_footnotes_follow_their_paragraph(read: Callable[[Any], Document]) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    word = docx.Document()
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        f"<w:footnote w:id='1'><w:p>{run('Save on holidays.')}</w:p></w:footnote></w:footnotes>"
    )
    part = Part(
        PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), word.part.package
    )
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    add_xml(word, f"<w:p>{run('Open daily.')}<w:r><w:footnoteReference w:id='1'/></w:r></w:p>")
    word.add_paragraph("Next.")
    assert read(word).text.split("\n\n") == ["Open daily.", "Save on holidays.", "Next."]


def test_headers_and_footers_are_dropped_and_state_facts(read: Callable[[Any], Document]) -> None:
    word = docx.Document()
    word.add_paragraph("Body.")
    word.sections[0].header.paragraphs[0].text = "Owner: Vault desk"
    word.sections[0].footer.paragraphs[0].text = "Internal"
    document = read(word)
    assert document.text == "Body."
    assert {(d.text, d.reason) for d in document.dropped} == {
        ("Owner: Vault desk", "running header"),
        ("Internal", "running footer"),
    }
    assert document.facts.owner == "Vault desk"


def test_facts_of_the_document_beat_its_properties(read: Callable[[Any], Document]) -> None:
    word = docx.Document()
    word.core_properties.version = "9"
    word.core_properties.author = "A. Writer"
    word.core_properties.modified = datetime(2026, 5, 4)
    word.add_paragraph("Body.")
    assert read(word).facts.version == "9"
    table = word.add_table(2, 2)
    for at, pair in enumerate([("Version", "2.1"), ("Effective date", "1 March 2026")]):
        table.cell(at, 0).text, table.cell(at, 1).text = pair
    facts = read(word).facts
    assert (facts.version, facts.effective) == ("2.1", date(2026, 3, 1))
    assert {("Author", "A. Writer"), ("Modified", "2026-05-04")} <= set(facts.other)


def test_pages_where_word_saved_them(read: Callable[[Any], Document]) -> None:
    word = docx.Document()
    word.add_paragraph("On one.")
    add_xml(word, f"<w:p><w:r><w:lastRenderedPageBreak/></w:r>{run('On two.')}</w:p>")
    add_xml(
        word, f"<w:p>{run('Still two, ')}<w:r><w:lastRenderedPageBreak/></w:r>{run('three.')}</w:p>"
    )
    word.add_paragraph("On three.")
    assert [block.page for block in read(word).blocks] == [1, 2, 2, 3]


def test_contents_and_title_without_heading(read: Callable[[Any], Document]) -> None:
    word = docx.Document()
    style = word.styles.add_style("toc 1", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    word.add_paragraph("Keys 3", style=style)
    word.add_paragraph("Body.")
    document = read(word)
    assert document.text == "Body."
    assert [(d.text, d.reason) for d in document.dropped] == [("Keys 3", "table of contents")]
    assert document.title == "vault rules"


def test_what_cannot_be_read(tmp_path: Path, read: Callable[[Any], Document]) -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read(docx.Document())
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(UnreadableError):
        docx_.read(path, LIMITS)
    word = docx.Document()
    word.add_paragraph("Much text. " * 20)
    word.save(path)
    with pytest.raises(LimitError):
        docx_.read(path, Limits(characters=100))
