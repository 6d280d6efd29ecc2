"""Tables in plain text whose columns can be seen: bars, tabs, or aligned by spaces."""

import re
from collections.abc import Sequence

from ingest.readers.lines import RULE, Unit
from kb.values import Block, BlockKind
from kb.values.documents import clean_text

_RULER = re.compile(r"^[\s|+:=_-]*[-=]{2,}[\s|+:=_-]*$")
_COLUMNS = re.compile(r"\t+|\s{2,}")


def visible_cells(unit: Unit) -> tuple[str, ...]:
    """The cells of a line whose columns can be seen; a single one for any other line."""
    raw = unit.raw.strip()
    if raw.count("|") >= 2 or (" | " in raw and not raw.endswith(".")):
        pieces = raw.strip("|").split("|")
    else:
        pieces = _COLUMNS.split(raw)
    return tuple(clean_text(piece) for piece in pieces)


def is_ruler(unit: Unit) -> bool:
    """Whether a line only draws: ``|---|---|``, ``=====  ====``."""
    return bool(_RULER.match(unit.raw) or RULE.match(unit.raw))


def visible_table(units: Sequence[Unit], start: int) -> int:
    """One past the last row of a table that starts at ``start``, or ``start`` where none does.

    At least two rows with the same number of cells, two or more; lines that draw don't count, and
    a row may have fewer filled cells than the header only where bars show the empty ones.
    """
    columns = len(visible_cells(units[start]))
    if columns < 2 or is_ruler(units[start]):
        return start
    stop, rows = start + 1, 1
    while stop < len(units) and units[stop].group == units[start].group:
        if not is_ruler(units[stop]):
            if len(visible_cells(units[stop])) != columns:
                break
            rows += 1
        stop += 1
    return stop if rows >= 2 else start


def table_blocks(rows: Sequence[Sequence[str]]) -> tuple[Block, ...]:
    """Blocks of a table whose first row is its header.

    A row that was left whole (one cell) gets the header as one name, so that who reads it still
    learns what its columns would be.
    """
    header = tuple(rows[0])
    blocks = [Block(BlockKind.TABLE_HEADER, "\t".join(header))]
    for row in rows[1:]:
        names = header if len(row) == len(header) else ()
        if len(row) == 1 < len(header):
            names = (" ".join(header),)
        blocks.append(Block(BlockKind.TABLE_ROW, "\t".join(row), header=names))
    return tuple(blocks)
