"""The body of a DOCX turned into blocks."""

from dataclasses import dataclass, field
from typing import Any

from ingest.readers.docx_styles import ParagraphStyle, Styles
from ingest.readers.docx_tables import children, table_rows
from ingest.readers.docx_text import ParagraphText, W, paragraph_text
from ingest.readers.markers import section_depth, starts_with_ordinal, without_bullet
from ingest.readers.tables import fact_pairs, table_blocks
from kb.errors import LimitError
from kb.values import Block, BlockKind

_MAX_FAKE_HEADING = 120
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class FakeHeading:
    """A bold line that serves as a heading in a document without heading styles."""

    at: int
    size: float
    depth: int


@dataclass(slots=True)
class Body:
    """What the body gave: blocks, the title, facts, and what was left out of the blocks."""

    styles: Styles
    notes: dict[tuple[str, str], Any]
    has_pages: bool
    characters: int
    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    page: int = 1
    fake: list[FakeHeading] = field(default_factory=list)
    headings: bool = False

    def read(self, container: Any, depth: int = 0) -> None:
        """Add the paragraphs and tables of ``container`` in order."""
        for node in children(container, f"{W}p", f"{W}tbl"):
            if node.tag == f"{W}p":
                self._paragraph(node, depth)
            else:
                self._table(node, depth)
            if self.characters < 0:
                raise LimitError("it has more text than is read", "raise limits.characters")

    def finish(self) -> None:
        """Make headings of bold lines where the document has no heading styles."""
        if self.headings:
            return
        sizes = sorted({fake.size for fake in self.fake}, reverse=True)
        for fake in self.fake:
            level = sizes.index(fake.size) + max(1, fake.depth)
            block = self.blocks[fake.at]
            self.blocks[fake.at] = Block(BlockKind.HEADING, block.text, min(level, 6), block.page)

    def _paragraph(self, node: Any, depth: int) -> None:
        found = paragraph_text(node)
        self.page += found.breaks_before
        page = self.page if self.has_pages else None
        self.page += found.breaks - found.breaks_before
        style = self.styles.of(node)
        if found.text and style.contents:
            self.contents.append(found.text)
        elif found.text:
            self._add(found, style, page)
        self._aside(found, depth)

    def _add(self, found: ParagraphText, style: ParagraphStyle, page: int | None) -> None:
        text, bullet = without_bullet(found.text)
        if style.title or style.heading:
            if style.title:
                self.title = self.title or text
            self.headings = self.headings or bool(style.heading)
            self._block(Block(BlockKind.HEADING, text, style.heading or 1, page))
        elif style.code:
            self._block(Block(BlockKind.CODE, text, page=page))
        elif style.list_level or bullet:
            self._block(Block(BlockKind.LIST_ITEM, text, style.list_level or 1, page))
        else:
            bold = found.bold or style.bold
            if bold and len(text) <= _MAX_FAKE_HEADING and text[-1] not in ".;,":
                size = found.size or style.size
                self.fake.append(FakeHeading(len(self.blocks), size, section_depth(text)))
            if starts_with_ordinal(text):
                self._block(Block(BlockKind.LIST_ITEM, text, 1, page))
            else:
                self._block(Block(BlockKind.PARAGRAPH, text, page=page))

    def _table(self, node: Any, depth: int) -> None:
        cells = [list(children(row, f"{W}tc")) for row in children(node, f"{W}tr")]
        if all(len(row) <= 1 for row in cells) and depth < _MAX_DEPTH:
            for row in cells:  # a box around text, not a table
                for cell in row:
                    self.read(cell, depth + 1)
            return
        page = self.page if self.has_pages else None
        asides: list[ParagraphText] = []
        rows, header = table_rows(node, asides.append)
        self.pairs.extend(fact_pairs([row for row in rows if any(row)]))
        for block in table_blocks(rows, header=header, page=page):
            self._block(block)
        for found in asides:
            self.page += found.breaks
            self._aside(found, depth)

    def _aside(self, found: ParagraphText, depth: int) -> None:
        """Text boxes and notes follow what they are anchored in."""
        self.hidden.extend(filter(None, [found.hidden.strip()]))
        self.deleted.extend(filter(None, [found.deleted.strip()]))
        if depth >= _MAX_DEPTH:
            return
        notes = (self.notes.pop(note, None) for note in found.notes)
        for container in [*filter(lambda note: note is not None, notes), *found.boxes]:
            self.read(container, depth + 1)

    def _block(self, block: Block) -> None:
        self.characters -= len(block.text)
        self.blocks.append(block)
