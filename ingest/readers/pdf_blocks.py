"""Paragraphs and tables of a PDF turned into blocks."""

import re
from collections.abc import Collection, Mapping, Sequence

from ingest.readers.markers import is_label, starts_with_ordinal
from ingest.readers.pdf_headings import heading_levels
from ingest.readers.pdf_lines import joined_text
from ingest.readers.pdf_paragraphs import PageTable, Para
from ingest.readers.tables import fact_pairs, row_block, table_blocks
from kb.values import Block, BlockKind, Dropped
from kb.values.documents import clean_text

_INDENT = 4.0
_SAME_PLACE = 12.0
_ENDED = re.compile(r"[.!?:;]$")

Pairs = list[tuple[str, str]]


def blocks_of(
    parts: Sequence[Para | PageTable],
    body: float,
    vocabulary: Collection[str],
    outline: Mapping[str, int],
) -> tuple[list[Block], list[Dropped], Pairs]:
    """Blocks in reading order, repeated table headers taken out, and pairs that state facts."""
    levels = heading_levels(parts, body, outline)
    blocks: list[Block] = []
    dropped: list[Dropped] = []
    pairs: Pairs = []
    indents: list[float] = []
    previous: PageTable | None = None
    for at, part in enumerate(parts):
        if isinstance(part, PageTable):
            indents = []
            if previous is not None and _goes_on(previous, part):
                dropped.extend(_append(blocks, part))
            else:
                pairs.extend(fact_pairs(part.table.rows))
                blocks.extend(
                    table_blocks(part.table.rows, header=part.table.header, page=part.page)
                )
            previous = part
            continue
        previous = None
        text = clean_text(joined_text(part.texts, vocabulary))
        if not text:
            continue
        if at in levels:
            indents = []
            blocks.append(Block(BlockKind.HEADING, text, levels[at], part.page))
        elif part.bullet or starts_with_ordinal(text):
            level = _item_level(indents, part.text_x0)
            blocks.append(Block(BlockKind.LIST_ITEM, text, level, part.page))
        else:
            indents = []
            blocks.append(Block(BlockKind.PARAGRAPH, text, page=part.page))
    return _with_labels(blocks), dropped, pairs


def _with_labels(blocks: Sequence[Block]) -> list[Block]:
    """Lines such as ``Clause 11`` right above a heading made headings themselves."""
    result = list(blocks)
    for at in range(len(blocks) - 2, -1, -1):
        block, below = blocks[at], blocks[at + 1]
        plain = block.kind is BlockKind.PARAGRAPH and below.kind is BlockKind.HEADING
        if plain and is_label(block.text) and not is_label(below.text):
            result[at] = Block(BlockKind.HEADING, block.text, below.level, block.page)
    return result


def _item_level(indents: list[float], x0: float) -> int:
    """The level of a list item by how far it is set in; ``indents`` are those it lies within."""
    while indents and x0 < indents[-1] - _INDENT:
        indents.pop()
    if not indents or x0 > indents[-1] + _INDENT:
        indents.append(x0)
    return len(indents)


def _goes_on(above: PageTable, below: PageTable) -> bool:
    """Whether a table at the head of a page continues the one that ended the page before."""
    return (
        below.page == above.page + 1
        and len(above.table.rows[0]) == len(below.table.rows[0])
        and abs(above.table.x0 - below.table.x0) < _SAME_PLACE
        and abs(above.table.x1 - below.table.x1) < _SAME_PLACE
    )


def _append(blocks: list[Block], part: PageTable) -> list[Dropped]:
    """Add a continued table's rows under the header it already has; the repeat is dropped."""
    names = _names_above(blocks)
    rows = [list(map(clean_text, row)) for row in part.table.rows if any(row)]
    if names and len(rows[0]) > len(names):
        kept = [at for at in range(len(rows[0])) if any(row[at] for row in rows)]
        if len(kept) == len(names):
            rows = [[row[at] for at in kept] for row in rows]
    dropped = []
    if names and tuple(rows[0]) == names:
        dropped.append(Dropped("\t".join(rows[0]), "repeated table header"))
        rows = rows[1:]
    if rows and _is_rest_of_row(blocks[-1], rows[0]):
        cells = [
            joined_text([text for text in pair if text])
            for pair in zip(blocks[-1].cells, rows[0], strict=True)
        ]
        last = blocks[-1]
        blocks[-1] = Block(last.kind, "\t".join(cells), page=last.page, header=last.header)
        rows = rows[1:]
    blocks.extend(row_block(row, names, part.page) for row in rows)
    return dropped


def _names_above(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The column names of the table that ``blocks`` end with."""
    for block in reversed(blocks):
        if block.kind not in (BlockKind.TABLE_ROW, BlockKind.TABLE_HEADER):
            break
        if block.header:
            return block.header
    return ()


def _is_rest_of_row(last: Block, row: Sequence[str]) -> bool:
    """Whether a page break split a row: no first cell, and some cell goes on mid-sentence."""
    if last.kind is not BlockKind.TABLE_ROW or len(last.cells) != len(row) or row[0]:
        return False
    return any(
        more and text and (more[0].islower() or not _ENDED.search(text))
        for text, more in zip(last.cells, row, strict=True)
    )
