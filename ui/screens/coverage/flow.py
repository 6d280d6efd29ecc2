"""A crosswalk as a picture: groups of controls left and right, bands between them (a Sankey)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.markup import esc, tag
from ui.parts import table
from vouch_client.models.reports import Matrix, MatrixFamily

#: Lengths in the picture's own units: it is 100 wide, a unit of height is a pixel.
_LEFT, _RIGHT, _GAP, _LEAST = 34.0, 66.0, 6.0, 18.0
_PER_ROW, _SMALLEST = 30.0, 200.0
_STEPS = 12


@dataclass(frozen=True)
class _Node:
    y: float
    height: float


def picture(matrix: Matrix) -> str:
    """The picture as HTML; it names its total, and a table holds the same figures."""
    left = _sums([(cell.from_, cell.pairs) for cell in matrix.cells])
    right = _sums([(cell.to, cell.pairs) for cell in matrix.cells])
    rows = max(len(left), len(right))
    scale = (max(_SMALLEST, rows * _PER_ROW) - rows * _GAP) / max(1, matrix.pairs)
    placed = _placed(left, scale), _placed(right, scale)
    high = max(_end(side) for side in placed)
    placed = _centred(placed[0], high), _centred(placed[1], high)
    parts = _bands(matrix, placed, (left, right), high)
    parts += _nodes(placed[0], left, matrix.from_families, high, "left")
    parts += _nodes(placed[1], right, matrix.to_families, high, "right")
    return tag(
        "div",
        "v-flow",
        *parts,
        style=f"height:{high:.0f}px",
        role="img",
        aria_label=f"{matrix.pairs} mapped pairs of controls by groups; the table has the figures",
    )


def grid(matrix: Matrix) -> str:
    """The same figures as a table: groups of one down, of the other across."""
    used = {cell.to for cell in matrix.cells}
    across = [one for one in matrix.to_families if one.id in used]
    pairs = {(cell.from_, cell.to): cell.pairs for cell in matrix.cells}
    rows = []
    for one in matrix.from_families:
        cells = [pairs.get((one.id, other.id), 0) for other in across]
        if any(cells):
            name = tag("span", "v-strong", esc(_name(one)))
            counted = esc(f"{one.mapped:,} of {one.controls:,}")
            rows.append([name, counted, *(esc(n) if n else "" for n in cells)])
    columns = ("Group", "Controls mapped", *(one.id or "Others" for one in across))
    return table.html(columns, rows, "Mapped pairs by group")


def _sums(pairs: Sequence[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, count in pairs:
        found[name] = found.get(name, 0) + count
    return found


def _placed(sums: dict[str, int], scale: float) -> dict[str, _Node]:
    y, found = 0.0, {}
    for name, count in sums.items():
        height = max(_LEAST, count * scale)
        found[name] = _Node(y, height)
        y += height + _GAP
    return found


def _end(side: dict[str, _Node]) -> float:
    return max((node.y + node.height for node in side.values()), default=_SMALLEST)


def _centred(side: dict[str, _Node], high: float) -> dict[str, _Node]:
    down = (high - _end(side)) / 2
    return {name: _Node(node.y + down, node.height) for name, node in side.items()}


def _bands(
    matrix: Matrix,
    placed: tuple[dict[str, _Node], dict[str, _Node]],
    sums: tuple[dict[str, int], dict[str, int]],
    high: float,
) -> list[str]:
    done: tuple[dict[str, float], dict[str, float]] = ({}, {})
    parts = []
    for cell in matrix.cells:
        ends = []
        for side, name in enumerate((cell.from_, cell.to)):
            node, at = placed[side][name], done[side].get(name, 0.0)
            share = node.height * cell.pairs / sums[side][name]
            done[side][name] = at + share
            ends.append((node.y + at, node.y + at + share))
        parts.append(tag("span", "v-flow-band", style=f"clip-path:{_band(ends, high)}"))
    return parts


def _band(ends: list[tuple[float, float]], high: float) -> str:
    """A band from one side to the other, eased at both ends, as a CSS polygon."""
    top: list[str] = []
    bottom: list[str] = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        eased = t * t * (3 - 2 * t)
        x = _LEFT + (_RIGHT - _LEFT) * t
        for edge, held in ((0, top), (1, bottom)):
            y = ends[0][edge] + (ends[1][edge] - ends[0][edge]) * eased
            held.append(f"{x:.2f}% {y / high * 100:.2f}%")
    return f"polygon({', '.join([*top, *reversed(bottom)])})"


def _nodes(
    placed: dict[str, _Node],
    sums: dict[str, int],
    families: Sequence[MatrixFamily],
    high: float,
    side: str,
) -> list[str]:
    names = {one.id: _name(one) for one in families}
    return [
        tag(
            "div",
            f"v-flow-node v-flow-{side}",
            tag("span", "v-flow-name", esc(names.get(identity, identity))),
            tag("span", "v-flow-count", esc(f"{sums[identity]:,}")),
            style=f"top:{node.y / high * 100:.2f}%;height:{node.height / high * 100:.2f}%",
        )
        for identity, node in placed.items()
    ]


def _name(one: MatrixFamily) -> str:
    return f"{one.id} {one.title}".strip() or "Others"
