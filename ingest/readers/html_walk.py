"""A walk through an HTML tree that collects blocks, each with where on the page it stood."""

import re
from dataclasses import dataclass
from typing import Any

from ingest.readers.html_table import is_data_table, table_cells
from ingest.readers.html_tree import is_hidden, region_of, tag_of
from kb.values import Block, BlockKind
from kb.values.documents import clean_text

_SILENT = frozenset("script style template noscript svg math object iframe head select".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main nav ol p"
    " pre section summary table tbody td tfoot th thead tr ul option button textarea label".split()
)
_DEFINITION = 400  # characters of a definition that stands in one row with its term
_MARKING = frozenset("h1 h2 h3 h4 h5 h6 li dt dd pre summary".split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Found:
    """A block, the site's region around it, whether in the article, and its share of links."""

    block: Block
    region: str = ""
    main: bool = False
    links: float = 0.0
    hidden: bool = False


def walk(root: Any) -> list[Found]:
    """Every block of text in the tree, in order, without recursion."""
    from lxml import etree

    walker = _Walker()
    events = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, element in events:
        if event == "start":
            if walker.start(element):
                events.skip_subtree()
        elif event == "end":
            walker.end(element)
        if event != "start" and element.tail and element is not root:
            walker.text(element.tail)
    walker.finish()
    return walker.found


class _Walker:
    """Collects text between the edges of block elements."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self._buffer: list[str] = []
        self._linked = 0
        self._kind, self._level = BlockKind.PARAGRAPH, 0
        self._prefix = ""
        self._lists: list[int | None] = []  # the next ordinal, None for a bulleted list
        self._regions: list[tuple[Any, str]] = []
        self._mains: list[Any] = []
        self._heading = 1
        self._links = 0
        self._term = ""  # of a definition list, until its definition comes

    def start(self, element: Any) -> bool:
        """Enter an element; true where its inside is not to be walked."""
        tag = tag_of(element)
        if tag in _SILENT or is_hidden(element):
            self._unseen(element, tag)
            return True
        if tag in ("main", "article") or element.get("role") in ("main", "article"):
            self.flush()
            self._mains.append(element)
        if region := region_of(element, tag, inside_article=bool(self._mains)):
            self.flush()
            self._regions.append((element, region))
        if tag == "table" and is_data_table(element):
            self.finish()
            self._table(element)
            return True
        self._open(element, tag)
        if element.text:
            self.text(element.text)
        return False

    def end(self, element: Any) -> None:
        """Leave an element."""
        tag = tag_of(element)
        if tag in _SILENT or is_hidden(element):
            return
        if tag in _BLOCKS:
            self.flush()
        if tag in _MARKING:
            self._set(BlockKind.PARAGRAPH, 0)
        if tag == "a":
            self._links = max(0, self._links - 1)
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if self._regions and self._regions[-1][0] is element:
            self._regions.pop()
        if self._mains and self._mains[-1] is element:
            self._mains.pop()

    def finish(self) -> None:
        """End the walk."""
        self.flush()
        self._end_term()

    def text(self, text: str) -> None:
        """Take a run of characters."""
        self._buffer.append(text)
        if self._links:
            self._linked += len(text.strip())

    def flush(self) -> None:
        """End the block in hand. Two line breaks in a row part paragraphs."""
        linked, self._linked = self._linked, 0
        if not self._buffer:
            return
        raw = "".join(self._buffer)
        self._buffer = []
        kind, level, prefix = self._kind, self._level, self._prefix
        if kind is BlockKind.CODE:
            pieces = [raw.replace("\t", "    ").strip("\n").rstrip()]
        else:
            parts = re.split(r"\x00\s*\x00", raw) if "\x00" in raw else [raw]
            pieces = [clean_text(piece.replace("\x00", " ")) for piece in parts]
        pieces = [piece for piece in pieces if piece.strip()]
        if not pieces:
            return  # an empty element leaves the mark of its list item to the next
        self._kind, self._level, self._prefix = BlockKind.PARAGRAPH, 0, ""
        if kind is BlockKind.TABLE_ROW:
            self._term = " ".join(pieces)
            return
        if self._term and kind is BlockKind.PARAGRAPH and len(pieces[0]) <= _DEFINITION:
            kind, pieces[0] = BlockKind.TABLE_ROW, f"{self._term}\t{pieces[0]}"
            self._term = ""
        self._end_term()
        share = linked / max(1, len(raw.strip()))
        for number, piece in enumerate(pieces):
            if number:
                kind, level, prefix = BlockKind.PARAGRAPH, 0, ""
            self._add(Block(kind, prefix + piece, level=level), links=share)

    def _end_term(self) -> None:
        """A term without a definition, or with one too long for a row, is a list item."""
        if self._term:
            self._add(Block(BlockKind.LIST_ITEM, self._term, level=1))
            self._term = ""

    def _add(self, block: Block, *, links: float = 0.0, hidden: bool = False) -> None:
        region = self._regions[-1][1] if self._regions else ""
        self.found.append(Found(block, region, bool(self._mains), links, hidden))

    def _open(self, element: Any, tag: str) -> None:
        if tag == "br":
            self._buffer.append("\x00")
        elif tag == "a":
            self._links += 1
        if tag not in _BLOCKS:
            return
        self.flush()
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
            self._set(BlockKind.HEADING, _HEADINGS[tag])
        elif tag == "summary" or (tag == "dt" and _asks(element)):
            self._set(BlockKind.HEADING, min(6, self._heading + 1))
        elif tag == "pre":
            self._set(BlockKind.CODE, 0)
        elif tag in ("ul", "ol"):
            self._lists.append(_first_ordinal(element) if tag == "ol" else None)
        elif tag == "li":
            self._item(element)
        elif tag == "dt":
            self._end_term()
            self._set(BlockKind.TABLE_ROW, 0)

    def _set(self, kind: BlockKind, level: int) -> None:
        self._kind, self._level, self._prefix = kind, level, ""

    def _item(self, element: Any) -> None:
        self._set(BlockKind.LIST_ITEM, max(1, len(self._lists)))
        if self._lists and (ordinal := self._lists[-1]) is not None:
            value = element.get("value", "")
            ordinal = int(value) if value.isdecimal() and len(value) < 6 else ordinal
            self._prefix = f"{ordinal}. "
            self._lists[-1] = ordinal + 1

    def _table(self, element: Any) -> None:
        caption, rows, header = table_cells(element)
        if caption:
            self._add(Block(BlockKind.PARAGRAPH, caption))
        if header:
            self._add(Block(BlockKind.TABLE_HEADER, "\t".join(header)))
        for row in rows:
            names = header if len(header) == len(row) else ()
            self._add(Block(BlockKind.TABLE_ROW, "\t".join(row), header=names))

    def _unseen(self, element: Any, tag: str) -> None:
        """Text that nobody sees is set aside with a reason; scripts and styles are no text."""
        if tag in ("script", "style", "svg", "head", "template", "math", "iframe", "object"):
            return
        self.flush()
        if text := clean_text(" ".join(element.itertext())):
            self._add(Block(BlockKind.PARAGRAPH, text), hidden=True)


def _first_ordinal(element: Any) -> int:
    start = element.get("start", "")
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _asks(element: Any) -> bool:
    return clean_text("".join(element.itertext())).endswith("?")
