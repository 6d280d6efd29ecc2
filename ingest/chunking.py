"""Documents cut into chunks along their structure.

A chunk lies within one section and is filled with whole blocks up to a number of words. A table
row is never split; a paragraph longer than a chunk is cut between sentences. What a reader would
know from above goes along as context: a list's lead-in, a table's column names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.text.sentences import sentences
from kb.values import Block, BlockKind, Chunk, Document, Span

_CONTEXT_CHARACTERS = 300
_ROWS = (BlockKind.TABLE_HEADER, BlockKind.TABLE_ROW)


@dataclass
class _Section:
    """Blocks under one heading path, each with its place in the text."""

    heading: tuple[str, ...]
    blocks: list[tuple[Block, Span]] = field(default_factory=list)
    has_children: bool = False


@dataclass
class _Piece:
    """A block, or a part of a long paragraph."""

    block: Block
    span: Span
    words: int
    context: str


def chunk(document: Document, words: int) -> tuple[Chunk, ...]:
    """The chunks of ``document``, in order, each filled up to about ``words`` words."""
    chunks: list[Chunk] = []
    text = document.text
    for section in _sections(document):
        pieces = list(_pieces(section, text, words))
        for group in _groups(pieces, words):
            start, end = group[0].span.start, group[-1].span.end
            chunks.append(
                Chunk(
                    text=text[start:end],
                    start=start,
                    end=end,
                    ordinal=len(chunks),
                    heading=section.heading,
                    page=group[0].block.page,
                    context=group[0].context,
                )
            )
    return tuple(chunks)


def one_chunk(document: Document) -> tuple[Chunk, ...]:
    """The whole document as a single chunk; none if it is empty."""
    text = document.text
    return (Chunk(text, 0, len(text), 0),) if text.strip() else ()


def _sections(document: Document) -> list[_Section]:
    """The document's sections; one that holds only its heading keeps the heading as its text."""
    path: list[tuple[int, str]] = []
    sections = [_Section(())]
    headings: list[tuple[Block, Span] | None] = [None]
    for block, span in zip(document.blocks, document.spans, strict=True):
        if block.kind is not BlockKind.HEADING:
            sections[-1].blocks.append((block, span))
            continue
        last = headings[-1]
        if last is not None and block.level > last[0].level:
            sections[-1].has_children = True
        path = [entry for entry in path if entry[0] < block.level]
        path.append((block.level, block.text))
        sections.append(_Section(_shown(path, document.title)))
        headings.append((block, span))
    for section, heading in zip(sections, headings, strict=True):
        if not section.blocks and heading is not None and not section.has_children:
            section.blocks.append(heading)
    return [section for section in sections if section.blocks]


def _shown(path: list[tuple[int, str]], title: str) -> tuple[str, ...]:
    """The heading path, without a first heading that repeats the title."""
    names = [name for _, name in path]
    return tuple(names[1:] if names[0] == title and len(names) > 1 else names)


def _pieces(section: _Section, text: str, words: int) -> Iterator[_Piece]:
    lead_in = columns = ""
    for block, span in section.blocks:
        count = len(block.text.split())
        if block.kind is BlockKind.LIST_ITEM:
            context = lead_in
        elif block.kind in _ROWS:
            columns = "\t".join(block.header) if block.header else columns
            context = "" if block.kind is BlockKind.TABLE_HEADER else columns.replace("\t", " | ")
        else:
            context, columns = "", ""
            lead_in = block.text[-_CONTEXT_CHARACTERS:]
        if count > words and block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            yield from _split(block, span, text, words, context)
        else:
            yield _Piece(block, span, count, context)


def _split(block: Block, span: Span, text: str, words: int, context: str) -> Iterator[_Piece]:
    """A long paragraph cut between sentences into parts of even length, none above ``words``
    unless a single sentence is."""
    body = text[span.start : span.end]
    places = sentences(body)
    total = len(body.split())
    share = total / -(-total // words)
    start, count = places[0][0], 0
    for at, (first, last) in enumerate(places):
        more = len(body[first:last].split())
        if count and count + more / 2 > share:
            end = places[at - 1][1]
            yield _Piece(block, Span(span.start + start, span.start + end), count, context)
            start, count = first, 0
        count += more
    yield _Piece(block, Span(span.start + start, span.start + places[-1][1]), count, context)


def _groups(pieces: list[_Piece], words: int) -> Iterator[list[_Piece]]:
    """Pieces put together while they fit; a lead-in stays with the first item after it."""
    group: list[_Piece] = []
    count = 0
    for piece in pieces:
        leads = bool(group) and _leads(group[-1], piece)
        if group and count + piece.words > words and not (leads and len(group) == 1):
            held = [group.pop()] if leads else []
            yield group
            group, count = held, sum(p.words for p in held)
        group.append(piece)
        count += piece.words
    if group:
        yield group


def _leads(before: _Piece, piece: _Piece) -> bool:
    """Whether ``before`` introduces ``piece``: a colon before a list, column names before rows."""
    if piece.block.kind is BlockKind.LIST_ITEM:
        paragraph = before.block.kind is BlockKind.PARAGRAPH
        return paragraph and before.block.text.rstrip().endswith(":")
    is_row = piece.block.kind is BlockKind.TABLE_ROW
    return is_row and before.block.kind is BlockKind.TABLE_HEADER
