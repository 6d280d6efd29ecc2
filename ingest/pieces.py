"""The pieces that chunks are made of: blocks, parts of long ones, and what stands above them.

A table row is a piece whatever its length. Longer paragraphs, list items and code are cut: between
sentences or lines, and where one of those is too long by itself, between words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.sections import Section
from kb.text.sentences import sentences
from kb.values import Block, BlockKind, Span

__all__ = ["Context", "Piece", "count_words", "pieces"]

# Scripts without spaces count by character; so do runs that no language has words as long as.
_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]{{1,30}}")
_LEAD_IN = 300  # characters of a lead-in, from its end
_PARENT = 150  # characters of the item above a nested one, and …
_COLUMNS = 600  # … of column names, from their start


@dataclass(frozen=True, slots=True)
class Context:
    """Something said above a piece: where its block starts, or -1 if in no block, and the words."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A block or a part of one, its place in the document's text, and its words."""

    block: Block
    span: Span
    words: int
    context: tuple[Context, ...] = ()


def count_words(text: str) -> int:
    """How many words ``text`` has for the purpose of filling a chunk."""
    return sum(1 for _ in _WORD.finditer(text))


def pieces(section: Section, text: str, words: int) -> Iterator[Piece]:
    """The pieces of a section; ``text`` is its document's. Only table rows exceed ``words``."""
    above = _Above()
    for block, span in section.blocks:
        context = above.enter(block, span)
        count = count_words(block.text)
        if count > words and block.kind not in (BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW):
            for part in _parts(block, text[span.start : span.end], words):
                place = Span(span.start + part.start, span.start + part.end)
                yield Piece(block, place, count_words(text[place.start : place.end]), context)
        else:
            yield Piece(block, span, count, context)


@dataclass
class _Above:
    """What a reader who came down to a block of a section has in mind."""

    lead_in: Context | None = None
    parents: list[tuple[int, Context]] = field(default_factory=list)
    columns: Context | None = None

    def enter(self, block: Block, span: Span) -> tuple[Context, ...]:
        """The context of ``block``, the next one of the section."""
        if block.kind is BlockKind.LIST_ITEM:
            return self._item(block, span)
        self.parents.clear()
        if block.kind is BlockKind.TABLE_ROW:
            return self._row(block)
        if block.kind is BlockKind.TABLE_HEADER:
            self.columns = Context(span.start, _names(block.cells))
            return ()
        self.columns = None
        self.lead_in = Context(span.start, _tail(block.text))
        return ()

    def _item(self, block: Block, span: Span) -> tuple[Context, ...]:
        self.columns = None
        while self.parents and self.parents[-1][0] >= block.level:
            self.parents.pop()
        known = [self.lead_in] if self.lead_in else []
        known.extend(parent for _, parent in self.parents)
        self.parents.append((block.level, Context(span.start, _head(block.text, _PARENT))))
        return tuple(known)

    def _row(self, block: Block) -> tuple[Context, ...]:
        names = _names(block.header) if block.header else ""
        if names and (self.columns is None or self.columns.text != names):
            self.columns = Context(-1, names)
        return (self.columns,) if self.columns else ()


def _names(cells: tuple[str, ...]) -> str:
    return _head(" | ".join(cells), _COLUMNS)


def _head(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(None, 1)[0]


def _tail(text: str) -> str:
    text = text.rstrip()
    return text if len(text) <= _LEAD_IN else text[-_LEAD_IN:].split(None, 1)[-1]


def _parts(block: Block, body: str, words: int) -> Iterator[Span]:
    """The parts of a long block, of even length."""
    places = list(_short_enough(block, body, words))
    total = sum(count for _, count in places)
    share = total / -(-total // words)
    start, end, filled = places[0][0].start, 0, 0
    for place, count in places:
        if filled and (filled + count / 2 > share or filled + count > words):
            yield Span(start, end)
            start, filled = place.start, 0
        end, filled = place.end, filled + count
    yield Span(start, end)


def _short_enough(block: Block, body: str, words: int) -> Iterator[tuple[Span, int]]:
    """Sentences or lines with their words, those of more than ``words`` cut up."""
    if block.kind is BlockKind.CODE:
        places = [(line.start(), line.end()) for line in re.finditer(r"[^\n]*\S[^\n]*", body)]
    else:
        places = sentences(body)
    for start, end in places:
        count = count_words(body[start:end])
        if count <= words:
            yield Span(start, end), count
        else:
            yield from _between_words(body, start, end, words)


def _between_words(body: str, start: int, end: int, words: int) -> Iterator[tuple[Span, int]]:
    """A stretch of ``body`` cut after every ``words`` words, within one only if it is endless."""
    found = [(word.start(), word.end()) for word in _WORD.finditer(body, start, end)]
    at = 0
    while at < len(found):
        stop = min(at + words, len(found))
        clean = stop
        while stop < len(found) and clean > at and not body[found[clean][0] - 1].isspace():
            clean -= 1
        stop = clean if clean > at else stop
        yield Span(found[at][0], found[stop - 1][1]), stop - at
        at = stop
