"""The tables of a Word document as sheets."""

from collections.abc import Iterator
from typing import Any

from ingest.limits import Limits
from ingest.questionnaires.reading.grid import Cell, DropDown, Grid
from ingest.questionnaires.reading.ranges import Merges, Rect, cell_name
from ingest.readers.docx_tables import children
from ingest.readers.docx_text import W, paragraph_text
from kb.errors import LimitError

__all__ = ["table_grids"]

_SPAN = 63  # Word's own limit of columns
_DEPTH = 6
_WHITE = ("", "auto", "ffffff")


def table_grids(parent: Any, limits: Limits, prefix: str = "", depth: int = 0) -> Iterator[Grid]:
    """The tables under an element, each followed by those in its cells."""
    budget = [limits.cells]
    for number, table in enumerate(children(parent, f"{W}tbl"), start=1):
        yield from _table(table, f"{prefix}table {number}", limits, depth, budget)


def _table(table: Any, title: str, limits: Limits, depth: int, budget: list[int]) -> Iterator[Grid]:
    grid = Grid(title)
    inside: list[tuple[str, Any]] = []
    merges: list[Rect] = []
    running: dict[int, Rect] = {}
    rows = (row for row in children(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None)
    for number, row in enumerate(rows, start=1):
        column = 1 + _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        filled: dict[int, Cell] = {}
        for cell in children(row, f"{W}tc"):
            budget[0] -= 1
            span = min(_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1), _SPAN)
            right = column + span - 1
            if not _goes_on(cell, number, column, right, running, merges):
                _take(grid, cell, number, column, filled)
                if any(True for _ in children(cell, f"{W}tbl")):
                    inside.append((f"{title}/{cell_name(number, column)}/", cell))
            column = right + 1
        grid.columns = max(grid.columns, column - 1)
        if filled:
            grid.rows[number] = filled
        if budget[0] < 0:
            raise LimitError(
                f"its tables have more than {limits.cells:,} cells", "split the document"
            )
    grid.merges = Merges([*merges, *running.values()])
    yield grid
    for prefix, cell in inside if depth < _DEPTH else ():
        yield from table_grids(cell, limits, prefix, depth + 1)


def _goes_on(
    cell: Any, row: int, column: int, right: int, running: dict[int, Rect], merges: list[Rect]
) -> bool:
    """Whether a cell goes on with the one above; keeps the merged ranges that are growing."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    above = running.get(column)
    if merge is not None and merge.get(f"{W}val", "continue") == "continue" and above:
        running[column] = Rect(above.top, above.left, row, above.right)
        return True
    if above:
        merges.append(running.pop(column))
    one = Rect(row, column, row, right)
    if merge is not None:
        running[column] = one
    elif right > column:
        merges.append(one)
    return False


def _take(grid: Grid, cell: Any, row: int, column: int, filled: dict[int, Cell]) -> None:
    texts = [paragraph_text(one) for one in _own_paragraphs(cell)]
    lines = [one.text for one in texts if one.text]
    shade = cell.find(f"{W}tcPr/{W}shd")
    is_filled = shade is not None and shade.get(f"{W}fill", "").lower() not in _WHITE
    choices = _choices(cell)
    if choices:
        grid.dropdowns.add(Rect(row, column, row, column), DropDown(choices))
    if lines and not _placeholder(cell):
        bold = all(one.bold for one in texts if one.text)
        filled[column] = Cell("\n".join(lines), "", bold, is_filled)
    else:
        grid.drawn.add((row, column))


def _own_paragraphs(cell: Any) -> Iterator[Any]:
    yield from children(cell, f"{W}p")


def _choices(cell: Any) -> tuple[str, ...]:
    """The values of the first list to choose from in a cell."""
    for name in ("dropDownList", "comboBox"):
        found = next(cell.iter(f"{W}{name}"), None)
        if found is not None:
            texts = (o.get(f"{W}displayText") or o.get(f"{W}value", "") for o in found)
            return tuple(dict.fromkeys(text for text in texts if text and not _invites(text)))
    return ()


def _invites(text: str) -> bool:
    return text.lower().startswith(("choose an item", "select", "wählen sie", "choisissez"))


def _placeholder(cell: Any) -> bool:
    """Whether a cell shows nothing but the hint of an empty content control."""
    showing = [one for one in cell.iter(f"{W}sdtPr") if one.find(f"{W}showingPlcHdr") is not None]
    if not showing:
        return False
    inside = sum(len(list(one.getparent().iter(f"{W}t"))) for one in showing)
    return inside >= len(list(cell.iter(f"{W}t")))


def _number(element: Any, default: int) -> int:
    value = element.get(f"{W}val", "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 6 else default
