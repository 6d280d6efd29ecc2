"""Rows that head the columns beneath them, wherever on a sheet they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.questionnaires.reading.asking import asks, word_count
from ingest.questionnaires.reading.furniture import is_field
from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.refs import is_ref
from ingest.questionnaires.reading.words import Heading, heading, mark_of
from kb.values.questionnaires import ANSWER_ROLES, Role

__all__ = ["Head", "Header", "find_headers"]

_LONG = 24  # words past which a cell heads nothing
_CHAIN = 3  # rows a header has at most
_CELLS = 60
_TELLING = {*ANSWER_ROLES, Role.QUESTION, Role.ID, Role.GUIDANCE} - {Role.OWNER, Role.EVIDENCE}
_ANSWERS = {Role.ANSWER, Role.VERDICT, Role.COMMENT}


@dataclass(frozen=True, slots=True)
class Head:
    """One header cell: its text, role (None if its words say nothing), and how wide it is.

    ``mark`` is the answer that a tick in the column stands for.
    """

    text: str
    role: Role | None
    sure: bool = False
    right: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A header of one to three rows. ``title`` is a section title that stands in it.

    ``weak``: beside that title, a single cell says what it heads.
    """

    top: int
    bottom: int
    heads: Mapping[int, Head] = field(default_factory=dict)
    title: str = ""
    weak: bool = False

    @property
    def roles(self) -> set[Role]:
        """The roles its words name."""
        return {head.role for head in self.heads.values() if head.role}

    @property
    def ticked(self) -> bool:
        """Whether it heads columns to be ticked."""
        return any(head.mark for head in self.heads.values())

    @property
    def signature(self) -> tuple[tuple[int, str], ...]:
        """What tells headers of different tables apart: the roles of their columns."""
        return tuple(
            (column, head.role.value)
            for column, head in sorted(self.heads.items())
            if head.role and head.role not in (Role.QUESTION, Role.SECTION)
        )


def find_headers(grid: Grid) -> list[Header]:
    """The headers of a sheet from the top, those of several rows joined."""
    found: list[Header] = []
    for row in grid.rows:
        one = _header(grid, row)
        if one and found and not _agrees(one, found):
            one = None
        if one is None:
            one = _below_merged(grid, row, found)
        if one is None:
            continue
        last = found[-1] if found else None
        if last and last.bottom == row - 1 and row - last.top < _CHAIN:
            found[-1] = _joined(last, one)
        else:
            found.append(one)
    return [_without_customers_own(grid, header) for header in found]


def _agrees(one: Header, found: list[Header]) -> bool:
    """Whether a further header is as good as the ones before, or has their roles."""
    if not one.weak and (Role.QUESTION in one.roles or len(one.roles) >= 3 or one.ticked):
        return True
    if not one.weak and found[-1].bottom == one.top - 1:
        return True
    roles = {(column, head.role) for header in found for column, head in header.heads.items()}
    same = [(column, head.role) in roles for column, head in one.heads.items() if head.role]
    return all(same) if one.weak else any(same)


def _cells(grid: Grid, row: int) -> Iterator[tuple[int, str, int]]:
    """Column, text, and last column of the cells of a row, those merged from above included."""
    merges = grid.merges
    seen = set()
    for near in (row - 2, row - 1, row):
        for column in list(grid.rows.get(near, {}))[:_CELLS]:
            rect = merges.at(near, column)
            bottom = rect.bottom if rect else near
            if bottom < row or (rect and (rect.top, rect.left) != (near, column)):
                continue
            if near < row and bottom > row:
                continue
            text = grid.text(near, column)
            if text and column not in seen:
                seen.add(column)
                yield column, text, rect.right if rect else column


def _header(grid: Grid, row: int) -> Header | None:
    cells = sorted(_cells(grid, row))
    if not cells or not any(grid.text(row, column) for column, _, _ in cells):
        return None
    if any(word_count(text) > _LONG for _, text, _ in cells):
        return None
    heads = {column: _head(text, right) for column, text, right in cells}
    heads = _with_marks(heads)
    if any(_is_data(head) for head in heads.values()):
        return None
    return _judged(grid, row, heads)


def _head(text: str, right: int) -> Head:
    found: Heading | None = heading(text)
    if found is None:
        return Head(text, None, right=right)
    return Head(text, found.role, found.sure, right)


def _with_marks(heads: dict[int, Head]) -> dict[int, Head]:
    """Columns to be ticked (``Yes | No | N/A``), if at least two stand side by side."""
    marks = {column: mark_of(head.text) for column, head in heads.items()}
    columns = [column for column, mark in marks.items() if mark]
    beside = {c for c in columns if c - 1 in columns or c + 1 in columns}
    distinct = len({marks[c].lower() for c in beside}) == len(beside)
    if len(beside) < 2 or not distinct:
        return heads
    return {
        column: Head(head.text, Role.VERDICT, True, head.right, marks[column])
        if column in beside
        else head
        for column, head in heads.items()
    }


def _is_data(head: Head) -> bool:
    """Whether a cell shows that its row is no header: a code, a value, a long question."""
    if head.mark or head.role is Role.ID:
        return False
    if is_ref(head.text) and any(letter.isdigit() for letter in head.text):
        return True
    if head.role is None and mark_of(head.text):
        return True
    words = word_count(head.text)
    return asks(head.text) and (words > 12 or (head.role is None and words > 3))


def _judged(grid: Grid, row: int, heads: dict[int, Head]) -> Header | None:
    known = {column: head for column, head in heads.items() if head.role}
    roles = {head.role for head in known.values()}
    unknown = [column for column in heads if column not in known]
    if not roles & _TELLING or _asks_more(known):
        return None
    if (len(known) >= 2 and len(roles) >= 2) or any(head.mark for head in known.values()):
        fields = sum(is_field(head.text) and not head.sure for head in heads.values())
        numbered = {Role.QUESTION, Role.ID} <= roles
        most = 3 if numbered else 2  # cells for each one that is known
        if most * len(known) >= len(heads) and (numbered or 2 * fields <= len(heads)):
            return Header(row, row, heads, _title(heads, unknown))
        return None
    if len(heads) == 1:
        return _single(grid, row, known)
    titled = len(unknown) == 1 and unknown[0] == min(heads)
    answers = [head for head in known.values() if head.role in _ANSWERS and head.sure]
    if titled and answers and len(known) == 1 and _followed(grid, row, unknown[0]):
        return Header(row, row, heads, heads[unknown[0]].text, weak=True)
    return None


def _asks_more(known: Mapping[int, Head]) -> bool:
    """Whether what looks like a header is a question with words of a header in it."""
    asking = [h for h in known.values() if asks(h.text) and word_count(h.text) >= 4]
    return bool(asking) and len(known) - len(asking) < 2


def _title(heads: Mapping[int, Head], unknown: list[int]) -> str:
    """The section title that stands where the question's header would."""
    left = [column for column in unknown if column <= min(heads) + 1]
    has_question = any(head.role is Role.QUESTION for head in heads.values())
    return heads[left[0]].text if left and not has_question else ""


def _single(grid: Grid, row: int, known: Mapping[int, Head]) -> Header | None:
    """A header that says no more than ``Question``."""
    (column, head) = next(iter(known.items()))
    if head.role is Role.QUESTION and head.sure and _followed(grid, row, column):
        return Header(row, row, dict(known))
    return None


def _followed(grid: Grid, row: int, column: int) -> bool:
    """Whether questions or statements stand in the column right under the row."""
    for below in range(row + 1, row + 4):
        text = grid.text(below, column) or grid.text(below, column + 1)
        if asks(text) or word_count(text) >= 4:
            return True
    return False


def _below_merged(grid: Grid, row: int, found: list[Header]) -> Header | None:
    """The second row of a header whose first row spans it: ``Response`` over ``Yes/No | Why``."""
    if not found or found[-1].bottom != row - 1:
        return None
    above = found[-1]
    heads = {}
    for column, cell in grid.rows[row].items():
        over = [h for c, h in above.heads.items() if c <= column <= h.right and h.right > c]
        head = _head(cell.text, grid.merges.right(row, column))
        if not over or head.role is None or word_count(cell.text) > 8:
            return None
        heads[column] = head
    return Header(row, row, heads) if heads else None


def _joined(upper: Header, lower: Header) -> Header:
    """Two rows of one header: the lower one is the finer."""
    heads = dict(upper.heads)
    for column, head in lower.heads.items():
        over = heads.get(column)
        if head.role is None and over is not None and over.role is not None:
            continue
        text = head.text if over is None or over.text == head.text else f"{over.text}\n{head.text}"
        heads[column] = Head(text, head.role, head.sure, head.right, head.mark)
    return Header(upper.top, lower.bottom, heads, upper.title or lower.title)


def _without_customers_own(grid: Grid, header: Header) -> Header:
    """Columns under a heading such as ``For internal use`` are not the vendor's to fill."""
    heads = dict(header.heads)
    for column, head in header.heads.items():
        for row in (header.top - 1, header.top):
            rect = grid.merges.at(row, column)
            if rect is None or rect.left == rect.right or row == header.bottom:
                continue
            over = heading(grid.text(rect.top, rect.left))
            if over and over.role is Role.OTHER and head.role in ANSWER_ROLES:
                heads[column] = Head(head.text, Role.OTHER, True, head.right)
    return Header(header.top, header.bottom, heads, header.title)
