"""Tables saved with one cell a line.

A run of short lines between prose is a table where some number of columns explains the run: the
lines that would share a column resemble one another, and differ from those of the next column.
How much is explained is the share of the variance between lines that lies between columns, as in
an analysis of variance, adjusted for the number of columns; lines are described by length and
form (``_form``). A plain list of short lines explains nothing and is left alone.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.lines import BULLET, Unit
from ingest.readers.saved_page.shape import ends_sentence, title_case

CELL_WORDS = 30  # longest line that can be a cell
_HEADER_WORDS = 7  # longest column name
_MIN_BODY = 6  # cells below the header; with fewer, chance explains anything
_MIN_EXPLAINED = 0.2  # adjusted share of variance between columns; chance gives about 0 …
_CHANCE = 1.5  # … but scatters: this over the degrees of freedom that the rows leave
_SKIP_COST = 0.1  # per line left outside the table at either end of the run
_SKIPS = (2, 1)  # most lines left out above and below: a heading and a banner, a heading
_NAMED = 0.15  # for a first column named as first columns are
_COMPARED = 0.15  # for two column names that the line above the table names, too
_AMOUNTS = 0.5  # for a column of amounts where no other cell is one
_FIRST_NAMES = re.compile(
    r"(features?|aspects?|dimensions?|criteri(a|on)|categor(y|ies)|controls?|requirements?|areas?"
    r"|types?|topics?|names?|items?|elements?|frameworks?|standards?|tiers?|plans?|roles?|steps?"
    r"|phases?|stages?|measures?|services?|products?|metrics?|factors?|attributes?|questions?|domains?|clauses?|principles?"
    r"|tools?|vendors?|systems?|activit(y|ies)|levels?|parameters?|component?s|risks?|no\.?|#|id)",
    re.I,
)
_AMOUNT = re.compile(r"[\d.,%$€£+\s-]+")
_QUANTITY = re.compile(r"(?:up to |about |within |from |over |under )?[$€£~≈<>≤≥]?\s?\d", re.I)
_YES = re.compile(r"(yes|no|n/?a|partial(ly)?|full(y)?|✓|✔|✗|✘|x|-|–|high|medium|low)\b.*", re.I)
_CODE = re.compile(r"[A-Z]{0,6}[-. ]?\d+(\.\d+)*[a-z]?|[A-Z]{1,4}\d*")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in a run of units: the first unit's place, the columns, and the number of rows."""

    start: int
    columns: int
    rows: int

    @property
    def stop(self) -> int:
        """One past the place of its last cell."""
        return self.start + self.columns * self.rows


def could_be_cell(unit: Unit) -> bool:
    """Whether a line may be a table's cell: short, no list mark, no lead-in."""
    if unit.words > CELL_WORDS or BULLET.match(unit.raw) or unit.text.endswith(":"):
        return False
    return unit.words <= 14 or not ends_sentence(unit.text)


def find_grid(run: Sequence[Unit], *, heading_last: bool = False) -> Grid | None:
    """The best table within a run of short lines, or None.

    Tried: 2 to 6 columns, up to two lines left out above and one below. A candidate needs a
    header of short names that end no sentence, a first column that ends none, and two rows.
    ``heading_last``: prose follows the run, so that its last line may well be a heading.
    """
    best: tuple[float, Grid] | None = None
    forms = [_form(unit.text) for unit in run]
    for start in range(_SKIPS[0] + 1):
        for end in range(len(run), max(start, len(run) - _SKIPS[1] - 1), -1):
            for columns in range(2, 7):
                rows, rest = divmod(end - start, columns)
                if rest or rows < 3 or end - start - columns < _MIN_BODY:
                    continue
                if _joins_groups(run, start, end):
                    continue
                if not _plausible([unit.text for unit in run[start:end]], columns):
                    continue
                score = _explained(forms[start + columns : end], columns)
                score += _names_score(run, start, columns)
                score += _amounts_score([unit.text for unit in run[start + columns : end]], columns)
                score -= _SKIP_COST * _skipped(run, start, end, heading_last=heading_last)
                if score >= _MIN_EXPLAINED + _CHANCE / ((rows - 2) * (columns - 1)) and (
                    best is None or score > best[0]
                ):
                    best = (score, Grid(start, columns, rows))
    return best[1] if best else None


def _skipped(run: Sequence[Unit], start: int, end: int, *, heading_last: bool) -> int:
    """How many lines of the run a table leaves out, those past an empty line around it aside."""
    whole = run[start].group == run[end - 1].group
    above = start if not whole or (start and run[start - 1].group == run[start].group) else 0
    parted = whole and end < len(run) and run[end].group != run[end - 1].group
    return above + (0 if parted else max(0, len(run) - end - heading_last))


def _joins_groups(run: Sequence[Unit], start: int, end: int) -> bool:
    """Whether an empty line parts the first cell from all the others, which stand together."""
    second = run[start + 1].group
    return run[start].group != second and second == run[end - 1].group


def _names_score(run: Sequence[Unit], start: int, columns: int) -> float:
    """What the column names add: a usual first name; names that the line above compares."""
    names = [unit.text.casefold() for unit in run[start : start + columns]]
    above = run[start - 1].text.casefold() if start else ""
    score = _NAMED if _FIRST_NAMES.fullmatch(names[0]) else 0.0
    return score + (_COMPARED if sum(name in above for name in names) >= 2 else 0.0)


def _amounts_score(body: Sequence[str], columns: int) -> float:
    """What a column adds whose cells are all amounts or dates while no other cell is one."""
    amounts = [bool(_QUANTITY.match(cell)) for cell in body]
    rows = len(body) // columns
    full = [column for column in range(columns) if all(amounts[column::columns])]
    return _AMOUNTS if len(full) == 1 and sum(amounts) == rows else 0.0


def _plausible(cells: Sequence[str], columns: int) -> bool:
    names, body = cells[:columns], cells[columns:]
    if any(len(name.split()) > _HEADER_WORDS or ends_sentence(name) for name in names):
        return False
    if len({name.casefold() for name in names}) < columns or any(
        name[0].islower() for name in names
    ):
        return False
    if any(re.fullmatch(r"[\d.,%$€£ -]+", name) for name in names):
        return False
    firsts = body[::columns]
    if any(ends_sentence(first) and not first.endswith("?") for first in firsts):
        return False
    if all(_AMOUNT.fullmatch(first) for first in firsts) and not _FIRST_NAMES.fullmatch(names[0]):
        return False
    # A label that comes twice is a banner or a list, not the first column of a table.
    return len({first.casefold() for first in firsts}) >= len(firsts) * 0.8


def _form(text: str) -> tuple[float, ...]:
    """A line as numbers: its length (log words), and what it is made of, each 0 to 1."""
    return (
        1.2 * math.log(len(text.split())) + 0.4 * math.log(len(text)),
        1.5 * bool(_CODE.fullmatch(text)),
        1.0 * bool(_YES.fullmatch(text)),
        0.8 * title_case(text),
        1.0 * ends_sentence(text),
        1.2 * text.endswith("?"),
        2.0 * sum(letter.isdigit() for letter in text) / len(text),
        1.0 * min(1.0, sum(text.count(mark) for mark in ",;()") / 2),
    )


def _explained(forms: Sequence[tuple[float, ...]], columns: int) -> float:
    """Adjusted share (R²) of the forms' variance that lies between columns; at most 1.

    What the cells of one row have in common (all of them prices) is taken out first, as in a
    two-way analysis of variance.
    """
    rows = [forms[at : at + columns] for at in range(0, len(forms), columns)]
    if len(rows) < 2:
        return 0.0
    level = [tuple(sum(values) / columns for values in zip(*row, strict=True)) for row in rows]
    rest = [
        tuple(value - mean for value, mean in zip(form, level[number // columns], strict=True))
        for number, form in enumerate(forms)
    ]
    total = _spread(rest)
    if total == 0.0:
        return 0.0
    within = sum(_spread(rest[column::columns]) for column in range(columns))
    free = (len(rows) - 1) * (columns - 1)
    return 1.0 - (within / free) / (total / (free + columns - 1))


def _spread(forms: Sequence[tuple[float, ...]]) -> float:
    """The summed squares of the distances to the mean."""
    total = 0.0
    for values in zip(*forms, strict=True):
        mean = sum(values) / len(values)
        total += sum((value - mean) ** 2 for value in values)
    return total
