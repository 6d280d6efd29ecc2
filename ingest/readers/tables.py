"""Rows of cells turned into table blocks, with the column names each row belongs to."""

import re
from collections.abc import Iterable, Sequence

from ingest.facts import known_label
from kb.values import Block, BlockKind
from kb.values.documents import clean_text

Row = Sequence[str]

_VALUE = re.compile(
    r"^[\s$€£¥<>≤≥~+-]*\d[\d.,:/%\s-]*(?:[A-Za-z%]{0,3})?$|^(?:yes|no|n/?a|true|false|✓|✔|x|-)$",
    re.IGNORECASE,
)
_MAX_NAME = 80
_NAMED = 0.6  # the share of columns a header names at least
_MAX_FACT_ROWS = 30


def table_blocks(
    rows: Iterable[Row], *, header: bool | None = None, page: int | None = None
) -> list[Block]:
    """Blocks of a table: its header row, if it has one, then its rows; empty rows are left out.

    ``header`` says whether the first row names the columns; None means: judge by its cells. A row
    with one filled cell in a table of several columns is a caption within it and has no columns.
    """
    kept = [cells for cells in map(clean_row, rows) if any(cells)]
    kept = _without_empty_columns(kept)
    if not kept:
        return []
    blocks: list[Block] = []
    captions = 0
    while captions < len(kept) - 1 and _is_caption(kept[captions]):
        blocks.append(Block(BlockKind.PARAGRAPH, filled(kept[captions])[0], page=page))
        captions += 1
    kept = kept[captions:]
    names: tuple[str, ...] = ()
    if (header and len(kept) > 1) or (header is None and has_header(kept)):
        names = tuple(kept[0])
        blocks.append(Block(BlockKind.TABLE_HEADER, "\t".join(names), page=page, header=names))
        kept = kept[1:]
    blocks.extend(row_block(cells, names, page) for cells in kept)
    return blocks


def row_block(cells: Row, names: tuple[str, ...], page: int | None = None) -> Block:
    """One table row; its cells are cut or filled up to as many as there are names."""
    if _is_caption(cells):
        return Block(BlockKind.TABLE_ROW, filled(cells)[0], page=page)
    if names and len(names) != len(cells):
        width = max(len(names), len(cells))
        names = names + ("",) * (width - len(names))
        cells = [*cells, *[""] * (width - len(cells))]
    return Block(BlockKind.TABLE_ROW, "\t".join(cells), page=page, header=names)


def clean_row(row: Row) -> list[str]:
    """The cells with white space folded, so that no cell holds a tab or a line break."""
    return [clean_text(cell) for cell in row]


def filled(row: Row) -> list[str]:
    """The cells that hold something."""
    return [cell for cell in row if cell]


def has_header(rows: Sequence[Row]) -> bool:
    """Whether the first row names the columns.

    It does when most of its cells are filled, and those are distinct and short, none of them a
    number or a yes/no, with a row below; a table of labels and values (``Owner | CISO``) has none.
    """
    if len(rows) < 2:
        return False
    first = filled(rows[0])
    if len(first) < 2 or len(set(first)) < len(first):
        return False
    if len(first) < _NAMED * len(rows[0]):
        return False
    if any(len(name) > _MAX_NAME or name.endswith(".") or _VALUE.match(name) for name in first):
        return False
    return not is_fact_table(rows) and not _is_label_table(rows)


def is_fact_table(rows: Sequence[Row]) -> bool:
    """Whether this is a document-control table: two columns, the left one known labels."""
    if not rows or len(rows) > _MAX_FACT_ROWS or any(len(filled(row)) > 2 for row in rows):
        return False
    known = sum(known_label(row[0].rstrip(":"), "".join(row[1:2])) for row in rows if row)
    return known >= 2 or (known == 1 and len(rows) == 1)


def fact_pairs(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Labels and values of a document-control table; also of one laid out as label, value, label,
    value, or as one row of labels over one row of values."""
    if is_fact_table(rows):
        return [
            (row_filled[0].rstrip(":"), row_filled[1])
            for row_filled in map(filled, rows)
            if len(row_filled) == 2
        ]
    if all(len(row) == 4 for row in rows):
        pairs = [(row[at].rstrip(":"), row[at + 1]) for row in rows for at in (0, 2)]
        if _mostly_known(label for label, _ in pairs):
            return [pair for pair in pairs if all(pair)]
    if len(rows) == 2 and len(rows[0]) > 2 and _mostly_known(rows[0]):
        return [
            (label, value)
            for label, value in zip(rows[0], rows[1], strict=False)
            if label and value
        ]
    return []


def _mostly_known(labels: Iterable[str]) -> bool:
    known = [known_label(label.rstrip(":")) for label in labels if label]
    return sum(known) >= 2 and sum(known) * 2 >= len(known)


def _is_label_table(rows: Sequence[Row]) -> bool:
    """Whether the left cells all end in a colon, the first one included."""
    return all(row[0].endswith(":") for row in rows if row and row[0])


def _is_caption(cells: Row) -> bool:
    return len(cells) > 2 and len(filled(cells)) == 1 and bool(cells[0])


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    kept = [at for at in range(width) if any(row[at] for row in rows)]
    return [[row[at] for at in kept] for row in rows]
