"""The stored value of a workbook's cell."""

from typing import Any

from ingest.readers.xlsx_parts import Style
from ingest.readers.xlsx_rows import Cells

__all__ = ["StoredValues"]


class StoredValues(Cells):
    """Reads single cells of a workbook whose shared texts are known."""

    def __init__(self, book: Any, strings: list[str]) -> None:
        super().__init__(book, strings, ())

    def value(self, cell: Any, style: Style) -> Any:
        """A cell's stored value: text, number, truth or date; None for an empty one."""
        return self._value(cell, style)
