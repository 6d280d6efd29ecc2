"""The straight lines drawn on a PDF page: borders, rules, and the edges of filled boxes."""

import ctypes
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from ingest.readers.pdf_words import Frame

MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 400
_MAX_DEPTH = 4
_STRAIGHT = 1.0
_THIN = 3.0
_SHORTEST = 4.0
_SNAP = 2.5

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Rule(NamedTuple):
    """A line at ``at`` (y of a horizontal, x of a vertical one) from ``start`` to ``end``."""

    at: float
    start: float
    end: float


class Lines(NamedTuple):
    """Horizontal and vertical lines, collinear pieces joined."""

    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()


class Rulings(NamedTuple):
    """The lines drawn on a page and the edges of its filled boxes.

    ``capped`` when the page has too many objects for them to be read.
    """

    drawn: Lines = Lines()
    filled: Lines = Lines()
    capped: bool = False


def page_rulings(page: Any, frame: Frame) -> Rulings:
    """The lines of a pypdfium2 page, in the frame's coordinates."""
    found: dict[bool, tuple[list[Rule], list[Rule]]] = {True: ([], []), False: ([], [])}
    budget = [MAX_OBJECTS]
    for path, matrix in _paths(page.raw, IDENTITY, 0, budget):
        stroked = _stroked(path)
        for a, b, thin in _edges(path, matrix):
            horizontal, vertical = found[stroked or thin]
            x0, top, x1, bottom = frame.box(a, b)
            if x1 - x0 <= _STRAIGHT < _SHORTEST <= bottom - top:
                vertical.append(Rule((x0 + x1) / 2, top, bottom))
            elif bottom - top <= _STRAIGHT < _SHORTEST <= x1 - x0:
                horizontal.append(Rule((top + bottom) / 2, x0, x1))
    if budget[0] < 0:
        return Rulings(capped=True)
    drawn, filled = (Lines(*map(joined, found[stroked])) for stroked in (True, False))
    return Rulings(drawn, filled)


def joined(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Rules less than a few points apart brought to one line, touching pieces made one."""
    result: list[Rule] = []
    for group in _clusters(sorted(rules)):
        at = sum(rule.at for rule in group) / len(group)
        pieces = sorted((rule.start, rule.end) for rule in group)
        start, end = pieces[0]
        for next_start, next_end in pieces[1:]:
            if next_start > end + _SNAP:
                result.append(Rule(at, start, end))
                start, end = next_start, next_end
            end = max(end, next_end)
        result.append(Rule(at, start, end))
    return tuple(result)


def _clusters(rules: list[Rule]) -> Iterator[list[Rule]]:
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[0].at > _SNAP:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _paths(
    holder: Any, matrix: Matrix, depth: int, budget: list[int]
) -> Iterator[tuple[Any, Matrix]]:
    """The painted paths of a page or form, with the matrix that places them on the page."""
    import pypdfium2.raw as pdfium

    if depth:
        count, item = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
    else:
        count, item = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    for index in range(count(holder)):
        budget[0] -= 1
        if budget[0] < 0:
            return
        child = item(holder, index)
        kind = pdfium.FPDFPageObj_GetType(child)
        if kind == pdfium.FPDF_PAGEOBJ_PATH and _painted(child):
            yield child, _times(_matrix(child), matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            yield from _paths(child, _times(_matrix(child), matrix), depth + 1, budget)


def _painted(path: Any) -> bool:
    return any(_draw_mode(path))


def _stroked(path: Any) -> bool:
    return _draw_mode(path)[1]


def _draw_mode(path: Any) -> tuple[bool, bool]:
    """Whether the path is filled and whether it is stroked."""
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value), bool(stroke.value)


def _matrix(child: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(child, found):
        return IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """``inner`` applied first, then ``outer``."""
    if outer is IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _edges(path: Any, matrix: Matrix) -> Iterator[tuple[Point, Point, bool]]:
    """The straight pieces of a path; a thin box counts as one line along its middle (True)."""
    import pypdfium2.raw as pdfium

    if pdfium.FPDFPath_CountSegments(path) > _MAX_SEGMENTS:
        return
    for corners in _subpaths(path, matrix):
        if len(corners) < 2 or not all(map(math.isfinite, (c for p in corners for c in p))):
            continue
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if min(x1 - x0, y1 - y0) >= _THIN:
            for a, b in pairwise(corners):
                yield a, b, False
        elif y1 - y0 < x1 - x0:
            yield (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2), True
        else:
            yield ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1), True


def _subpaths(path: Any, matrix: Matrix) -> Iterator[list[Point]]:
    """The corners of each part of a path on the page; curves end a part."""
    import pypdfium2.raw as pdfium

    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    corners: list[Point] = []
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
            corners.append(point)
        else:
            yield corners
            corners = [point]
        if pdfium.FPDFPathSegment_GetClose(segment) and corners:
            corners.append(corners[0])
    yield corners
