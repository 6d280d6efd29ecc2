"""The filled cells of a worksheet, row by row, as text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.readers.sheet_tables import SheetRow
from ingest.readers.xlsx_parts import Sheet, Style, Workbook, elements, name_of, rich_text
from ingest.readers.xlsx_values import shown
from kb.errors import UnreadableError

__all__ = ["Cells"]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # what Excel's own limits are
_REFERENCE = re.compile(r"([A-Za-z]{1,3})\d{1,10}")
_PLAIN = Style()


@dataclass
class Cells:
    """Reads the rows of a workbook's sheets.

    ``missing`` collects the references of formulas without a stored value in the sheet read last.
    """

    book: Workbook
    strings: Sequence[str]
    styles: Sequence[Style]
    missing: list[str] = field(default_factory=list)

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """The rows that hold anything; ``UnreadableError`` for one where no sheet has any."""
        self.missing = []
        number = 0
        for row in elements(self.book.container, sheet.part, "row"):
            stated = row.get("r", "")
            number = int(stated) if stated.isdecimal() and len(stated) < 20 else number + 1
            if number > _LAST_ROW:
                raise _beyond("row", number, sheet)
            cells: dict[int, str] = {}
            column, strong = 0, True
            for cell in row:
                column = _column(cell.get("r", ""), column + 1)
                if column > _LAST_COLUMN:
                    raise _beyond("column", column, sheet)
                style = self._style(cell)
                value = self._value(cell, style)
                text = shown(value, style.number_format)
                if text.strip():
                    cells[column] = text
                    strong = strong and style.bold and isinstance(value, str)
                elif cell.find("{*}f") is not None:
                    self.missing.append(cell.get("r", f"row {number}"))
            if cells:
                yield SheetRow(number, cells, strong)

    def _style(self, cell: Any) -> Style:
        number = cell.get("s", "")
        known = number.isdecimal() and len(number) < 8 and int(number) < len(self.styles)
        return self.styles[int(number)] if known else _PLAIN

    def _value(self, cell: Any, style: Style) -> Any:
        """A cell's stored value: text, number, truth or date."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return next((rich_text(one) for one in cell if name_of(one) == "is"), None)
        text = next((one.text for one in cell if name_of(one) == "v"), None)
        if not text:
            return None
        if kind == "s":
            index = int(text) if text.isdecimal() and len(text) < 10 else -1
            return self.strings[index] if 0 <= index < len(self.strings) else None
        if kind == "b":
            return text.strip() == "1"
        if kind == "d":
            return _iso(text)
        return self._number(text, style) if kind == "n" else text

    def _number(self, text: str, style: Style) -> Any:
        try:
            value = int(text) if text.isdecimal() else float(text)
            if not style.is_date:
                return value
            from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

            epoch = MAC_EPOCH if self.book.from_1904 else WINDOWS_EPOCH
            return from_excel(value, epoch, timedelta=style.is_duration)
        except (ValueError, OverflowError):  # no number after all, or a date past the calendar
            return text


def _column(reference: str, following: int) -> int:
    """The number of a cell's column; ``following`` where its reference says nothing."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return following
    number = 0
    for letter in match[1].upper():
        number = number * 26 + ord(letter) - 64
    return number


def _iso(text: str) -> Any:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _beyond(what: str, number: int, sheet: Sheet) -> UnreadableError:
    return UnreadableError(
        f"it has a {what} number that no sheet reaches: {number:,}",
        "it is damaged: open it in Excel and save it again",
        f"sheet {sheet.title}",
    )
