"""Writes answers into a workbook (XLSX, XLSM): the cells, and not one other byte of a part."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.questionnaires.reading.ranges import rect_of
from ingest.questionnaires.writing.container import Container
from ingest.questionnaires.writing.marks import Text
from ingest.questionnaires.writing.outcome import Refusal, Result
from ingest.questionnaires.writing.sheet_patch import Value, patched
from ingest.questionnaires.writing.sheet_rules import SheetRules
from ingest.questionnaires.writing.sheet_scan import scan
from ingest.questionnaires.writing.texts import clean, cut, number
from ingest.questionnaires.writing.workbook import Workbook
from kb.errors import LimitError
from kb.values.questionnaires import CellWrite, Place

__all__ = ["fill", "position"]

_PART = 25_000_000  # a sheet of 330 questions has half a million; several copies are in memory
_SIGNED = "the file was digitally signed; the signature does not hold for the filled file"
_STALE = (
    "formulas keep the values they had; in Excel press Ctrl+Alt+F9 to calculate them from the"
    " answers"
)


@dataclass
class _Outcome:
    values: dict[tuple[int, int], Value] = field(default_factory=dict)
    written: list[Place] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    shortened: list[Place] = field(default_factory=list)

    def refuse(self, place: Place, reason: str) -> None:
        self.refused.append(Refusal(place, reason))


def fill(data: bytes, writes: Sequence[CellWrite]) -> Result:
    """The workbook with the answers in it.

    An empty text empties its cell. Raises ``UnreadableError`` for a damaged file.
    """
    container = Container(data)
    book = Workbook(container)
    sheets: dict[str, list[CellWrite]] = {}
    out = _Outcome()
    for write in writes:
        part = book.part(write.place.sheet)
        if part is None:
            out.refuse(write.place, f"the workbook has no sheet {write.place.sheet!r}")
        else:
            sheets.setdefault(part, []).append(write)
    parts: dict[str, bytes] = {}
    formulas = False
    for part, sheet_writes in sheets.items():
        found = _fill_sheet(book, part, sheet_writes)
        if found.values:
            parts[part] = found.part
        formulas = formulas or found.formulas
        out.written += found.written
        out.refused += found.refused
        out.shortened += found.shortened
    notes = (*([_SIGNED] if parts and book.signed else []), *([_STALE] if formulas else []))
    return Result(
        container.replaced(parts) if parts else data,
        *(tuple(out.written), tuple(out.refused), tuple(out.shortened), notes),
    )


def position(cell: str) -> tuple[int, int] | None:
    """Row and column of a reference such as ``C12``; None for what names no one cell."""
    rect = rect_of(cell)
    one = rect is not None and (rect.top, rect.left) == (rect.bottom, rect.right)
    return (rect.top, rect.left) if rect is not None and one else None


@dataclass
class _Filled(_Outcome):
    part: bytes = b""
    formulas: bool = False


def _fill_sheet(book: Workbook, part: str, writes: Sequence[CellWrite]) -> _Filled:
    if (size := book.container.member(part).size) > _PART:
        raise LimitError(
            f"the sheet unpacks to {size:,} bytes, more than {_PART:,}",
            "delete empty rows and columns behind its table, and save it again",
            part,
        )
    text = Text(book.container.read(part), part)
    places = [position(write.place.cell) for write in writes]
    found = scan(text.data, [place[0] for place in places if place], part)
    rules = SheetRules(found, book.looks, tuple(book.headings(part)))
    out = _Filled()
    for write, at in zip(writes, places, strict=True):
        if at is None:
            out.refuse(write.place, "no cell of a sheet is called that")
        elif at in out.values:
            out.refuse(write.place, "another answer was given for the same cell")
        elif reason := rules.refusal(*at):
            out.refuse(write.place, reason)
        else:
            _take(out, write, at, rules)
    if out.values:
        out.part = text.back(patched(found, out.values, ascii_only=text.ascii_only))
    out.formulas = bool(out.values) and rules.has_formulas
    return out


def _take(out: _Filled, write: CellWrite, at: tuple[int, int], rules: SheetRules) -> None:
    value = Value(clean(write.text), write.numeric, rules.style(*at))
    if write.numeric and write.text:
        figure = number(write.text)
        if figure is None:
            out.refuse(write.place, "its answer is not a number")
            return
        value = replace(value, text=figure)
    elif (short := cut(value.text)) != value.text:
        value = replace(value, text=short)
        out.shortened.append(write.place)
    out.values[at] = value
    out.written.append(write.place)
