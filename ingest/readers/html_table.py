"""HTML tables as header and rows of cells."""

from typing import Any

from ingest.readers.html_tree import is_hidden, tag_of
from kb.values.documents import clean_text

_WIDEST = 200  # columns a row may span; more is a mistake or an attack
_TALLEST = 2_000  # rows a cell may span


def is_data_table(table: Any) -> bool:
    """Whether a table holds data rather than the page's layout.

    Layout shows itself by tables or headings inside, or by a single column or row.
    """
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    if any(table.find(f".//{tag}") is not None for tag in ("h1", "h2", "main", "nav", "form")):
        return False
    rows = [_cells(row) for row in table.iter("tr")]
    widest = max((len(cells) for cells in rows), default=0)
    return widest >= 2 and (len(rows) >= 2 or any(tag_of(cell) == "th" for cell in rows[0]))


def table_cells(table: Any) -> tuple[str, list[tuple[str, ...]], tuple[str, ...]]:
    """Caption, rows and header of a data table; the header is empty where the table has none.

    A cell that spans rows is given to each of them; one that spans columns fills the first, the
    others stay empty. The header is the rows of ``<thead>`` or the first row where all its cells
    are ``<th>`` or bold; several header rows are joined column by column.
    """
    caption = table.find(".//caption")
    names: list[tuple[str, ...]] = []
    rows: list[tuple[str, ...]] = []
    spans: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells = _spread(_cells(row), spans)
        if not any(cells):
            continue
        if not rows and _is_header(row, first=not names):
            names.append(cells)
        else:
            rows.append(cells)
    width = max((len(row) for row in [*names, *rows]), default=0)
    header = _joined(names, width) if names else ()
    padded = [(*row, *[""] * (width - len(row))) for row in rows]
    return (_text(caption) if caption is not None else ""), padded, header


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if tag_of(cell) in ("td", "th") and not is_hidden(cell)]


def _spread(cells: list[Any], spans: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    """The texts of a row, with those of cells from above that reach into it."""
    result: list[str] = []
    waiting = list(cells)
    while waiting or len(result) in spans:
        column = len(result)
        if column in spans:
            left, text = spans.pop(column)
            if left > 1:
                spans[column] = (left - 1, text)
            result.append(text)
            continue
        cell = waiting.pop(0)
        text = _text(cell)
        down, across = _span(cell, "rowspan", _TALLEST), _span(cell, "colspan", _WIDEST)
        if down > 1:
            spans[column] = (down - 1, text)
        result.append(text)
        for _ in range(across - 1):
            if len(result) >= _WIDEST:
                break
            result.append("")
    return tuple(result)


def _span(cell: Any, name: str, most: int) -> int:
    value = cell.get(name, "")
    return min(int(value), most) if value.isdecimal() and len(value) < 6 else 1


def _is_header(row: Any, *, first: bool) -> bool:
    if tag_of(row.getparent()) == "thead":
        return True
    cells = _cells(row)
    return first and bool(cells) and all(tag_of(cell) == "th" or _is_bold(cell) for cell in cells)


def _is_bold(cell: Any) -> bool:
    """Whether all of a cell's words are bold."""
    text = _text(cell)
    bold = "".join(_text(part) for part in cell.iter("strong", "b"))
    return bool(text) and text == bold


def _joined(names: list[tuple[str, ...]], width: int) -> tuple[str, ...]:
    columns = []
    for column in range(width):
        words = [row[column] for row in names if column < len(row) and row[column]]
        columns.append(" ".join(dict.fromkeys(words)))
    return tuple(columns)


def _text(element: Any) -> str:
    """The words of a cell; what stands in parts of its own is parted by a space."""
    pieces: list[str] = []
    for part in element.iter():
        tag = tag_of(part)
        if tag in ("br", "p", "li", "div", "ul", "ol", "tr", "td"):
            pieces.append(" ")
        if part.text and tag and tag not in ("script", "style"):
            pieces.append(part.text)
        if part is not element and part.tail:
            pieces.append((" " if tag in ("p", "li", "div") else "") + part.tail)
    return clean_text("".join(pieces))
