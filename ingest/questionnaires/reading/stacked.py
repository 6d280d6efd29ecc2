"""Forms whose answers stand under the questions instead of beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.questionnaires.reading.asking import asks, states
from ingest.questionnaires.reading.furniture import is_boilerplate, is_example
from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.items import Found, Sections, answer_cell
from ingest.questionnaires.reading.languages import language_of
from ingest.questionnaires.reading.parts import parts_of
from ingest.questionnaires.reading.ranges import cell_name
from ingest.questionnaires.reading.refs import is_ref, leading_ref
from ingest.questionnaires.reading.rows import Kind, Line
from ingest.questionnaires.reading.words import heading
from kb.values.questionnaires import ANSWER_ROLES, AnswerCell, Item, Place, Role

__all__ = ["stacked_items"]

_BELOW = 4  # rows under a question in which its answer is looked for


@dataclass(frozen=True, slots=True)
class _Asked:
    row: int
    column: int
    text: str
    ref: str


def stacked_items(grid: Grid) -> list[Found]:
    """The questions of a sheet with their answers beneath; none if that is not its layout."""
    sections = Sections()
    found: list[Found] = []
    asked = without = 0
    rows = list(grid.rows)
    for index, row in enumerate(rows):
        following = rows[index + 1 : index + 1 + _BELOW]
        question = _question(grid, row, labelled=_is_labelled(grid, following))
        if question is None:
            _title(grid, row, sections)
            continue
        asked += 1
        cells = tuple(_answers(grid, question, following))
        without += not cells
        sections.fresh = False
        if cells:
            found.append(Found(_item(grid, question, cells, sections), sections.path))
    least = 1 if grid.drawn else 2
    return found if len(found) >= least and without < 0.5 * asked else []


def _is_labelled(grid: Grid, following: Sequence[int]) -> bool:
    """Whether the next row begins with ``Answer:``."""
    first = next((c.text for c in grid.rows[following[0]].values()), "") if following else ""
    found = heading(first) if len(first) < 40 else None
    return found is not None and found.role is Role.ANSWER and found.sure


def _question(grid: Grid, row: int, *, labelled: bool) -> _Asked | None:
    """The question that begins a row, its number before it or in it."""
    cells = [(c, cell) for c, cell in grid.rows[row].items() if cell.text]
    ref = ""
    if len(cells) > 1 and (is_ref(cells[0][1].text) or _labels(cells[0][1].text)):
        ref = cells[0][1].text if is_ref(cells[0][1].text) else ""
        cells = cells[1:]
    if len(cells) != 1:
        return None
    column, cell = cells[0]
    sentence = labelled or asks(cell.text) or (bool(ref) and states(cell.text))
    if not sentence or is_boilerplate(cell.text) or is_example(cell.text):
        return None
    return _Asked(row, column, cell.text, ref or leading_ref(cell.text))


def _labels(text: str) -> bool:
    """Whether a cell says that a question stands beside it."""
    found = heading(text)
    return found is not None and found.role in (Role.QUESTION, Role.ID)


def _answers(grid: Grid, asked: _Asked, following: Sequence[int]) -> Iterator[AnswerCell]:
    """The answer cells under a question: beside their labels, or the row right beneath."""
    labelled = False
    for row in following:
        first = next(((c, cell) for c, cell in grid.rows[row].items() if cell.text), None)
        if first is None:
            continue
        found = heading(first[1].text) if len(first[1].text) < 40 else None
        if found is None or found.role not in ANSWER_ROLES:
            break
        labelled = True
        beside = grid.merges.right(row, first[0]) + 1
        yield answer_cell(grid, row, beside, found.role)
    if labelled:
        return
    row, column = grid.merges.bottom(asked.row, asked.column) + 1, asked.column
    high = grid.merges.bottom(row, column) > row  # then even a text there is an answer
    if (grid.text(row, column) and not high) or not _is_made_for_answers(grid, asked, row):
        return
    rect = grid.merges.at(row, column)
    left = rect.left if rect else column
    cell = answer_cell(grid, row, left, Role.ANSWER)
    yield AnswerCell(
        Role.VERDICT if cell.choices else Role.ANSWER,
        *(cell.place, cell.choices, cell.closed, cell.current, cell.writable, cell.why),
    )


def _is_made_for_answers(grid: Grid, asked: _Asked, row: int) -> bool:
    """Whether the empty cell under a question is merged, has a drop-down, or is left unlocked."""
    others = {c: cell for c, cell in grid.rows.get(row, {}).items() if c != asked.column}
    if any(cell.text for cell in others.values()):
        return False
    rect = grid.merges.at(row, asked.column)
    if rect and rect.top == row and rect.left <= asked.column:
        return True
    if grid.dropdown(row, asked.column) is not None or (row, asked.column) in grid.drawn:
        return True
    protection = grid.protection
    return protection is not None and protection.open(row, asked.column)


def _title(grid: Grid, row: int, sections: Sections) -> None:
    cells = [(c, cell) for c, cell in grid.rows[row].items() if cell.text]
    found = heading(cells[0][1].text) if cells else None
    if len(cells) == 1 and found is None and len(cells[0][1].text) < 120:
        column, cell = cells[0]
        width = grid.merges.right(row, column) - column
        look = (cell.bold, cell.filled, width)
        sections.title(Line(row, Kind.SECTION, cell.text, leading_ref(cell.text), column, look))


def _item(grid: Grid, asked: _Asked, cells: tuple[AnswerCell, ...], sections: Sections) -> Item:
    place = Place(grid.title, cell_name(asked.row, asked.column))
    return Item(
        id=str(place),
        place=place,
        text=asked.text,
        ref=asked.ref,
        section=sections.path,
        parts=parts_of(asked.text),
        cells=cells,
        hidden=grid.hidden or asked.row in grid.hidden_rows,
        language=language_of(asked.text),
        confidence=0.9,
        doubt="its answer is taken to stand under it",
    )
