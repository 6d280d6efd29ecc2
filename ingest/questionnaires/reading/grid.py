"""A sheet as questionnaires are read from it: filled cells, and what is said of the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.questionnaires.reading.ranges import Merges, Rules

__all__ = ["Cell", "DropDown", "Grid", "Protection"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: its text as shown, its formula (``""`` for none), and how it looks."""

    text: str
    formula: str = ""
    bold: bool = False
    filled: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class DropDown:
    """What a cell may hold: ``choices`` in their order; ``closed`` if anything else is refused."""

    choices: tuple[str, ...] = ()
    closed: bool = True


@dataclass(slots=True)
class Protection:
    """Which cells of a protected sheet stay open.

    ``cells`` has, by row, spans of cells that are in the file with whether they are open; a cell
    that is not takes after its row (``rows``), else its column (``columns``).
    """

    cells: dict[int, list[tuple[int, int, bool]]] = field(default_factory=dict)
    rows: dict[int, bool] = field(default_factory=dict)
    columns: list[tuple[int, int]] = field(default_factory=list)

    def open(self, row: int, column: int) -> bool:
        """Whether a person may change the cell."""
        for first, last, is_open in self.cells.get(row, ()):
            if first <= column <= last:
                return is_open
        if row in self.rows:
            return self.rows[row]
        return any(first <= column <= last for first, last in self.columns)


@dataclass(slots=True)
class Grid:
    """One sheet or table; ``rows`` maps row numbers (from 1) to filled cells by column, in order.

    ``protection`` is None where every cell may be changed. ``hidden_columns`` are spans.
    ``columns`` is how many there are, where none can be added (0: no such limit); ``drawn`` are the
    empty cells that a form shows as such.
    """

    title: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: Merges = field(default_factory=Merges)
    dropdowns: Rules[DropDown] = field(default_factory=Rules)
    protection: Protection | None = None
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: Sequence[tuple[int, int]] = ()
    columns: int = 0
    drawn: set[tuple[int, int]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Cell | None:
        """A filled cell, or None."""
        return self.rows.get(row, {}).get(column)

    def text(self, row: int, column: int) -> str:
        """What a cell shows; the text of a merged range stands in its first cell only."""
        cell = self.cell(row, column)
        return cell.text if cell else ""

    def shown(self, row: int, column: int) -> str:
        """What a cell shows, where a merged range shows its text in each of its cells."""
        rect = self.merges.at(row, column)
        return self.text(rect.top, rect.left) if rect else self.text(row, column)

    def dropdown(self, row: int, column: int) -> DropDown | None:
        """The drop-down of a cell, or None."""
        return self.dropdowns.at(row, column)

    def column_hidden(self, column: int) -> bool:
        """Whether a person does not see the column."""
        return any(first <= column <= last for first, last in self.hidden_columns)

    def locked(self, row: int, column: int) -> bool:
        """Whether the sheet's protection keeps a person from changing a cell."""
        return self.protection is not None and not self.protection.open(row, column)

    @property
    def width(self) -> int:
        """The last column that holds anything."""
        return max((max(cells) for cells in self.rows.values() if cells), default=0)
