"""The values of drop-downs: written out, or in ranges, names and tables anywhere in the workbook.

Formulas are looked at, never calculated: what needs calculating (``INDIRECT`` of another cell)
gives no values.
"""

import re
from collections.abc import Mapping, Sequence

from ingest.questionnaires.reading.grid import DropDown, Grid
from ingest.questionnaires.reading.ranges import Rect, rect_of
from ingest.questionnaires.reading.xlsx_book import Book
from ingest.questionnaires.reading.xlsx_sheet import Rule, SheetPart

__all__ = ["lay_dropdowns"]

_CHOICES = 500
_DEPTH = 5
_WHOLE = 20  # a range of whole numbers up to this many is a list
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\s(),]+))!(.+)", re.S)
_INDIRECT = re.compile(r"INDIRECT\(\s*\"([^\"]+)\"\s*(?:,[^()]*)?\)", re.I)
_OFFSET = re.compile(r"OFFSET\(\s*([^,()]+?)\s*,\s*0?\s*,\s*0?\s*(?:,.*)?\)", re.I | re.S)
_INDEX = re.compile(r"([^,():]+):INDEX\(\s*([^,()]+?)\s*,.*\)", re.I | re.S)
_TABLE = re.compile(r"([^\[\]\s]+)\[([^\[\]]*)\]")
_RELATIVE = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})")


class _Lists:
    """Finds the cells a formula stands for."""

    def __init__(self, book: Book, grids: Sequence[Grid], titles: Mapping[str, str]) -> None:
        self._grids = {grid.title.lower(): grid for grid in grids}
        self._names, self._order = book.names, book.order
        self._tables = book.tables(titles)

    def values(self, formula: str, home: str, depth: int = 0) -> tuple[str, ...]:
        """The values a list formula gives, seen from the sheet ``home``."""
        text = formula.strip().removeprefix("=").strip()
        if depth > _DEPTH or not text or len(text) > 5_000:
            return ()
        if text.startswith('"') and text.endswith('"') and len(text) > 1:
            return _unique(one.strip() for one in text[1:-1].replace('""', '"').split(","))
        if match := _INDIRECT.fullmatch(text):
            return self.values(match[1], home, depth + 1)
        if match := _OFFSET.fullmatch(text):
            return self._column_from(match[1], home)
        if match := _INDEX.fullmatch(text):
            return self._column_from(match[1], home)
        return self._referred(text, home, depth)

    def _referred(self, text: str, home: str, depth: int) -> tuple[str, ...]:
        match = _SHEET.fullmatch(text)
        sheet = (match[1] or match[2]).replace("''", "'") if match else home
        reference = match[3] if match else text
        grid = self._grids.get(sheet.lower())
        rect = rect_of(reference)
        if rect is not None:
            return _within(grid, rect) if grid else ()
        if match := _TABLE.fullmatch(reference):
            return self._table(match[1], match[2])
        name = reference.lower()
        named = self._names.get((name, self._order.get(sheet, -1))) or self._names.get((name, -1))
        if named:
            return self.values(named, home, depth + 1)
        return self._table(reference, "")

    def _table(self, name: str, column: str) -> tuple[str, ...]:
        title, ref, columns = self._tables.get(name.lower(), ("", "", ()))
        grid, rect = self._grids.get(title.lower()), rect_of(ref)
        if grid is None or rect is None:
            return ()
        left = rect.left + (columns.index(column) if column in columns else 0)
        return _within(grid, Rect(rect.top + 1, left, rect.bottom, left))

    def _column_from(self, start: str, home: str) -> tuple[str, ...]:
        """The filled cells from a cell downwards, for ranges that grow with their lists."""
        match = _SHEET.fullmatch(start)
        sheet = (match[1] or match[2]).replace("''", "'") if match else home
        grid, rect = self._grids.get(sheet.lower()), rect_of(match[3] if match else start)
        if grid is None or rect is None:
            return ()
        found: list[str] = []
        row = rect.top
        while (text := grid.text(row, rect.left)) and len(found) < _CHOICES:
            found.append(text)
            row += 1
        return _unique(found)


def lay_dropdowns(book: Book, parts: Sequence[SheetPart], titles: Mapping[str, str]) -> None:
    """Put the drop-downs of all sheets into their grids. ``titles``: sheets by part name."""
    lists = _Lists(book, [part.grid for part in parts], titles)
    for part in parts:
        known: dict[str, tuple[str, ...]] = {}
        for rule in part.rules:
            _lay(rule, part.grid, lists, known)


def _lay(rule: Rule, grid: Grid, lists: _Lists, known: dict[str, tuple[str, ...]]) -> None:
    if rule.kind == "whole":
        numbers = _numbers(rule)
        if numbers:
            _add(grid, rule, numbers)
        return
    if rule.kind != "list":
        return
    if _moves(rule) and len(rule.rects) == 1 and rule.rects[0].bottom - rule.rects[0].top < 2_000:
        _lay_moving(rule, grid, lists)
        return
    if rule.formula not in known:
        known[rule.formula] = lists.values(rule.formula, grid.title)
    _add(grid, rule, known[rule.formula])


def _add(grid: Grid, rule: Rule, choices: tuple[str, ...]) -> None:
    for rect in rule.rects:
        grid.dropdowns.add(rect, DropDown(choices, rule.closed))


def _moves(rule: Rule) -> bool:
    """Whether the range of a list moves along with the cell: ``Lists!A1:A3`` without ``$``."""
    plain = not rule.formula.startswith('"') and "(" not in rule.formula
    reference = rule.formula.rpartition("!")[2]
    ends = [_RELATIVE.fullmatch(one) for one in reference.split(":")]
    return plain and any(match and not match[3] for match in ends)


def _lay_moving(rule: Rule, grid: Grid, lists: _Lists) -> None:
    """The cell's own list where it has values, else the first cell's: few mean it to move."""
    rect = rule.rects[0]
    first = lists.values(rule.formula, grid.title)
    sheet, mark, reference = rule.formula.rpartition("!")
    for row in range(rect.top, rect.bottom + 1):
        moved = _RELATIVE.sub(lambda m, by=row - rect.top: _shifted(m, by), reference)  # type: ignore[misc]
        choices = lists.values(f"{sheet}{mark}{moved}", grid.title)
        kept = choices if len(choices) >= max(2, len(first)) else first
        one = Rect(row, rect.left, row, rect.right)
        grid.dropdowns.add(one, DropDown(kept, rule.closed))


def _shifted(match: re.Match[str], by: int) -> str:
    return match[0] if match[3] else f"{match[1]}{match[2]}{int(match[4]) + by}"


def _numbers(rule: Rule) -> tuple[str, ...]:
    ends = [one.strip() for one in (rule.formula, rule.second)]
    if rule.operator != "between" or not all(one.isdecimal() and len(one) < 6 for one in ends):
        return ()
    low, high = map(int, ends)
    return tuple(map(str, range(low, high + 1))) if 0 < high - low < _WHOLE else ()


def _within(grid: Grid, rect: Rect) -> tuple[str, ...]:
    """The texts of the filled cells in a range, row by row; its size costs nothing."""
    found: list[str] = []
    if rect.bottom - rect.top < len(grid.rows):
        rows: Sequence[int] = range(rect.top, rect.bottom + 1)
    else:
        rows = [row for row in grid.rows if rect.top <= row <= rect.bottom]
    for row in rows:
        cells = grid.rows.get(row, {})
        found.extend(c.text for n, c in cells.items() if rect.left <= n <= rect.right and c.text)
        if len(found) > _CHOICES:
            break
    return _unique(found)


def _unique(texts: object) -> tuple[str, ...]:
    found = dict.fromkeys(text for text in texts if text)  # type: ignore[attr-defined]
    return tuple(found)[:_CHOICES]
