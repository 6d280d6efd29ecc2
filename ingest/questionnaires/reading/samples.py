"""What a person needs to tell a sheet's columns apart: their headings and one row, cut short."""

import re
from collections.abc import Callable, Sequence

from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.headers import Header, find_headers
from ingest.questionnaires.reading.mirrors import Piece
from ingest.questionnaires.reading.ranges import column_name
from kb.values.questionnaires import ColumnMap, SheetSample

__all__ = ["samples_of"]

_COLUMNS, _CHARACTERS = 30, 120
#: Of more sheets than these nobody reads the columns one by one.
_SHEETS = 100
#: The rows looked through for one that shows most columns, where no question was found.
_ROWS = 50


def samples_of(
    grids: Sequence[Grid], pieces: Sequence[Piece], maps: Sequence[ColumnMap]
) -> tuple[SheetSample, ...]:
    """For each sheet its headings and one row; ``maps`` are how the sheets were read.

    The row is the first question's, else the fullest one below the headings.
    """
    said = {one.sheet: one for one in maps}
    return tuple(_sample(grid, pieces, said.get(grid.title)) for grid in grids[:_SHEETS])


def _sample(grid: Grid, pieces: Sequence[Piece], told: ColumnMap | None) -> SheetSample:
    head = _head(grid, pieces, told)
    asked = next((f.item.place.cell for p in pieces if p.grid is grid for f in p.found), "")
    row = _row(asked) or _fullest(grid, head.bottom if head else 0)

    def heading(column: int) -> str:
        if head is None:
            return ""
        found = head.heads.get(column)
        return found.text if found else grid.shown(head.bottom, column)

    return SheetSample(
        grid.title,
        _texts(grid, heading),
        row,
        _texts(grid, lambda column: grid.shown(row, column) if row else ""),
    )


def _head(grid: Grid, pieces: Sequence[Piece], told: ColumnMap | None) -> Header | None:
    """The header of the sheet's first table; where a person named its row, that row."""
    headers = find_headers(grid)
    if told is not None and told.header:
        named = next((one for one in headers if one.top <= told.header <= one.bottom), None)
        return named or Header(told.header, told.header)
    tables = [p.table for p in pieces if p.grid is grid and p.table and p.found]
    if tables:
        return tables[0].header
    return headers[0] if headers else None


def _row(cell: str) -> int:
    digits = re.search(r"[0-9]+$", cell)
    return int(digits[0]) if digits else 0


def _fullest(grid: Grid, above: int) -> int:
    rows = [row for row in grid.rows if row > above][:_ROWS]
    return max(rows, key=lambda row: (len(grid.rows[row]), -row), default=0)


def _texts(grid: Grid, text: Callable[[int], str]) -> dict[str, str]:
    found = {}
    for column in range(1, min(grid.width, _COLUMNS) + 1):
        one = " ".join(text(column).split())
        if one:
            short = one if len(one) <= _CHARACTERS else f"{one[: _CHARACTERS - 1]}…"
            found[column_name(column)] = short
    return found
