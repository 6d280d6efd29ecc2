"""What each row of a table is: a question, a section's title, an instruction, an example, a sum."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ingest.questionnaires.reading.asking import (
    asks,
    names_topic,
    states,
    title_like,
    wants_value,
    word_count,
)
from ingest.questionnaires.reading.columns import Group
from ingest.questionnaires.reading.furniture import (
    is_boilerplate,
    is_declaration,
    is_example,
    is_field,
    is_instruction,
    is_sum,
    is_total,
)
from ingest.questionnaires.reading.grid import Cell, Grid
from ingest.questionnaires.reading.refs import are_siblings, is_parent, is_ref, leading_ref, levels
from ingest.questionnaires.reading.tables import Table

__all__ = ["Kind", "Line", "lines_of"]

_SECTION = 2.0  # points from which a row is a section's title
_DOUBTFUL = 1.0


class Kind(StrEnum):
    """What a row is."""

    QUESTION = "question"
    FIELD = "field"
    SECTION = "section"
    NOTE = "note"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as one group sees it.

    ``column`` is where its text stands; ``look`` tells titles of different levels apart;
    ``sure`` is 0 to 1.
    """

    row: int
    kind: Kind
    text: str = ""
    ref: str = ""
    column: int = 0
    look: tuple[bool, bool, int] = (False, False, 0)
    sure: float = 1.0
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Habits:
    """What is usual among the rows of a table."""

    refs: float
    dropdowns: float
    bold: float
    filled: float
    sentences: float
    depth: int
    formulas: float


def lines_of(table: Table, group: Group) -> Iterator[Line]:
    """The rows of a table, each with what it is."""
    reader = _Reader(table, group)
    example = False
    for index, row in enumerate(table.rows):
        line = reader.line(row, index)
        if line.kind is Kind.SECTION:
            example = is_example(line.text)
        if example and line.kind in (Kind.QUESTION, Kind.FIELD):
            continue
        if line.kind is not Kind.SKIP:
            yield line


class _Reader:
    def __init__(self, table: Table, group: Group) -> None:
        self._grid: Grid = table.grid
        self._table, self._group = table, group
        named = [one.number for one in group.answers if not one.mark]
        self._answers = named or [one.number for one in group.answers]
        self._habits = self._usual()

    def line(self, row: int, index: int) -> Line:
        """What one row is."""
        column, cell = self._lead(row)
        if cell is None or not cell.text:
            return Line(row, Kind.SKIP)
        ref = self._ref(row, column)
        right = self._grid.merges.right(row, column)
        look = (cell.bold, cell.filled, right - column)
        kind, sure, doubt = self._kind(row, index, column, cell, ref)
        return Line(row, kind, cell.text, ref, column, look, sure, doubt)

    def _lead(self, row: int) -> tuple[int, Cell | None]:
        """The cell with the row's text: the question's, else one that reaches over its column."""
        question = self._group.question
        cell = self._grid.cell(row, question)
        if cell and cell.text and not self._grid.merges.covered(row, question):
            return question, cell
        rect = self._grid.merges.at(row, question)
        if rect and rect.top == row and rect.left < question:
            return rect.left, self._grid.cell(row, rect.left)
        if rect and rect.top < row:
            return question, None
        others = [c for c in sorted(self._grid.rows[row]) if c <= max(question, self._group.ref)]
        others = [c for c in others if c not in self._group.sections or len(others) == 1]
        if len(self._grid.rows[row]) > 1 and len(others) != 1:
            return question, None
        return (others[0], self._grid.cell(row, others[0])) if others else (question, None)

    def _ref(self, row: int, column: int) -> str:
        if self._group.ref and self._group.ref != column:
            found = " ".join(self._grid.shown(row, self._group.ref).split())
            if found and len(found) <= 40:
                return found
        return leading_ref(self._grid.text(row, column))

    def _kind(
        self, row: int, index: int, column: int, cell: Cell, ref: str
    ) -> tuple[Kind, float, str]:
        text = cell.text
        asked = asks(text)
        if self._is_void(row, text, ref):
            return Kind.SKIP, 1.0, ""
        if self._spans(row, column):
            kind = Kind.NOTE if is_instruction(text) or word_count(text) > 20 else Kind.SECTION
            return kind, 1.0, ""
        if column != self._group.question:
            return self._aside(row, column, cell)
        points = self._points(row, index, cell, ref)
        if not asked and points >= _SECTION:
            return Kind.SECTION, 1.0, ""
        if is_instruction(text) and self._is_note(row, ref):
            return Kind.NOTE, 1.0, ""
        if not asked and not states(text) and is_field(text):
            return Kind.FIELD, 0.5, "it is a field about the company or the form"
        if not asked and points >= _DOUBTFUL:
            return Kind.QUESTION, 0.7, "it may be a section's title"
        return Kind.QUESTION, 1.0 if asked else 0.95, ""

    def _aside(self, row: int, column: int, cell: Cell) -> tuple[Kind, float, str]:
        """A row whose only text stands beside the column of questions."""
        merged = self._grid.merges.right(row, column) >= self._group.question
        if merged and asks(cell.text):
            return Kind.QUESTION, 0.9, ""
        if is_ref(cell.text) and not merged:
            return Kind.SKIP, 1.0, ""
        long = word_count(cell.text) > 20 or is_instruction(cell.text)
        return (Kind.NOTE if long else Kind.SECTION), 1.0, ""

    def _is_void(self, row: int, text: str, ref: str) -> bool:
        """Sums, examples, end marks, repeated headers, and rows with nothing but a code."""
        if is_boilerplate(text) or is_example(text) or is_example(ref):
            return True
        if is_declaration(text) and not ref:
            return True
        if any(is_example(self._grid.text(row, c)) for c in (self._group.ref, 1) if c) and ref:
            return True
        if not self._table.mapped and (is_total(text) or (is_sum(text) and self._has_formula(row))):
            return True
        if is_ref(text) or not any(letter.isalpha() for letter in text):
            return True
        return self._computed(row) and not asks(text) and not states(text)

    def _has_formula(self, row: int) -> bool:
        cells = self._grid.rows[row].items()
        return any(cell.formula for column, cell in cells if column > self._group.question)

    def _computed(self, row: int) -> bool:
        """Whether the row's answers are formulas where those of other rows are not."""
        cells = [self._grid.cell(row, column) for column in self._answers]
        formulas = [cell for cell in cells if cell and cell.formula]
        return bool(formulas) and self._habits.formulas < 0.3

    def _spans(self, row: int, column: int) -> bool:
        """Whether the text reaches over the cells its answer would stand in."""
        rect = self._grid.merges.at(row, column)
        return rect is not None and any(rect.left < c <= rect.right for c in self._answers)

    def _is_note(self, row: int, ref: str) -> bool:
        """Whether a row that instructs has nothing of a question about it."""
        if ref and self._habits.refs > 0.5:
            return False
        return self._habits.dropdowns < 0.6 or not self._ruled(row)

    def _ruled(self, row: int) -> bool:
        return any(self._grid.dropdown(row, column) for column in self._answers)

    def _points(self, row: int, index: int, cell: Cell, ref: str) -> float:
        """How much a row looks like a section's title."""
        text, habits = cell.text, self._habits
        if any(self._grid.text(row, column) for column in self._answers):
            return 0.0
        sentence = states(text) and not title_like(text)
        points = 1.0 if title_like(text) and word_count(text) <= 8 else 0.0
        points -= 1.5 if is_field(text) and text.rstrip().endswith(":") else 0.0
        points += 0.5 if text.isupper() and len(text) > 3 else 0.0
        points -= 1.0 if sentence and not text.isupper() else 0.0
        odd = (habits.bold < 0.4 and cell.bold) + (habits.filled < 0.4 and cell.filled)
        points += (0.0, 1.5, 2.0)[odd]
        if habits.refs > 0.7:
            points += self._by_ref(index, ref)
        if habits.dropdowns > 0.6 and not self._ruled(row):
            points += 1.5
        if habits.sentences > 0.6 and word_count(text) <= 5 and not sentence:
            likely = habits.sentences >= 0.85 or names_topic(text)
            points += 1.0 + (likely and not ref and self._leads(index) and not self._ruled(row))
        return points - 1.5 * wants_value(text)

    def _leads(self, index: int) -> bool:
        """Whether a sentence stands in the next row."""
        for row in self._table.rows[index + 1 : index + 2]:
            text = self._grid.text(row, self._group.question)
            return asks(text) or states(text)
        return False

    def _by_ref(self, index: int, ref: str) -> float:
        if not ref:
            return 1.5
        following = self._next_ref(index)
        if following and is_parent(ref, following):
            return 1.5
        if following and are_siblings(ref, following):
            return -2.0
        return 1.0 if len(levels(ref)) < self._habits.depth else -0.5

    def _next_ref(self, index: int) -> str:
        for row in self._table.rows[index + 1 : index + 3]:
            if self._grid.text(row, self._group.question):
                return self._ref(row, self._group.question)
        return ""

    def _usual(self) -> _Habits:
        rows = [r for r in self._table.rows if self._grid.text(r, self._group.question)]
        cells = [cell for r in rows if (cell := self._grid.cell(r, self._group.question))]
        refs = [self._ref(row, self._group.question) for row in rows]
        depths = sorted(len(levels(ref)) for ref in refs if ref)
        total = max(1, len(rows))
        computed = sum(
            any(c and c.formula for c in (self._grid.cell(r, n) for n in self._answers))
            for r in rows
        )
        return _Habits(
            sum(map(bool, refs)) / total,
            sum(self._ruled(row) for row in rows) / total,
            sum(cell.bold for cell in cells) / total,
            sum(cell.filled for cell in cells) / total,
            sum(asks(cell.text) or states(cell.text) for cell in cells) / total,
            depths[len(depths) // 2] if depths else 0,
            computed / total,
        )
