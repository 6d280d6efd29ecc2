"""Documents cut into chunks along their structure.

A chunk lies within one section and is filled with whole blocks up to a number of words. A table
row is never split; a paragraph longer than a chunk is cut between sentences. What a reader would
know from above goes along as context: a list's lead-in, the item above a nested one, a table's
column names.
"""

from collections.abc import Iterable, Iterator

from ingest.pieces import Piece, pieces
from ingest.sections import sections
from kb.passage_text import names_columns
from kb.values import BlockKind, Chunk, Document

__all__ = ["chunk", "one_chunk"]

_CRUMB = 0.25  # of a chunk: what is left at a section's end and too little to stand alone …
_OVERFULL = 1.15  # … joins the chunk before it, if that grows no further than this
_QUESTION_WORDS = 30
_ITEM_WORDS = 12  # longest list item that only names what the nested ones say
_INTRODUCES = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def chunk(document: Document, words: int) -> tuple[Chunk, ...]:
    """The chunks of ``document``, in order, each filled up to about ``words`` words."""
    chunks: list[Chunk] = []
    text = document.text
    for section in sections(document):
        for group in _groups(pieces(section, text, words), words):
            start, end = group[0].span.start, group[-1].span.end
            chunks.append(
                Chunk(
                    text=text[start:end],
                    start=start,
                    end=end,
                    ordinal=len(chunks),
                    heading=section.heading,
                    page=group[0].block.page,
                    context=_context(group),
                )
            )
    return tuple(chunks)


def one_chunk(document: Document) -> tuple[Chunk, ...]:
    """The whole document as a single chunk; none if it is empty."""
    text = document.text
    return (Chunk(text, 0, len(text), 0),) if text.strip() else ()


def _context(group: list[Piece]) -> str:
    """What was said above the pieces of a chunk and is not in it, each thing once.

    The names of a table's columns go along even where they stand in the chunk: nothing else says
    which of its rows they are.
    """
    start = group[0].span.start
    known = dict.fromkeys(
        context.text
        for piece in group
        for context in piece.context
        if context.text and (context.start < start or names_columns(context.text))
    )
    return "\n".join(known)


def _groups(found: Iterable[Piece], words: int) -> list[list[Piece]]:
    """Pieces put together while they fit."""
    groups: list[list[Piece]] = []
    filled = 0
    for bundle in _bundles(found, words):
        count = _words(bundle)
        if groups and filled + count <= words:
            groups[-1].extend(bundle)
            filled += count
        else:
            groups.append(bundle)
            filled = count
    crumb = len(groups) > 1 and filled < words * _CRUMB
    if crumb and _words(groups[-2]) + filled <= words * _OVERFULL:
        last = groups.pop()
        groups[-1].extend(last)
    return groups


def _bundles(found: Iterable[Piece], words: int) -> Iterator[list[Piece]]:
    """Pieces that must not be parted: what introduces something, with the first of it."""
    bundle: list[Piece] = []
    for piece in found:
        if bundle and not _joined(bundle, piece, words):
            yield bundle
            bundle = []
        bundle.append(piece)
    if bundle:
        yield bundle


def _joined(bundle: list[Piece], piece: Piece, words: int) -> bool:
    if bundle[-1].block.kind is BlockKind.TABLE_HEADER:
        return piece.block.kind is BlockKind.TABLE_ROW
    return _leads(bundle[-1], piece) and _words(bundle) + piece.words <= words


def _leads(before: Piece, piece: Piece) -> bool:
    """Whether ``before`` says little without ``piece``: it ends in a colon, asks, or only names."""
    if before.block is piece.block or before.block.kind not in _INTRODUCES:
        return False
    text = before.block.text.rstrip()
    if text.endswith(":"):
        return True
    if text.endswith("?"):
        return before.words <= _QUESTION_WORDS and piece.block.kind in _INTRODUCES
    both_items = before.block.kind is piece.block.kind is BlockKind.LIST_ITEM
    return both_items and before.block.level < piece.block.level and before.words <= _ITEM_WORDS


def _words(group: list[Piece]) -> int:
    return sum(piece.words for piece in group)
