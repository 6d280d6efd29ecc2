"""Table grids in the lines of a page: connected borders, or rules stacked at the same width."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from ingest.readers.pdf_rulings import Lines, Rule, Rulings, joined

_TOUCH = 3.0
_SAME_EXTENT = 4.0
_STACK_GAP = 160.0
_MAX_CROSSINGS = 400_000
_MAX_CELLS = 20_000


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's place in its grid (0-based row and column) and on the page."""

    row: int
    column: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of one table, merged ones once, at their first row and column."""

    columns: int
    rows: int
    cells: tuple[Cell, ...]

    @property
    def box(self) -> Box:
        """``x0, top, x1, bottom`` of the whole grid."""
        return (
            min(cell.x0 for cell in self.cells),
            min(cell.top for cell in self.cells),
            max(cell.x1 for cell in self.cells),
            max(cell.bottom for cell in self.cells),
        )


@dataclass(slots=True)
class _Component:
    """Lines that touch each other, directly or through others."""

    horizontal: list[Rule]
    vertical: list[Rule]

    @property
    def extent(self) -> tuple[float, float]:
        lefts = [rule.start for rule in self.horizontal] + [rule.at for rule in self.vertical]
        rights = [rule.end for rule in self.horizontal] + [rule.at for rule in self.vertical]
        return min(lefts), max(rights)

    @property
    def span(self) -> tuple[float, float]:
        tops = [rule.at for rule in self.horizontal] + [rule.start for rule in self.vertical]
        ends = [rule.at for rule in self.horizontal] + [rule.end for rule in self.vertical]
        return min(tops), max(ends)


def page_grids(rulings: Rulings) -> list[Grid]:
    """The grids with at least two cells, from top to bottom.

    A grid without inner vertical lines has one column: the words decide where it divides. Nothing
    is returned for a page whose lines cross too often to be tables.
    """
    ruled = [grid for grid in _line_grids(rulings.drawn) if grid.columns > 1 and grid.rows > 1]
    boxes = [grid.box for grid in ruled]
    lines = Lines(
        joined([*rulings.drawn.horizontal, *_outside(rulings.filled.horizontal, boxes, True)]),
        joined([*rulings.drawn.vertical, *_outside(rulings.filled.vertical, boxes, False)]),
    )
    return _line_grids(lines)


def _outside(rules: Iterable[Rule], boxes: Sequence[Box], horizontal: bool) -> Iterator[Rule]:
    """The edges of filled boxes that do not merely shade the cells of a table with borders."""
    for rule in rules:
        middle = (rule.start + rule.end) / 2
        x, y = (middle, rule.at) if horizontal else (rule.at, middle)
        if not any(
            x0 - _TOUCH <= x <= x1 + _TOUCH and top - _TOUCH <= y <= bottom + _TOUCH
            for x0, top, x1, bottom in boxes
        ):
            yield rule


def _line_grids(lines: Lines) -> list[Grid]:
    if len(lines.horizontal) * len(lines.vertical) > _MAX_CROSSINGS:
        return []
    components = _stacked(_components(lines))
    grids = [grid for grid in map(_grid, components) if grid is not None]
    return sorted(grids, key=lambda grid: (grid.box[1], grid.box[0]))


def _components(rulings: Lines) -> list[_Component]:
    horizontal, vertical = rulings.horizontal, rulings.vertical
    parent = list(range(len(horizontal) + len(vertical)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for j, v in enumerate(vertical):
        for i, h in enumerate(horizontal):
            if (
                v.start - _TOUCH <= h.at <= v.end + _TOUCH
                and h.start - _TOUCH <= v.at <= h.end + _TOUCH
            ):
                parent[root(i)] = root(len(horizontal) + j)
    found: dict[int, _Component] = {}
    for i, h in enumerate(horizontal):
        found.setdefault(root(i), _Component([], [])).horizontal.append(h)
    for j, v in enumerate(vertical):
        found.setdefault(root(len(horizontal) + j), _Component([], [])).vertical.append(v)
    return list(found.values())


def _stacked(components: list[_Component]) -> list[_Component]:
    """Components of the same width below each other (bare rules, striped rows) made one."""
    result: list[_Component] = []
    by_extent: dict[tuple[int, int], list[_Component]] = {}
    for component in sorted(components, key=lambda c: c.span):
        if not component.horizontal:
            continue
        left, right = (round(x / _SAME_EXTENT) for x in component.extent)
        near = [
            by_extent[key][-1]
            for key in product((left - 1, left, left + 1), (right - 1, right, right + 1))
            if key in by_extent
        ]
        home = next((other for other in near if _continues(other, component)), None)
        if home is None:
            result.append(component)
            by_extent.setdefault((left, right), []).append(component)
        else:
            home.horizontal.extend(component.horizontal)
            home.vertical.extend(component.vertical)
    return result


def _continues(above: _Component, below: _Component) -> bool:
    """Whether two components are parts of one table that lacks lines between its columns."""
    (a0, a1), (b0, b1) = above.extent, below.extent
    if abs(a0 - b0) > _SAME_EXTENT or abs(a1 - b1) > _SAME_EXTENT:
        return False
    if below.span[0] - above.span[1] > _STACK_GAP:
        return False
    inner = [
        {round(rule.at) for rule in c.vertical if a0 + _TOUCH < rule.at < a1 - _TOUCH}
        for c in (above, below)
    ]
    return not (inner[0] and inner[1]) or inner[0] == inner[1]


def _grid(component: _Component) -> Grid | None:
    left, right = component.extent
    top, bottom = component.span
    xs = _distinct([left, right, *(rule.at for rule in component.vertical)])
    ys = _distinct([top, bottom, *(rule.at for rule in component.horizontal)])
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or not 2 <= columns * rows <= _MAX_CELLS:
        return None
    walls = _walls(component.vertical, xs, ys)
    floors = _walls(component.horizontal, ys, xs)
    taken = [[False] * columns for _ in range(rows)]
    cells = []
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            across, down = _reach(row, column, taken, walls, floors)
            for r in range(row, down):
                taken[r][column:across] = [True] * (across - column)
            cells.append(Cell(row, column, xs[column], ys[row], xs[across], ys[down]))
    return Grid(columns, rows, tuple(cells)) if len(cells) > 1 else None


def _reach(
    row: int,
    column: int,
    taken: list[list[bool]],
    walls: set[tuple[int, int]],
    floors: set[tuple[int, int]],
) -> tuple[int, int]:
    """How far a cell that starts at ``row``, ``column`` extends (exclusive column and row)."""
    rows, columns = len(taken), len(taken[0])
    across = column + 1
    while across < columns and (across, row) not in walls and not taken[row][across]:
        across += 1
    down = row + 1
    while down < rows and not any(
        (down, c) in floors or taken[down][c] for c in range(column, across)
    ):
        down += 1
    return across, down


def _walls(rules: Sequence[Rule], at: list[float], along: list[float]) -> set[tuple[int, int]]:
    """Pairs (line, gap) where a rule on line ``at[line]`` covers the middle of gap ``along``."""
    found = set()
    for rule in rules:
        line = min(range(len(at)), key=lambda i: abs(at[i] - rule.at))
        for gap in range(len(along) - 1):
            middle = (along[gap] + along[gap + 1]) / 2
            if rule.start - _TOUCH <= middle <= rule.end + _TOUCH:
                found.add((line, gap))
    return found


def _distinct(places: list[float]) -> list[float]:
    result: list[float] = []
    for place in sorted(places):
        if not result or place - result[-1] > _TOUCH:
            result.append(place)
    return result
