"""The tables of a DOCX as rows of cell texts."""

from collections.abc import Callable, Iterator
from typing import Any

from ingest.readers.docx_text import ParagraphText, W, paragraph_text
from ingest.readers.markers import without_bullet

_WRAPPERS = {
    f"{W}sdt",
    f"{W}sdtContent",
    f"{W}customXml",
    f"{W}smartTag",
    f"{W}ins",
    f"{W}moveTo",
}
_MAX_SPAN = 63  # Word's own limit of columns
_MAX_DEPTH = 8

Seen = Callable[[ParagraphText], None]


def children(parent: Any, *tags: str) -> Iterator[Any]:
    """The children with one of ``tags``, also those inside content controls."""
    stack = list(reversed(parent))
    while stack:
        node = stack.pop()
        if node.tag in tags:
            yield node
        elif node.tag in _WRAPPERS:
            stack.extend(reversed(node))


def table_rows(table: Any, seen: Seen, depth: int = 0) -> tuple[list[list[str]], bool | None]:
    """The rows of a ``w:tbl``, merged cells once, and whether its first row is a header.

    A nested table is flattened into its cell. ``seen`` is told of each paragraph, for its notes,
    boxes and page breaks.
    """
    rows: list[list[str]] = []
    header: bool | None = None
    bold: list[bool] = []
    for row in children(table, f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is not None:
            continue
        cells, all_bold = _cells(row, seen, depth)
        if not rows and row.find(f"{W}trPr/{W}tblHeader") is not None:
            header = True
        rows.append(cells)
        bold.append(all_bold)
    if header is None and len(rows) > 1 and bold[0] and not all(bold[1:]):
        header = sum(map(bool, rows[0])) > 1 or None
    return rows, header


def _cells(row: Any, seen: Seen, depth: int) -> tuple[list[str], bool]:
    cells = [""] * _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    weights: list[bool] = []
    for cell in children(row, f"{W}tc"):
        span = min(_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1), _MAX_SPAN)
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        text, bold = ("", True) if goes_on else _cell_text(cell, seen, depth)
        if text:
            weights.append(bold)
        cells.extend([text] + [""] * (span - 1))
    return cells, bool(weights) and all(weights)


def _cell_text(cell: Any, seen: Seen, depth: int) -> tuple[str, bool]:
    pieces: list[str] = []
    weights: list[bool] = []
    for node in children(cell, f"{W}p", f"{W}tbl"):
        if node.tag == f"{W}tbl":
            if depth < _MAX_DEPTH:
                rows, _ = table_rows(node, seen, depth + 1)
                pieces.extend(" ".join(filter(None, row)) for row in rows)
            weights.append(False)
            continue
        found = paragraph_text(node)
        seen(found)
        text, _ = without_bullet(found.text)
        if text:
            pieces.append(text)
            weights.append(found.bold)
    return " ".join(filter(None, pieces)), bool(weights) and all(weights)


def _number(element: Any, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if value.isdigit() else default
