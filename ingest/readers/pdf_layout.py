"""The reading order of a PDF page: its columns, and within them lines and tables from the top."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from ingest.readers.pdf_lines import Piece, rows_of, same_line
from ingest.readers.pdf_tables import PdfTable

_MIN_LINES = 4  # a column of prose has at least so many
_MIN_WIDTH = 0.18  # of the page
_MAX_DEPTH = 4

Box = Piece | PdfTable


class Span(NamedTuple):
    """A piece of a line: its words and where it begins and ends."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of running text, and the margins of the column it stands in.

    ``size`` is the font size of its longest piece, ``bold`` whether all of it is,
    ``first_width`` the width of its first word.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    left: float
    right: float
    first_width: float
    pieces: tuple[Span, ...]


def line_of(row: Sequence[Piece], left: float, right: float) -> Line:
    """The line that pieces make, given from left to right."""
    first = row[0].words[0]
    return Line(
        text=" ".join(piece.text for piece in row),
        x0=row[0].x0,
        top=min(piece.top for piece in row),
        x1=row[-1].x1,
        bottom=max(piece.bottom for piece in row),
        size=max(row, key=lambda piece: len(piece.text)).size,
        bold=all(piece.bold for piece in row),
        left=left,
        right=right,
        first_width=first.x1 - first.x0,
        pieces=tuple(Span(piece.text, piece.x0, piece.x1) for piece in row),
    )


Item = Line | PdfTable


def reading_order(pieces: Sequence[Piece], tables: Sequence[PdfTable], width: float) -> list[Item]:
    """Lines and tables of a page ``width`` points wide, in the order a person reads them."""
    return _ordered([*pieces, *tables], width, 0)


def _ordered(boxes: list[Box], width: float, depth: int) -> list[Item]:
    gutter = _gutter(boxes, width) if depth < _MAX_DEPTH else None
    if gutter is None:
        return _flow(boxes)
    items: list[Item] = []
    band: list[Box] = []
    spanning = sorted((box for box in boxes if box.x0 < gutter < box.x1), key=lambda box: box.top)
    rest = sorted((box for box in boxes if not box.x0 < gutter < box.x1), key=lambda b: b.top)
    for wide in [*spanning, None]:
        while rest and (wide is None or rest[0].top < wide.top):
            band.append(rest.pop(0))
        items.extend(_band(band, gutter, width, depth))
        band = []
        if wide is not None:
            same = [b for b in rest if isinstance(b, Piece) and _beside(b, wide)]
            rest = [b for b in rest if not (isinstance(b, Piece) and _beside(b, wide))]
            items.extend(_flow([wide, *same]))
    return items


def _beside(piece: Piece, wide: Box) -> bool:
    return isinstance(wide, Piece) and same_line(piece, wide)


def _band(band: list[Box], gutter: float, width: float, depth: int) -> list[Item]:
    left = [box for box in band if box.x1 <= gutter]
    right = [box for box in band if box.x1 > gutter]
    return [*_ordered(left, width, depth + 1), *_ordered(right, width, depth + 1)]


def _flow(boxes: Iterable[Box]) -> list[Item]:
    """Boxes of one column from the top, pieces on one line together."""
    boxes = list(boxes)
    pieces = [box for box in boxes if isinstance(box, Piece)]
    left = min((piece.x0 for piece in pieces), default=0.0)
    right = max((piece.x1 for piece in pieces), default=0.0)
    items: list[Item] = [line_of(row, left, right) for row in rows_of(pieces)]
    items.extend(box for box in boxes if isinstance(box, PdfTable))
    return sorted(items, key=lambda item: item.top)


def _gutter(boxes: Sequence[Box], width: float) -> float | None:
    """The left edge of a column of prose that stands right of another one, or None."""
    lines = [box for box in boxes if isinstance(box, Piece) and len(box.words) > 1]
    starts = sorted(piece.x0 for piece in lines)
    tried: list[float] = []
    best: tuple[int, float] | None = None
    for start in starts:
        if tried and start - tried[-1] < 3:
            continue
        tried.append(start)
        gutter = start - 1
        left = [piece for piece in lines if piece.x1 <= gutter]
        right = [piece for piece in lines if piece.x0 >= gutter]
        crossing = len(lines) - len(left) - len(right)
        if crossing > len(left) + len(right) or not _overlap(left, right):
            continue
        if _is_prose(left, width) and _is_prose(right, width):
            found = (crossing, gutter)
            best = min(best, found) if best else found
    return best[1] if best else None


def _overlap(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    if not left or not right:
        return False
    spans = [(min(p.top for p in side), max(p.bottom for p in side)) for side in (left, right)]
    shared = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
    return shared > 0.3 * min(span[1] - span[0] for span in spans)


def _is_prose(side: Sequence[Piece], width: float) -> bool:
    """Whether these lines fill a column as running text does; the cells of a table do not."""
    long = [piece for piece in side if len(piece.words) >= 3]
    if len(long) < _MIN_LINES or len(long) < 0.6 * len(side):
        return False
    extent = max(p.x1 for p in side) - min(p.x0 for p in side)
    if extent < _MIN_WIDTH * width:
        return False
    return median(piece.x1 - piece.x0 for piece in long) > 0.6 * extent
