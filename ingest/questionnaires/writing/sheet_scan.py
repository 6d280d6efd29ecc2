"""Where the rows and cells of a worksheet part lie (ECMA-376 part 1, 18.3.1)."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingest.questionnaires.reading.ranges import LAST_COLUMN, LAST_ROW, rect_of
from ingest.questionnaires.writing.marks import Element, children, outermost, root
from kb.errors import UnreadableError

__all__ = ["Row", "SheetScan", "scan"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is in the part, and its cells by column number."""

    element: Element
    cells: dict[int, Element]


@dataclass(frozen=True, slots=True)
class SheetScan:
    """The places in a worksheet part that concern some of its rows.

    ``rows``: those rows that are in the part. ``missing``: for each of the others, the place where
    it belongs.
    """

    data: bytes
    table: Element
    rows: dict[int, Row] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Element | None:
        """A cell that is in the part, or None."""
        found = self.rows.get(row)
        return found.cells.get(column) if found else None


def scan(data: bytes, wanted: Iterable[int], place: str) -> SheetScan:
    """Find the ``wanted`` rows of a worksheet part.

    A row or cell without its number follows the one before it. Raises ``UnreadableError`` where the
    part is no worksheet or its numbers are none.
    """
    table = next(outermost(data, 0, len(data), b"sheetData"), None)
    if table is None or root(data).name != b"worksheet":
        raise UnreadableError("it is not a worksheet with cells", place=place)
    rows = sorted(set(wanted))
    found = SheetScan(data, table)
    asked = 0
    for number, element in _rows(data, table, place):
        while asked < len(rows) and rows[asked] < number:
            found.missing.setdefault(rows[asked], element.start)
            asked += 1
        at = bisect_left(rows, number)
        if at < len(rows) and rows[at] == number and number not in found.rows:
            found.rows[number] = Row(element, dict(_cells(data, element, place)))
    for number in rows:
        found.missing.setdefault(number, table.closing)
        if number in found.rows:
            del found.missing[number]
    return found


def _rows(data: bytes, table: Element, place: str) -> Iterator[tuple[int, Element]]:
    number = 0
    rows = outermost(data, table.opened, table.closing, b"row")
    for seen, element in enumerate(rows, 1):
        stated = element.attribute(data, b"r")
        if stated is None:
            number += 1
        elif stated.strip().isdecimal() and len(stated) < 10:
            number = int(stated)
        else:
            raise UnreadableError(f"a row has the number {stated[:20]!r}", place=place)
        if max(number, seen) > LAST_ROW:
            raise UnreadableError("it has more rows than any sheet", place=place)
        yield number, element


def _cells(data: bytes, row: Element, place: str) -> Iterator[tuple[int, Element]]:
    column = 0
    for seen, element in enumerate(children(data, row, b"c"), 1):
        stated = element.attribute(data, b"r")
        rect = rect_of(stated) if stated is not None else None
        if stated is None:
            column += 1
        elif rect is not None:
            column = rect.left
        else:
            raise UnreadableError(f"a cell has the reference {stated[:20]!r}", place=place)
        if max(column, seen) > LAST_COLUMN:
            raise UnreadableError("a row has more cells than any sheet", place=place)
        yield column, element
