"""What the cells of a column have in common, from which its role can be told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.questionnaires.reading.asking import asks, states, word_count
from ingest.questionnaires.reading.choices import boxes
from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.refs import is_ref
from ingest.questionnaires.reading.words import mark_of

__all__ = ["Features", "features_of"]

_SAMPLE = 3_000  # rows that are looked at
_TICK = re.compile(r"[xX✓✔☐☒☑□■√]")


@dataclass(slots=True)
class Features:
    """Counts over the rows of a table for one column; ``total`` is how many rows there are."""

    total: int = 0
    filled: int = 0
    asking: int = 0
    stating: int = 0
    words: int = 0
    refs: int = 0
    numbers: int = 0
    verdicts: int = 0
    formulas: int = 0
    boxes: int = 0
    dropdowns: int = 0
    covered: int = 0
    values: set[str] = field(default_factory=set)

    def share(self, count: int) -> float:
        """``count`` of the filled cells."""
        return count / self.filled if self.filled else 0.0

    @property
    def mean_words(self) -> float:
        """Words of a filled cell."""
        return self.words / self.filled if self.filled else 0.0

    @property
    def unique(self) -> float:
        """Different texts of all texts."""
        return len(self.values) / self.filled if self.filled else 0.0


def features_of(grid: Grid, rows: Sequence[int], column: int) -> Features:
    """The features of a column in these rows."""
    found = Features()
    for row in rows[:_SAMPLE]:
        found.total += 1
        found.covered += grid.merges.covered(row, column)
        dropdown = grid.dropdown(row, column)
        found.dropdowns += dropdown is not None
        cell = grid.cell(row, column)
        if cell is None:
            continue
        found.formulas += bool(cell.formula)
        if cell.text:
            _count(found, cell.text, cell.number)
    return found


def _count(found: Features, text: str, number: bool) -> None:
    found.filled += 1
    found.words += word_count(text)
    found.numbers += number
    found.values.add(text[:200].lower())
    found.boxes += bool(boxes(text))
    if asks(text):
        found.asking += 1
    elif is_ref(text):
        found.refs += 1
    elif mark_of(text) or _TICK.fullmatch(text.strip()):
        found.verdicts += 1
    elif states(text):
        found.stating += 1
