"""Ranges of cells, and what is said about them; nothing here grows with how large a range is."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = [
    "Merges",
    "Rect",
    "Rules",
    "cell_name",
    "column_name",
    "column_number",
    "rect_of",
    "rects_of",
]

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3})")
_ROWS = re.compile(r"\$?(\d{1,7})")
_SPREAD = 64  # columns up to which a range is listed under each of its columns
_WIDE = 300  # ranges wider than that, looked through one by one
_BACK = 400

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Rect:
    """A block of cells, both ends included; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, at: tuple[int, int]) -> bool:
        return self.top <= at[0] <= self.bottom and self.left <= at[1] <= self.right


class Rules(Generic[_T]):
    """Ranges with something that holds in them; where they overlap, the one that starts last."""

    def __init__(self) -> None:
        self._columns: dict[int, list[tuple[int, int, _T]]] = {}
        self._wide: list[tuple[Rect, _T]] = []
        self._sorted = True

    def add(self, rect: Rect, value: _T) -> None:
        """Say that ``value`` holds in ``rect``."""
        if rect.right - rect.left >= _SPREAD:
            if len(self._wide) < _WIDE:
                self._wide.append((rect, value))
            return
        for column in range(rect.left, rect.right + 1):
            self._columns.setdefault(column, []).append((rect.top, rect.bottom, value))
        self._sorted = False

    def columns(self) -> list[int]:
        """The columns that ranges of at most 64 columns reach to, from the left."""
        return sorted(self._columns)

    def at(self, row: int, column: int) -> _T | None:
        """What holds for a cell."""
        if not self._sorted:
            for ranges in self._columns.values():
                ranges.sort(key=lambda one: one[0])
            self._sorted = True
        ranges = self._columns.get(column, [])
        place = bisect_right(ranges, row, key=lambda one: one[0])
        for top, bottom, value in reversed(ranges[max(0, place - _BACK) : place]):
            if top <= row <= bottom:
                return value
        return next((value for rect, value in self._wide if (row, column) in rect), None)


class Merges:
    """The merged ranges of a sheet."""

    def __init__(self, rects: Iterable[Rect] = ()) -> None:
        self._rules: Rules[Rect] = Rules()
        for rect in dict.fromkeys(rects):
            if (rect.top, rect.left) != (rect.bottom, rect.right):
                self._rules.add(rect, rect)

    def at(self, row: int, column: int) -> Rect | None:
        """The merged range a cell lies in."""
        return self._rules.at(row, column)

    def covered(self, row: int, column: int) -> bool:
        """Whether a cell is hidden beneath the first cell of a merged range."""
        rect = self.at(row, column)
        return rect is not None and (rect.top, rect.left) != (row, column)

    def right(self, row: int, column: int) -> int:
        """The last column a cell reaches to."""
        rect = self.at(row, column)
        return rect.right if rect else column

    def bottom(self, row: int, column: int) -> int:
        """The last row a cell reaches to."""
        rect = self.at(row, column)
        return rect.bottom if rect else row


def column_name(number: int) -> str:
    """``3`` is ``C``."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """``C`` is ``3``; 0 for what is no column name."""
    number = 0
    for letter in name.strip().upper():
        if not "A" <= letter <= "Z" or number > LAST_COLUMN:
            return 0
        number = number * 26 + ord(letter) - 64
    return number if number <= LAST_COLUMN else 0


def cell_name(row: int, column: int) -> str:
    """Row 12 of column 3 is ``C12``."""
    return f"{column_name(column)}{row}"


def rect_of(reference: str) -> Rect | None:
    """The range that ``A1``, ``A1:B9``, ``A:A`` or ``1:3`` names; None where it names none."""
    first, _, last = reference.strip().partition(":")
    start, end = _ends(first), _ends(last or first)
    if start is None or end is None:
        return None
    top, bottom = sorted((start[0], end[2]))
    left, right = sorted((start[1], end[3]))
    if bottom > LAST_ROW or right > LAST_COLUMN or top < 1 or left < 1:
        return None
    return Rect(top, left, bottom, right)


def _ends(one: str) -> tuple[int, int, int, int] | None:
    if match := _CELL.fullmatch(one):
        row, column = int(match[2]), column_number(match[1])
        return row, column, row, column
    if match := _COLUMNS.fullmatch(one):
        column = column_number(match[1])
        return 1, column, LAST_ROW, column
    if match := _ROWS.fullmatch(one):
        return int(match[1]), 1, int(match[1]), LAST_COLUMN
    return None


def rects_of(references: str, most: int) -> Iterator[Rect]:
    """The ranges of a list of references with spaces between, ``most`` at most."""
    for number, match in enumerate(re.finditer(r"\S+", references)):
        if number >= most:
            return
        if rect := rect_of(match[0]):
            yield rect
