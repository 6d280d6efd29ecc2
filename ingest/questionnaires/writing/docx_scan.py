"""Where the paragraphs, tables and cells of a Word document lie (ECMA-376 part 1, 17).

Tables count from 1 in the order of the document, paragraphs of the body from 0; both count what
stands in content controls, and neither what stands in a table or a text box. A row's cells have the
columns of the table's grid: one that spans two columns takes both, and is named by the first. A
table in a cell is named by that cell: ``table 2/C4/table 1``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.questionnaires.reading.ranges import rect_of
from ingest.questionnaires.writing.marks import Element, children, root
from kb.errors import UnreadableError

__all__ = ["Found", "WordScan"]

_WRAPPERS = (b"sdt", b"sdtContent", b"customXml", b"smartTag", b"ins", b"moveTo")
_TABLE = re.compile(r"table (\d{1,6})")
_DEPTH = 16
_SPAN = 63  # Word's own limit of columns


@dataclass(frozen=True, slots=True)
class Found:
    """An element, and the content controls it stands in, the outermost first.

    ``covered`` is set for a cell that only goes on with the one above.
    """

    element: Element
    controls: tuple[Element, ...] = ()
    covered: bool = False


class WordScan:
    """The places of a document's main part. Raises ``UnreadableError`` where it is none."""

    def __init__(self, data: bytes, place: str) -> None:
        self.data = data
        whole = root(data)
        body = next(children(data, whole, b"body"), None)
        if whole.name != b"document" or body is None:
            raise UnreadableError("it is not a Word document", "save it as .docx", place)
        blocks = list(self.within(body, b"p", b"tbl"))
        self.paragraphs = [one for one in blocks if one.element.name == b"p"]
        self._tables = [one for one in blocks if one.element.name == b"tbl"]

    def cell(self, table: str, cell: str) -> Found | None:
        """The table cell of a place; None where the document has none there."""
        tables = self._tables
        steps = table.split("/")
        found: Found | None = None
        if len(steps) % 2 == 0 or len(steps) > _DEPTH:
            return None
        for name, at in zip(steps[::2], [*steps[1::2], cell], strict=True):
            match = _TABLE.fullmatch(name)
            if match is None or not 1 <= int(match[1]) <= len(tables):
                return None
            found = self._cell(tables[int(match[1]) - 1], at)
            if found is None:
                return None
            tables = list(self.within(found.element, b"tbl"))
        return found

    def within(
        self, parent: Element, *names: bytes, controls: tuple[Element, ...] = ()
    ) -> Iterator[Found]:
        """The elements of ``names`` under ``parent``, also those in content controls."""
        for element in children(self.data, parent):
            if element.name in names:
                yield Found(element, controls)
            elif element.name in _WRAPPERS and len(controls) < _DEPTH:
                inside = (*controls, element) if element.name == b"sdt" else controls
                yield from self.within(element, *names, controls=inside)

    def property(self, element: Element, *path: bytes) -> Element | None:
        """The element at the end of ``path`` under ``element``, by names."""
        for name in path:
            following = next(children(self.data, element, name), None)
            if following is None:
                return None
            element = following
        return element

    def _cell(self, table: Found, cell: str) -> Found | None:
        rect = rect_of(cell)
        if rect is None or (rect.top, rect.left) != (rect.bottom, rect.right):
            return None
        rows = (
            row
            for row in self.within(table.element, b"tr", controls=table.controls)
            if self.property(row.element, b"trPr", b"del") is None
        )
        row = next((row for number, row in enumerate(rows, 1) if number == rect.top), None)
        if row is None:
            return None
        column = 1 + self._number(row.element, b"trPr", b"gridBefore")
        for found in self.within(row.element, b"tc", controls=row.controls):
            if column == rect.left:
                return Found(found.element, found.controls, self._goes_on(found.element))
            column += min(self._number(found.element, b"tcPr", b"gridSpan") or 1, _SPAN)
        return None

    def _goes_on(self, cell: Element) -> bool:
        merge = self.property(cell, b"tcPr", b"vMerge")
        return merge is not None and self._value(merge, "continue") == "continue"

    def _number(self, element: Element, *path: bytes) -> int:
        found = self.property(element, *path)
        value = self._value(found, "") if found else ""
        return int(value) if value.isdecimal() and len(value) < 6 else 0

    def _value(self, element: Element, default: str) -> str:
        return element.attribute(self.data, element.prefix + b"val") or default
