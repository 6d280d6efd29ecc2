"""Pandoc's grid tables, which CommonMark does not know and would run together.

+--------+---------+
| System | Copies  |
+========+=========+
| Orders | nightly |
+--------+---------+
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

_EDGE = re.compile(r"^\s{0,3}\+(?:[-=:]+\+)+\s*$")
_ROW = re.compile(r"^\s{0,3}\|.*\|\s*$")
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")


def segments(text: str) -> Iterator[tuple[bool, str]]:
    """The text in order as (is a grid table, lines)."""
    lines = text.split("\n")
    fence = ""
    start = at = 0
    while at < len(lines):
        if match := _FENCE.match(lines[at]):
            mark = match.group(1)
            fence = "" if fence and mark.startswith(fence) else fence or mark
        stop = _table_end(lines, at) if not fence and _EDGE.match(lines[at]) else at
        if stop > at:
            yield False, "\n".join(lines[start:at])
            yield True, "\n".join(lines[at:stop])
            start = stop
        at = max(stop, at + 1)
    yield False, "\n".join(lines[start:])


def grid_rows(text: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header (empty where no ``===`` line closes one) and rows; lines of a cell are joined."""
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    for line in text.split("\n"):
        if _EDGE.match(line):
            if any(cells):
                row = tuple(cells)
                if "=" in line and not header and not rows:
                    header = row
                else:
                    rows.append(row)
            cells = []
        else:
            pieces = [piece.strip() for piece in line.strip().strip("|").split("|")]
            cells += [""] * (len(pieces) - len(cells))
            cells = [
                f"{cell} {piece}".strip()
                for cell, piece in zip_longest(cells, pieces, fillvalue="")
            ]
    return header, rows


def _table_end(lines: list[str], start: int) -> int:
    """One past the table's last line, or ``start`` where no table begins."""
    at = last = start
    while at < len(lines) and (_EDGE.match(lines[at]) or _ROW.match(lines[at])):
        if _EDGE.match(lines[at]):
            last = at
        at += 1
    return last + 1 if last > start + 1 else start
