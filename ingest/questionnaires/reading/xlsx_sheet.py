"""One worksheet, streamed: its cells with values and formulas, and the rules laid over them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.limits import Limits
from ingest.questionnaires.reading.grid import Cell, Grid, Protection
from ingest.questionnaires.reading.ranges import LAST_COLUMN, LAST_ROW, Merges, Rect, rects_of
from ingest.questionnaires.reading.xlsx_book import Book
from ingest.questionnaires.reading.xlsx_cells import StoredValues
from ingest.questionnaires.reading.xlsx_styles import Look
from ingest.readers.xlsx_parts import Sheet, name_of
from ingest.readers.xlsx_values import shown
from kb.errors import LimitError, UnreadableError

__all__ = ["Rule", "SheetPart", "read_sheet"]

_REFERENCE = re.compile(r"([A-Za-z]{1,3})\d{1,10}")
_RANGES = 100_000  # merged ranges, and ranges with a drop-down, that are kept of a sheet
_RULES = 20_000
_COLUMNS = 1_000
_RIGHTMOST = 702  # the column ZZ: nobody asks anything further right
ROWS = 10_000  # rows with text that are read of a sheet
_TAGS = ("sheetProtection", "col", "row", "mergeCell", "dataValidation")
_YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class Rule:
    """A data validation as it stands: its kind, its two formulas, its ranges."""

    kind: str
    formula: str
    second: str
    operator: str
    closed: bool
    rects: tuple[Rect, ...]


@dataclass(slots=True)
class SheetPart:
    """A sheet's grid, and the validations that are still to be resolved."""

    grid: Grid
    rules: list[Rule] = field(default_factory=list)


@dataclass(slots=True)
class Budget:
    """Counts what all sheets of a workbook hold against the limits."""

    limits: Limits
    cells: int = 0
    characters: int = 0

    def take(self, text: str, place: str) -> None:
        """Count a filled cell; raises ``LimitError`` past a limit."""
        self.cells += 1
        self.characters += len(text)
        if self.cells > self.limits.cells:
            raise LimitError(
                f"it has more than {self.limits.cells:,} filled cells",
                "split the workbook or raise limits.cells",
                place,
            )
        if self.characters > self.limits.characters:
            raise LimitError(
                f"it has more than {self.limits.characters:,} characters",
                "split the workbook or raise limits.characters",
                place,
            )


class _Sheet:
    """Collects what the elements of one sheet say."""

    def __init__(self, book: Book, sheet: Sheet, cells: StoredValues, looks: list[Look]) -> None:
        self.part = SheetPart(Grid(sheet.title, hidden=not sheet.visible))
        self._book, self._cells, self._looks = book, cells, looks
        self._protection, self._protected = Protection(), False
        self._merges: list[Rect] = []
        self._hidden: list[tuple[int, int]] = []
        self._row, self._ranges, self._missing, self._cut = 0, 0, 0, False

    def finish(self) -> SheetPart:
        grid = self.part.grid
        grid.merges = Merges(self._merges)
        grid.hidden_columns = tuple(self._hidden)
        grid.protection = self._protection if self._protected else None
        if self._missing:
            grid.notes.append(
                f"sheet {grid.title!r}: {self._missing} formulas have no stored value; "
                "open the workbook in Excel and save it"
            )
        if self._cut:
            grid.notes.append(
                f"sheet {grid.title!r}: only its first {ROWS:,} filled rows were read"
            )
        return self.part

    def take_sheet_protection(self, element: Any, _: Budget) -> None:
        self._protected = element.get("sheet") in _YES

    def take_col(self, element: Any, _: Budget) -> None:
        first, last = _number(element.get("min")), _number(element.get("max"))
        if not 1 <= first <= last <= LAST_COLUMN or len(self._hidden) > _COLUMNS:
            return
        if element.get("hidden") in _YES:
            self._hidden.append((first, last))
        if self._look(element.get("style", "")).open:
            self._protection.columns.append((first, last))

    def take_merge(self, element: Any, _: Budget) -> None:
        if len(self._merges) < _RANGES:
            self._merges.extend(rects_of(element.get("ref", ""), 1))

    def take_validation(self, element: Any, _: Budget) -> None:
        formulas = {name_of(one): "".join(one.itertext()).strip() for one in element}
        ranges = element.get("sqref") or formulas.get("sqref", "")
        rects = tuple(rects_of(ranges, _RANGES - self._ranges))
        self._ranges += len(rects)
        if not rects or len(self.part.rules) >= _RULES:
            return
        lax = element.get("errorStyle") in ("warning", "information")
        self.part.rules.append(
            Rule(
                element.get("type", "none"),
                formulas.get("formula1", ""),
                formulas.get("formula2", ""),
                element.get("operator", "between"),
                element.get("showErrorMessage") in _YES and not lax,
                rects,
            )
        )

    def take_row(self, row: Any, budget: Budget) -> None:
        number = _number(row.get("r")) or self._row + 1
        grid = self.part.grid
        if number > LAST_ROW:
            raise _beyond("row", number, grid.title)
        self._row = number
        if row.get("hidden") in _YES:
            grid.hidden_rows.add(number)
        if row.get("customFormat") in _YES:
            self._protection.rows[number] = self._look(row.get("s", "")).open
        if len(grid.rows) >= ROWS:
            self._cut = True
            return
        filled: dict[int, Cell] = {}
        spans: list[tuple[int, int, bool]] = []
        column = 0
        for element in row:
            column = _column(element.get("r", ""), column + 1)
            if column > LAST_COLUMN:
                raise _beyond("column", column, grid.title)
            if column > _RIGHTMOST:
                break
            look = self._look(element.get("s", ""))
            _extend(spans, column, look.open)
            if cell := self._cell(element, look):
                budget.take(cell.text + cell.formula, f"sheet {grid.title}")
                filled[column] = cell
        if spans:
            self._protection.cells[number] = spans
        if filled:
            grid.rows[number] = dict(sorted(filled.items()))

    def _cell(self, element: Any, look: Look) -> Cell | None:
        if len(element) == 0:
            return None
        value = self._cells.value(element, look.style)
        text = shown(value, look.style.number_format).strip()
        formula = element.find("{*}f")
        if formula is None and not text:
            return None
        stored = "" if formula is None else f"={formula.text or ''}"
        self._missing += bool(stored and value is None)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return Cell(text, stored, look.style.bold, look.filled, number)

    def _look(self, number: str) -> Look:
        known = number.isdecimal() and len(number) < 8 and int(number) < len(self._looks)
        return self._looks[int(number)] if known else (self._looks[0] if self._looks else Look())


def read_sheet(
    book: Book, sheet: Sheet, cells: StoredValues, looks: list[Look], budget: Budget
) -> SheetPart:
    """The grid of one sheet. Raises ``LimitError`` past a limit, lxml's error for damaged XML."""
    found = _Sheet(book, sheet, cells, looks)
    takes: dict[str, Callable[[Any, Budget], None]] = {
        "sheetProtection": found.take_sheet_protection,
        "col": found.take_col,
        "row": found.take_row,
        "mergeCell": found.take_merge,
        "dataValidation": found.take_validation,
    }
    for element in _elements(book, sheet.part):
        takes[name_of(element)](element, budget)
    return found.finish()


def _elements(book: Book, part: str) -> Iterator[Any]:
    from lxml import etree

    if part not in book.container.NameToInfo:
        return
    with book.container.open(part) as file:
        events = etree.iterparse(
            file,
            tag=[f"{{*}}{tag}" for tag in _TAGS],
            resolve_entities=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in events:
            yield element
            parent = element.getparent()
            element.clear()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _extend(spans: list[tuple[int, int, bool]], column: int, is_open: bool) -> None:
    if spans and spans[-1][1] == column - 1 and spans[-1][2] == is_open:
        spans[-1] = (spans[-1][0], column, is_open)
    else:
        spans.append((column, column, is_open))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 0


def _column(reference: str, following: int) -> int:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return following
    number = 0
    for letter in match[1].upper():
        number = number * 26 + ord(letter) - 64
    return number


def _beyond(what: str, number: int, title: str) -> UnreadableError:
    return UnreadableError(
        f"it has a {what} number that no sheet reaches: {number:,}",
        "it is damaged: open it in Excel and save it again",
        f"sheet {title}",
    )
