"""Reads questionnaires kept as tables in text (CSV, TSV)."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ingest.limits import Limits
from ingest.questionnaires.reading.assemble import Assembled, assemble
from ingest.questionnaires.reading.grid import Cell, Grid
from ingest.questionnaires.reading.xlsx_sheet import ROWS
from ingest.readers.csv_ import likely_delimiter
from ingest.readers.encoding import read_text
from kb.errors import LimitError, UnreadableError
from kb.values.questionnaires import ColumnMap

__all__ = ["grid_of", "read"]

_SAMPLE = 50_000
_FIELD = 1_000_000
_COLUMNS = 2_000


def read(path: Path, limits: Limits, maps: Sequence[ColumnMap]) -> Assembled:
    """The questions of a table; records count as rows, from 1, empty lines and ``sep=`` included.

    Raises ``UnreadableError`` where it is no text or no table, ``LimitError`` past a limit.
    """
    text = read_text(path, limits)
    tabs = path.suffix.lower() in (".tsv", ".tab")
    return assemble(
        [grid_of(text, "\t" if tabs else likely_delimiter(text[:_SAMPLE]), limits)], maps
    )


def grid_of(text: str, delimiter: str, limits: Limits) -> Grid:
    """The table in a text as a sheet without a name."""
    csv.field_size_limit(_FIELD)
    grid, cells = Grid(""), 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            if number == 1 and row and row[0].lower().startswith("sep="):
                continue
            filled = {
                column: Cell(field.strip())
                for column, field in enumerate(row[:_COLUMNS], 1)
                if field.strip()
            }
            grid.columns = max(grid.columns, min(len(row), _COLUMNS))
            cells += len(filled)
            if cells > limits.cells:
                raise LimitError(
                    f"it has more than {limits.cells:,} filled cells",
                    "split the file or raise limits.cells",
                    f"line {number}",
                )
            if filled and len(grid.rows) < ROWS:
                grid.rows[number] = filled
            elif filled and not grid.notes:
                grid.notes.append(f"only its first {ROWS:,} filled rows were read")
    except csv.Error as error:
        raise UnreadableError(
            f"it is not a table of separated values: {error}", "check its quotation marks"
        ) from error
    return grid
