"""A document as its reader understood it: an ordered list of blocks and the facts about it."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from kb.values.frameworks import Catalog, Crosswalk


class BlockKind(StrEnum):
    """What a block is in the document's structure."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_HEADER = "table_header"
    TABLE_ROW = "table_row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row, in reading order.

    ``text`` holds the document's own words only: no bullet marks, no mark-up, no labels of ours.
    The cells of a table row are joined by one tab, so the words of the row stay together and
    nothing stands between them that the author did not write.

    ``level``: depth of a heading (1 = title of the document or its first level) or of a list item
    (1 = outermost); 0 otherwise. ``page``: 1-based page, where the format has pages.
    ``header``: for a table row, the column names, as many as there are cells, or empty.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    header: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a table row; a single one for any other block."""
        return tuple(self.text.split("\t"))


@dataclass(frozen=True, slots=True)
class Span:
    """Where a block stands in the document's text: characters ``start`` to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says about itself: front matter, properties or a header table.

    ``review_by`` is the date by which its owner promised to look at it again, ``valid_until`` the
    last day it proves anything (a certificate, a pen-test letter). ``reference`` is the document's
    own number (``ISP-04``).
    """

    reference: str = ""
    owner: str = ""
    version: str = ""
    effective: date | None = None
    review_by: date | None = None
    valid_until: date | None = None
    status: str = ""
    other: tuple[tuple[str, str], ...] = ()

    def expired(self, today: date) -> bool:
        """Whether the document is out of date on ``today``."""
        limits = [d for d in (self.review_by, self.valid_until) if d is not None]
        return bool(limits) and min(limits) < today


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text left out of a document, and why, so that a person can check nothing was lost."""

    text: str
    reason: str


_SEPARATOR = {  # between a block and the one before it; rows and items stay close together
    BlockKind.LIST_ITEM: "\n",
    BlockKind.TABLE_HEADER: "\n\n",
    BlockKind.TABLE_ROW: "\n",
}


@dataclass(frozen=True)
class Document:
    """One document, or one part of a file, ready to be chunked.

    A file gives one document, except where it holds several things: a saved page with teasers of
    other articles, a file of records, an archive. Each further one has a ``part`` that is unique
    within the file; the main one has ``""``. ``truncated`` marks text the source cut off.
    ``external_id`` is the record's own id. ``catalog`` and ``crosswalk`` carry what a framework
    file says in structured form, beside its text.
    """

    title: str
    blocks: tuple[Block, ...]
    facts: Facts = field(default_factory=Facts)
    part: str = ""
    truncated: bool = False
    external_id: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()
    catalog: Catalog | None = None
    crosswalk: Crosswalk | None = None

    @cached_property
    def layout(self) -> tuple[str, tuple[Span, ...]]:
        """The document's text and the place of each block in it."""
        pieces: list[str] = []
        spans: list[Span] = []
        at = 0
        for block in self.blocks:
            if pieces:
                separator = _SEPARATOR.get(block.kind, "\n\n")
                pieces.append(separator)
                at += len(separator)
            pieces.append(block.text)
            spans.append(Span(at, at + len(block.text)))
            at += len(block.text)
        return "".join(pieces), tuple(spans)

    @property
    def text(self) -> str:
        """The canonical text: every offset of a chunk or citation counts characters of this."""
        return self.layout[0]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The place of each block in ``text``, one to one with ``blocks``."""
        return self.layout[1]


def clean_text(text: str) -> str:
    """White space folded to single spaces, control and zero-width characters dropped.

    Tabs become spaces too, since a tab separates the cells of a table row.
    """
    text = _INVISIBLE.sub("", text.replace("\u00ad", ""))
    return _SPACE.sub(" ", text).strip()


_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
