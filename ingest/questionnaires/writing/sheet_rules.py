"""Which cells of a worksheet are not to be written, and why."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.questionnaires.reading.ranges import Rect, cell_name, rect_of, rects_of
from ingest.questionnaires.writing.marks import Element, children, outermost
from ingest.questionnaires.writing.sheet_scan import SheetScan
from kb.errors import LimitError

__all__ = ["Looks", "SheetRules"]

_TRUE = ("1", "true", "on")
_PASSWORDS = (b"password", b"hashValue", b"securityDescriptor")
_MOST = 20_000  # no row has more merged cells than columns, and the answers have few rows
_SPREAD = re.compile(rb"t\s*=\s*[\"'](?:array|dataTable)[\"']")


@dataclass(frozen=True, slots=True)
class Looks:
    """Which of the workbook's cell styles leave a cell open on a protected sheet, by number."""

    open: frozenset[int] = frozenset()

    def is_open(self, style: str) -> bool:
        """Whether cells of the style may be changed; the first style is the default."""
        return (int(style) if style.isdecimal() and len(style) < 8 else 0) in self.open


@dataclass(slots=True)
class SheetRules:
    """What a worksheet part says of cells; ``headings`` are the heading rows of its tables.

    Only ranges that reach into the rows of ``scan`` are kept. Raises ``LimitError`` for more of
    them than a workbook can have.
    """

    scan: SheetScan
    looks: Looks
    headings: Sequence[tuple[str, Rect]] = ()
    protected: bool = False
    allowed: set[Rect] = field(default_factory=set)
    merges: set[Rect] = field(default_factory=set)
    formulas: set[Rect] = field(default_factory=set)
    columns: list[tuple[int, int, str]] = field(default_factory=list)
    has_formulas: bool = False
    _rows: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        data, table = self.scan.data, self.scan.table
        self._rows = sorted((*self.scan.rows, *self.scan.missing))
        for column in outermost(data, 0, table.start, b"col"):
            first, last = (column.attribute(data, name) or "" for name in (b"min", b"max"))
            if first.isdecimal() and last.isdecimal():
                style = column.attribute(data, b"style") or ""
                self.columns.append((int(first), int(last), style))
        names = (b"sheetProtection", b"protectedRange", b"mergeCell")
        for element in outermost(data, table.end, len(data), *names):
            self._rule(element)
        for element in outermost(data, table.opened, table.closing, b"f"):
            self.has_formulas = True
            if _SPREAD.search(data, element.start, element.opened):
                self._keep(self.formulas, rect_of(element.attribute(data, b"ref") or ""))

    def style(self, row: int, column: int) -> str:
        """The number of a cell's style: its own, its row's or its column's; ``""`` for none."""
        data = self.scan.data
        if cell := self.scan.cell(row, column):
            return cell.attribute(data, b"s") or ""
        found = self.scan.rows.get(row)
        if found and found.element.attribute(data, b"customFormat") in _TRUE:
            return found.element.attribute(data, b"s") or ""
        spans = self.columns
        return next((style for first, last, style in spans if first <= column <= last), "")

    def refusal(self, row: int, column: int) -> str:
        """Why a cell is not to be written, or ``""``."""
        cell = self.scan.cell(row, column)
        if cell is not None and _is_formula(self.scan.data, cell):
            return "it holds a formula"
        return next(self._refusals((row, column)), "")

    def _refusals(self, at: tuple[int, int]) -> Iterator[str]:
        for rect in self.formulas:
            if at in rect:
                yield f"the formula in {cell_name(rect.top, rect.left)} fills it"
        for rect in self.merges:
            if at in rect and at != (rect.top, rect.left):
                first = cell_name(rect.top, rect.left)
                yield f"it is covered by a merged cell; what is written belongs in {first}"
        for name, rect in self.headings:
            if at in rect:
                yield f"it is a column heading of the table {name}"
        allowed = any(at in rect for rect in self.allowed)
        if self.protected and not allowed and not self.looks.is_open(self.style(*at)):
            yield "it is locked and the sheet is protected; unprotect the sheet to have it filled"

    def _rule(self, element: Element) -> None:
        data = self.scan.data
        if element.name == b"sheetProtection":
            self.protected = (element.attribute(data, b"sheet") or "") in _TRUE
        elif element.name == b"mergeCell":
            self._keep(self.merges, rect_of(element.attribute(data, b"ref") or ""))
        elif not any(element.attribute(data, name) for name in _PASSWORDS):
            for rect in rects_of(element.attribute(data, b"sqref") or "", _MOST):
                self._keep(self.allowed, rect)

    def _keep(self, ranges: set[Rect], rect: Rect | None) -> None:
        if rect is None:
            return
        at = bisect_left(self._rows, rect.top)
        if at < len(self._rows) and self._rows[at] <= rect.bottom:
            ranges.add(rect)
            if len(ranges) > _MOST:
                raise LimitError(
                    f"more than {_MOST:,} ranges overlap the rows of the answers",
                    "it is damaged: open it in Excel and save it again",
                )


def _is_formula(data: bytes, cell: Element) -> bool:
    return any(True for _ in children(data, cell, b"f"))
