"""A table's rows turned into questions with their answer cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.questionnaires.reading.answer_columns import AnswerColumn
from ingest.questionnaires.reading.asking import asks, states
from ingest.questionnaires.reading.choices import (
    boxes,
    is_placeholder,
    listed,
    parse_scale,
    used_values,
)
from ingest.questionnaires.reading.columns import Group
from ingest.questionnaires.reading.furniture import is_instruction
from ingest.questionnaires.reading.grid import Cell, Grid
from ingest.questionnaires.reading.languages import language_of
from ingest.questionnaires.reading.parts import parts_of
from ingest.questionnaires.reading.ranges import cell_name
from ingest.questionnaires.reading.refs import levels
from ingest.questionnaires.reading.rows import Kind, Line, lines_of
from ingest.questionnaires.reading.tables import Table
from ingest.questionnaires.reading.words import mark_of
from kb.values.questionnaires import AnswerCell, Item, Place, Role

__all__ = ["Found", "Sections", "answer_cell", "items_of"]

_TEXT = 20_000  # characters of a question that are kept
_NOTE = 1_000
_FIRST = 2  # rows under a header in which hints on how to answer are looked for


@dataclass(frozen=True, slots=True)
class Found:
    """An item, with the titles and instructions that hold for it."""

    item: Item
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Sections:
    """The titles that hold at a row, outermost first, and the instructions under them."""

    titles: list[tuple[int, str, tuple[bool, bool, int]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fresh: bool = False

    def title(self, line: Line) -> None:
        """Take in a section's title: its depth shows in its number, or in how it looks."""
        depth = self._depth(line)
        self.titles = [one for one in self.titles if one[0] < depth]
        self.titles.append((depth, line.text[:300], line.look))
        self.notes.clear()
        self.fresh = True

    def note(self, text: str) -> None:
        """Take in an instruction."""
        self.notes.append(text[:_NOTE])

    @property
    def path(self) -> tuple[str, ...]:
        """The titles, outermost first."""
        return tuple(text for _, text, _ in self.titles)

    def _depth(self, line: Line) -> int:
        if line.ref:
            return len(levels(line.ref))
        alike = [depth for depth, _, look in self.titles if look == line.look]
        if alike:
            return alike[-1]
        return self.titles[-1][0] + 1 if self.fresh and self.titles else 1


def items_of(table: Table) -> list[Found]:
    """The questions of a table in the order of its rows, group by group within a row."""
    found: list[tuple[int, int, Found]] = []
    for group in table.groups:
        builder = _Builder(table, group)
        found.extend((row, group.question, one) for row, one in builder.found())
    return [one for _, _, one in sorted(found, key=lambda entry: entry[:2])]


class _Builder:
    def __init__(self, table: Table, group: Group) -> None:
        self._table, self._group, self._grid = table, group, table.grid
        self._lines = list(lines_of(table, group))
        self._hints: dict[int, tuple[str, ...]] = {}
        self._drop_hints()
        rows = [line.row for line in self._lines if line.kind in (Kind.QUESTION, Kind.FIELD)]
        self._vocabulary = {
            one.number: self._words(one, rows) for one in group.answers if not one.mark
        }

    def found(self) -> list[tuple[int, Found]]:
        """The items, each with its row."""
        sections, parent = Sections(), ""
        if self._table.header and self._table.header.title:
            sections.title(Line(0, Kind.SECTION, self._table.header.title))
        found: list[tuple[int, Found]] = []
        for line in self._lines:
            if line.kind is Kind.SECTION:
                sections.title(line)
            elif line.kind is Kind.NOTE:
                sections.note(line.text)
            else:
                sections.fresh = False
                parent = self._parent(line.row) or parent
                item = self._item(line, sections, parent)
                if item.cells:
                    found.append((line.row, Found(item, (*sections.path, *sections.notes))))
        return found

    def _drop_hints(self) -> None:
        """A row under the header may say how to answer; it is no question."""
        if self._table.header is None:
            return
        for line in list(self._lines[:_FIRST]):
            texts = {c.number: self._grid.text(line.row, c.number) for c in self._group.answers}
            said = {n: parse_scale(t) for n, t in texts.items() if not mark_of(t)}
            told = [t for n, t in texts.items() if t and (said.get(n) or is_instruction(t))]
            if told and not asks(line.text) and not states(line.text):
                self._hints |= {n: scale for n, scale in said.items() if scale}
                self._lines.remove(line)

    def _words(self, column: AnswerColumn, rows: Sequence[int]) -> tuple[str, ...]:
        if column.number in self._hints:
            return self._hints[column.number]
        if column.role not in (Role.VERDICT, Role.ANSWER, Role.SCORE):
            return ()
        return parse_scale(column.head) or used_values(
            self._grid.text(row, column.number) for row in rows
        )

    def _item(self, line: Line, sections: Sections, parent: str) -> Item:
        grid = self._grid
        place = Place(grid.title, cell_name(line.row, line.column))
        confidence = round(min(line.sure, 1.0) * self._table.trust, 2)
        doubts = [doubt for doubt in (line.doubt, self._table.doubt) if doubt]
        text = line.text[:_TEXT]
        return Item(
            id=str(place),
            place=place,
            text=text,
            ref=line.ref,
            section=(*sections.path, *self._section(line.row), *((parent,) if parent else ())),
            guidance=self._guidance(line.row),
            parts=parts_of(text),
            cells=self._cells(line.row),
            hidden=grid.hidden or line.row in grid.hidden_rows,
            language=language_of(text, self._usual),
            confidence=confidence,
            doubt="; ".join(doubts) if confidence < 0.95 else "",
        )

    @property
    def _usual(self) -> str:
        texts = " ".join(line.text for line in self._lines[:40])
        return language_of(texts)

    def _parent(self, row: int) -> str:
        return self._grid.shown(row, self._group.parent) if self._group.parent else ""

    def _section(self, row: int) -> tuple[str, ...]:
        found = []
        for column in self._group.sections:
            text = self._grid.shown(row, column) or self._above(row, column)
            if text and len(text) < 200:
                found.append(text)
        return tuple(dict.fromkeys(found))

    def _above(self, row: int, column: int) -> str:
        """The nearest text above, for columns that name a section on its first row only."""
        top = self._table.rows[0]
        steps = range(row - 1, max(top, row - 200) - 1, -1)
        return next((text for r in steps if (text := self._grid.text(r, column))), "")

    def _guidance(self, row: int) -> str:
        texts = [self._grid.shown(row, column) for column in self._group.guidance]
        if self._group.other and (other := self._grid.shown(row, self._group.other)):
            texts.append(f"Also asked as ({language_of(other)}): {other}")
        return "\n".join(dict.fromkeys(text for text in texts if text))[:_TEXT]

    def _cells(self, row: int) -> tuple[AnswerCell, ...]:
        found: list[AnswerCell] = []
        options = self._group.options
        own = listed(self._grid.shown(row, options)) if options else ()
        for column in self._group.answers:
            if self._beneath(row, column.number):
                continue
            cell = answer_cell(self._grid, row, column.number, column.role)
            main = column.role in (Role.VERDICT, Role.ANSWER) and not found
            cell = _with_words(
                cell, (own if main else ()) or self._vocabulary.get(column.number, ())
            )
            found.append(replace(cell, mark=column.mark) if column.mark else cell)
        return tuple(_roles(found))

    def _beneath(self, row: int, column: int) -> bool:
        """Whether another cell of the same row reaches over the cell."""
        rect = self._grid.merges.at(row, column)
        return rect is not None and rect.left < column


def answer_cell(grid: Grid, row: int, column: int, role: Role) -> AnswerCell:
    """The answer cell at a place, with its drop-down and why it cannot be written, if so."""
    cell = grid.cell(row, column)
    dropdown = grid.dropdown(row, column)
    why = _why_not(grid, row, column, cell)
    text = cell.text if cell else ""
    choices = dropdown.choices if dropdown else boxes(text)
    return AnswerCell(
        role,
        Place(grid.title, cell_name(row, column)),
        tuple(choice for choice in choices if not is_placeholder(choice)),
        bool(dropdown and choices and dropdown.closed),
        "" if is_placeholder(text) else text,
        not why,
        why,
    )


def _why_not(grid: Grid, row: int, column: int, cell: Cell | None) -> str:
    rect = grid.merges.at(row, column)
    if rect and (rect.top, rect.left) != (row, column):
        return f"it is part of the merged cell {cell_name(rect.top, rect.left)}"
    if cell and cell.formula:
        return "a formula stands there"
    return "it is locked on a protected sheet" if grid.locked(row, column) else ""


def _with_words(cell: AnswerCell, words: tuple[str, ...]) -> AnswerCell:
    return cell if cell.choices or not words else replace(cell, choices=words)


def _roles(cells: Sequence[AnswerCell]) -> list[AnswerCell]:
    """A cell that takes verdicts is one for verdicts, whatever its column is called."""
    return [
        replace(cell, role=Role.VERDICT)
        if cell.role is Role.ANSWER and any(mark_of(choice) for choice in cell.choices)
        else cell
        for cell in cells
    ]
