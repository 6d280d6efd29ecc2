"""Texts and numbers put into the cells of a worksheet part, nothing else in it changed.

A text is written into the cell itself (``t="inlineStr"``) and not among the workbook's shared
strings, so that no other part changes. Such a cell is text whatever it begins with: a formula
stands in an element of its own, ``f``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.questionnaires.reading.ranges import cell_name
from ingest.questionnaires.writing.marks import Edit, Element, children, escaped, spliced
from ingest.questionnaires.writing.sheet_scan import Row, SheetScan

__all__ = ["Value", "literal", "patched"]

_LITERAL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_VALUED = (b"f", b"v", b"is")
# What belongs to a cell's old value: its type, and its metadata (arrays that spill, pictures).
_OWN = re.compile(rb"\s(?:t|cm|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ATTRIBUTE = re.compile(rb"\s[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell gets; ``style`` is what it is given where it is not yet in the part."""

    text: str
    numeric: bool = False
    style: str = ""


def patched(
    scan: SheetScan, values: Mapping[tuple[int, int], Value], *, ascii_only: bool = False
) -> bytes:
    """The part with ``values`` by row and column; ``scan`` must know their rows."""
    edits: list[Edit] = []
    rows: dict[int, dict[int, Value]] = {}
    for (row, column), value in sorted(values.items()):
        rows.setdefault(row, {})[column] = value
    added: dict[int, list[bytes]] = {}
    for number, row_values in rows.items():
        found = scan.rows.get(number)
        if found is not None:
            edits += _row_edits(scan.data, found, number, row_values, ascii_only)
            continue
        prefix = scan.table.prefix
        cells = b"".join(
            _new_cell(prefix, cell_name(number, column), value, ascii_only)
            for column, value in row_values.items()
        )
        text = b'<%srow r="%d">%s</%srow>' % (prefix, number, cells, prefix)
        added.setdefault(scan.missing[number], []).append(text)
    for place, texts in added.items():
        if scan.table.empty:
            edits.append(_unfolded(scan.data, scan.table, b"".join(texts)))
        else:
            edits.append(Edit(place, place, b"".join(texts)))
    return spliced(scan.data, edits)


def literal(text: str) -> str:
    """``text`` with what a workbook would read as an escape (``_x0041_``) made literal.

    ECMA-376 part 1, 22.9.2.19: the underscore that begins it is escaped itself.
    """
    return _LITERAL.sub("_x005F_", text)


def _row_edits(
    data: bytes, row: Row, number: int, values: Mapping[int, Value], ascii_only: bool
) -> list[Edit]:
    edits: list[Edit] = []
    added: dict[int, list[bytes]] = {}
    for column, value in values.items():
        cell = row.cells.get(column)
        if cell is not None:
            edits.append(Edit(cell.start, cell.end, _written(data, cell, value, ascii_only)))
            continue
        text = _new_cell(row.element.prefix, cell_name(number, column), value, ascii_only)
        added.setdefault(_place(row, column), []).append(text)
    for place, texts in added.items():
        if row.element.empty:
            edits.append(_unfolded(data, row.element, b"".join(texts)))
        else:
            edits.append(Edit(place, place, b"".join(texts)))
    return edits


def _place(row: Row, column: int) -> int:
    """Where a new cell belongs: before the first of a higher column, else behind the last."""
    after = [cell.start for other, cell in row.cells.items() if other > column]
    if after:
        return min(after)
    return max((cell.end for cell in row.cells.values()), default=row.element.opened)


def _unfolded(data: bytes, element: Element, content: bytes) -> Edit:
    """``<a/>`` as ``<a>content</a>``, its start tag kept but for the slash."""
    start = data[element.start : element.end - 2]
    name = element.prefix + element.name
    return Edit(element.start, element.end, b"%s>%s</%s>" % (start, content, name))


def _new_cell(prefix: bytes, name: str, value: Value, ascii_only: bool) -> bytes:
    style = b' s="%s"' % value.style.encode("ascii") if value.style else b""
    start = b'<%sc r="%s"%s' % (prefix, name.encode("ascii"), style)
    return _closed(start, prefix, value, b"", ascii_only)


def _written(data: bytes, cell: Element, value: Value, ascii_only: bool) -> bytes:
    """An existing cell with a new value: reference, style and extensions as they were."""
    opening = data[cell.start : cell.opened]
    start = opening[: -2 if cell.empty else -1].rstrip()
    start = _ATTRIBUTE.sub(lambda one: b"" if _OWN.fullmatch(one[0]) else one[0], start)
    kept = b"".join(
        data[child.start : child.end] for child in children(data, cell) if child.name not in _VALUED
    )
    return _closed(start, cell.prefix, value, kept, ascii_only)


def _closed(start: bytes, prefix: bytes, value: Value, kept: bytes, ascii_only: bool) -> bytes:
    if not value.text and not kept:
        return start + b"/>"
    if not value.text:
        content = b""
    elif value.numeric:
        content = b"<%sv>%s</%sv>" % (prefix, value.text.encode("ascii"), prefix)
    else:
        start += b' t="inlineStr"'
        text = escaped(literal(value.text), ascii_only=ascii_only)
        content = b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (
            *(prefix, prefix, text),
            *(prefix, prefix),
        )
    return b"%s>%s%s</%sc>" % (start, content, kept, prefix)
