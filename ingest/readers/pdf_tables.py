"""The words of a PDF page put into the cells of its tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.markers import is_marker, without_bullet
from ingest.readers.pdf_grids import Cell, Grid
from ingest.readers.pdf_lines import Piece, joined_text, pieces_of, rows_of
from ingest.readers.pdf_words import Word

_GUTTER = 0.9  # of the font size: no column of prose leaves such a gap on every line


@dataclass(frozen=True)
class PdfTable:
    """A table's rows of cell texts and where it lies.

    ``header`` is True where the first row alone is bold, None where the type does not tell.
    """

    rows: tuple[tuple[str, ...], ...]
    x0: float
    top: float
    x1: float
    bottom: float
    header: bool | None = None


@dataclass(slots=True)
class TextRow:
    """The texts of one line's columns, with the line's upper and lower edge."""

    cells: list[list[str]]
    top: float
    bottom: float


def grid_tables(grids: Sequence[Grid], words: list[Word]) -> tuple[list[PdfTable], list[Word]]:
    """The tables that the grids make with the words in them, and the words outside.

    A grid whose words do not fill two columns is no table; its words stay outside.
    """
    tables: list[PdfTable] = []
    for grid in _outermost(grids):
        x0, top, x1, bottom = grid.box
        inside = [word for word in words if _within(word, x0, top, x1, bottom)]
        if not inside:
            continue
        ruled = grid.columns > 1
        if not ruled:
            grid, inside = _with_open_ends(grid, inside, words)
            x0, top, x1, bottom = grid.box
        rows = _ruled_rows(grid, inside) if ruled else _gutter_rows(grid, inside)
        full = sum(len([cell for cell in row if cell]) > 1 for row in rows)
        if full < (1 if ruled else 2):
            continue
        tables.append(PdfTable(tuple(map(tuple, rows)), x0, top, x1, bottom, _header(inside)))
        taken = set(map(id, inside))
        words = [word for word in words if id(word) not in taken]
    return tables, words


def _header(words: Sequence[Word]) -> bool | None:
    """True when the table's first line is bold and the rest is not."""
    lines = rows_of(pieces_of(words))
    first, rest = lines[0], [piece for line in lines[1:] for piece in line]
    plain = any(not piece.bold for piece in rest)
    return True if len(first) > 1 and plain and all(piece.bold for piece in first) else None


def cell_text(words: Sequence[Word]) -> str:
    """The words of a cell in reading order, without bullets."""
    lines = []
    for row in rows_of(pieces_of(words)):
        text, _ = without_bullet(" ".join(piece.text for piece in row))
        lines.append(text)
    return joined_text(lines)


def gathered_rows(lines: Sequence[TextRow]) -> list[list[str]]:
    """Lines of aligned columns joined into rows.

    Where some gaps between lines are clearly wider than others, a row ends at the wide ones;
    otherwise each line with a filled first column begins a row.
    """
    gaps = [max(b.top - a.bottom, 0.0) for a, b in pairwise(lines)]
    height = min((line.bottom - line.top for line in lines), default=0.0)
    spaced = bool(gaps) and max(gaps) - min(gaps) > 0.4 * height
    limit = (max(gaps) + min(gaps)) / 2 if spaced else 0.0
    rows: list[list[list[str]]] = []
    for at, line in enumerate(lines):
        starts = gaps[at - 1] > limit if spaced and at else bool(line.cells[0])
        if not rows or starts:
            rows.append([list(cell) for cell in line.cells])
        else:
            for cell, more in zip(rows[-1], line.cells, strict=True):
                cell.extend(more)
    return [[joined_text(cell) for cell in row] for row in rows]


def _outermost(grids: Sequence[Grid]) -> list[Grid]:
    """Grids by size, the larger first, so that boxes drawn inside a cell stay in it."""

    def area(grid: Grid) -> float:
        x0, top, x1, bottom = grid.box
        return (x1 - x0) * (bottom - top) * (1 if grid.columns > 1 else 0.001)

    return sorted(grids, key=area, reverse=True)


def _within(word: Word, x0: float, top: float, x1: float, bottom: float) -> bool:
    return x0 - 2 <= (word.x0 + word.x1) / 2 <= x1 + 2 and top <= (word.top + word.bottom) / 2 <= (
        bottom
    )


def _ruled_rows(grid: Grid, words: list[Word]) -> list[list[str]]:
    found: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        home = _cell_at(grid, x, y)
        found.setdefault((home.row, home.column), []).append(word)
    return [
        [cell_text(found.get((row, column), ())) for column in range(grid.columns)]
        for row in range(grid.rows)
    ]


def _with_open_ends(
    grid: Grid, inside: list[Word], words: Sequence[Word]
) -> tuple[Grid, list[Word]]:
    """The grid grown by a line above its first rule and one below its last, if they fit.

    Many tables have rules between their rows only. A line fits when it is as near as the rows are
    high and keeps free what the others keep free.
    """
    x0, top, x1, bottom = grid.box
    height = max(min(cell.bottom - cell.top for cell in grid.cells), 14.0)
    for above in (True, False):
        y0, y1 = (top - height, top) if above else (bottom, bottom + height)
        near = rows_of(pieces_of(w for w in words if _within(w, x0, y0, x1, y1)))
        line = near[-1 if above else 0] if near else []
        more = [word for piece in line for word in piece.words]
        columns = len(_columns(inside))
        if len(line) < 2 or columns < 2 or len(_columns([*inside, *more])) != columns:
            continue
        ends = min(w.top for w in more), max(w.bottom for w in more)
        cell = Cell(0, 0, x0, ends[0], x1, top) if above else Cell(0, 0, x0, bottom, x1, ends[1])
        cells = (cell, *grid.cells) if above else (*grid.cells, cell)
        grid = Grid(grid.columns, grid.rows + 1, cells)
        inside = [*inside, *more]
    return grid, inside


def _cell_at(grid: Grid, x: float, y: float) -> Cell:
    """The cell around a point, or the nearest one."""
    for cell in grid.cells:
        if cell.x0 <= x < cell.x1 and cell.top <= y < cell.bottom:
            return cell
    return min(
        grid.cells,
        key=lambda c: max(c.x0 - x, x - c.x1, 0.0) + max(c.top - y, y - c.bottom, 0.0),
    )


def _gutter_rows(grid: Grid, words: list[Word]) -> list[list[str]]:
    """Rows of a grid without inner vertical lines, divided where no word of any row stands."""
    edges = _columns(words)
    if len(edges) < 2:
        return []
    rows: list[list[str]] = []
    few = grid.rows <= 2
    for cell in grid.cells:
        inside = [w for w in words if cell.top <= (w.top + w.bottom) / 2 < cell.bottom]
        lines = [_text_row(pieces, edges) for pieces in rows_of(pieces_of(inside))]
        if not lines:
            continue
        if few and len(lines) > 2:
            rows.extend(gathered_rows(lines))
        else:
            rows.append(
                [
                    joined_text([text for line in lines for text in line.cells[column]])
                    for column in range(len(edges))
                ]
            )
    first_column = [row[0] for row in rows if row[0]]
    return [] if first_column and all(map(is_marker, first_column)) else rows


def _columns(words: list[Word]) -> list[float]:
    """Left edges of the columns: after each gap that every line keeps free."""
    edges: list[float] = []
    right = float("-inf")
    for word in sorted(words, key=lambda w: w.x0):
        if word.x0 - right > _GUTTER * word.size:
            edges.append(word.x0)
        right = max(right, word.x1)
    return edges


def _text_row(pieces: list[Piece], edges: list[float]) -> TextRow:
    cells: list[list[str]] = [[] for _ in edges]
    for piece in pieces:
        for word in piece.words:
            column = max(i for i, edge in enumerate(edges) if edge <= word.x0 + 0.1)
            cells[column].append(word.text)
    return TextRow(
        [[" ".join(cell)] if cell else [] for cell in cells],
        min(piece.top for piece in pieces),
        max(piece.bottom for piece in pieces),
    )
