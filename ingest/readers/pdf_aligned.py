"""Tables without lines: successive rows whose pieces stand in the same columns."""

from collections.abc import Sequence

from ingest.facts import known_label
from ingest.readers.markers import is_marker
from ingest.readers.pdf_layout import Item, Line
from ingest.readers.pdf_tables import PdfTable, TextRow, gathered_rows

_MIN_ROWS = 3
_MAX_GAP = 2.2  # of a line's height


def with_aligned_tables(items: Sequence[Item]) -> list[Item]:
    """``items`` with each run of aligned lines replaced by a table."""
    result: list[Item] = []
    at = 0
    while at < len(items):
        run = _run(items, at)
        table = _table(run) if run else None
        if table is None:
            result.append(items[at])
            at += 1
        else:
            result.append(table)
            at += len(run)
    return result


def _run(items: Sequence[Item], at: int) -> list[Line]:
    """The lines from ``at`` on whose pieces each stand in one of the first line's columns."""
    first = items[at]
    if not isinstance(first, Line) or len(first.pieces) < 2:
        return []
    columns = [(piece.x0, piece.x1) for piece in first.pieces]
    run = [first]
    for item in items[at + 1 :]:
        if not isinstance(item, Line) or item.left != first.left:
            break
        if item.top - run[-1].bottom > _MAX_GAP * (item.bottom - item.top):
            break
        widened = _widened(columns, item)
        if widened is None:
            break
        columns = widened
        run.append(item)
    while len(run) > 1 and len(run[-1].pieces) == 1 and run[-1].x0 < columns[1][0] - 3:
        run.pop()  # a line below the table that begins at its left edge
    return run


def _widened(columns: list[tuple[float, float]], line: Line) -> list[tuple[float, float]] | None:
    """The columns grown by the line's pieces, or None where a piece touches two or none."""
    result = list(columns)
    used: set[int] = set()
    for piece in line.pieces:
        hits = [i for i, (x0, x1) in enumerate(columns) if piece.x0 < x1 + 2 and piece.x1 > x0 - 2]
        if len(hits) != 1 or hits[0] in used:
            return None
        used.add(hits[0])
        x0, x1 = result[hits[0]]
        result[hits[0]] = (min(x0, piece.x0), max(x1, piece.x1))
    return result


def _table(run: Sequence[Line]) -> PdfTable | None:
    columns = [(piece.x0, piece.x1) for piece in run[0].pieces]
    for line in run[1:]:
        columns = _widened(columns, line) or columns
    lines = [_row(line, columns) for line in run]
    full = [line for line in lines if sum(map(bool, line.cells)) > 1]
    labels = [" ".join(line.cells[0]) for line in full]
    facts = sum(known_label(label.rstrip(":")) for label in labels)
    if len(full) < (2 if facts >= 2 else _MIN_ROWS) or len(full) < 0.5 * len(lines):
        return None
    if all(map(is_marker, labels)) or _is_contents(full):
        return None
    return PdfTable(
        tuple(tuple(row) for row in gathered_rows(lines)),
        columns[0][0],
        run[0].top,
        columns[-1][1],
        run[-1].bottom,
    )


def _row(line: Line, columns: Sequence[tuple[float, float]]) -> TextRow:
    cells: list[list[str]] = [[] for _ in columns]
    for piece in line.pieces:
        middle = (piece.x0 + piece.x1) / 2
        home = min(
            range(len(columns)),
            key=lambda i: max(columns[i][0] - middle, middle - columns[i][1], 0.0),
        )
        cells[home].append(piece.text)
    return TextRow([[" ".join(cell)] if cell else [] for cell in cells], line.top, line.bottom)


def _is_contents(lines: Sequence[TextRow]) -> bool:
    """Whether the last column holds page numbers that never fall, as in a table of contents."""
    last = [" ".join(line.cells[-1]) for line in lines]
    if not all(text.isdigit() and len(text) <= 4 for text in last):
        return False
    numbers = list(map(int, last))
    return numbers == sorted(numbers) and len(lines[0].cells) == 2
