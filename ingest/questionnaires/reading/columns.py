"""Which column of a table holds what: the words of its header weighed with what its cells show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.questionnaires.reading.answer_columns import AnswerColumn, answer_columns
from ingest.questionnaires.reading.features import Features, features_of
from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.headers import Head, Header
from ingest.questionnaires.reading.languages import language_of
from ingest.questionnaires.reading.question_columns import (
    Columns,
    question_columns,
    question_score,
)
from ingest.questionnaires.reading.words import lists_options
from kb.values.questionnaires import ANSWER_ROLES, Role

__all__ = ["Group", "columns_of", "groups_of", "mapped_groups"]

_BEYOND = 8  # columns right of the last filled one in which drop-downs are looked for
_WIDTH = 80  # columns that are looked at
_MOSTLY = 0.7


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that belong together: a question's, its number's, its answers'.

    ``other`` holds the question in another language, ``parent`` the question it is a part of,
    ``options`` the answers it may have; 0 means that there is none.
    """

    question: int
    ref: int = 0
    sections: tuple[int, ...] = ()
    guidance: tuple[int, ...] = ()
    answers: tuple[AnswerColumn, ...] = ()
    other: int = 0
    parent: int = 0
    options: int = 0
    score: float = 0.0


def columns_of(grid: Grid, header: Header | None, rows: Sequence[int]) -> Columns:
    """The columns of the table with these rows, and one more that may be empty."""
    last = max((max(grid.rows[row]) for row in rows if grid.rows[row]), default=0)
    heads = dict(header.heads) if header else {}
    ruled = [one for one in grid.dropdowns.columns() if last < one <= last + _BEYOND]
    last = max([last + 1, *heads, *ruled])
    last = min(last, grid.columns) if grid.columns else last
    features = {
        column: features_of(grid, rows, column) for column in range(1, min(last, _WIDTH) + 1)
    }
    return Columns(grid, _spread(heads, features), features)


def groups_of(columns: Columns, rows: Sequence[int]) -> list[Group]:
    """The groups of a table, from the left; none where no column holds questions."""
    questions = question_columns(columns)
    if not questions:
        return []
    split = _split(columns, questions)
    found = []
    for number, members in enumerate(split):
        first = 1 if number == 0 else split[number - 1][-1] + 1
        last = split[number + 1][0] - 1 if number + 1 < len(split) else max(columns.features)
        found.append(_group(columns, members, (first, last), rows, alone=len(split) == 1))
    return found


def _spread(heads: Mapping[int, Head], features: Mapping[int, Features]) -> dict[int, Head]:
    """Header cells over several columns: each of these columns is of that kind."""
    spread = dict(heads)
    for column, head in heads.items():
        if head.role not in (Role.QUESTION, Role.ID, Role.SECTION, None):
            continue
        for beside in range(column + 1, min(head.right, column + 6) + 1):
            if beside in features and beside not in heads:
                spread[beside] = Head(head.text, head.role, head.sure, head.right)
        if head.role is Role.QUESTION and head.right > column and column in features:
            one = features[column]
            if one.filled and one.share(one.refs + one.numbers) > 0.6:
                spread[column] = Head(head.text, Role.ID, True, head.right)
    return spread


def _split(columns: Columns, questions: Sequence[int]) -> list[list[int]]:
    """Question columns with an answer column between them are different questions."""
    split = [[questions[0]]]
    for column in questions[1:]:
        between = range(split[-1][-1] + 1, column)
        if any(_answers(columns, one) for one in between):
            split.append([column])
        else:
            split[-1].append(column)
    return split


def _answers(columns: Columns, column: int) -> bool:
    """Whether a column between two others is there for answers."""
    one = columns.features[column]
    role = columns.role(column)
    if role in ANSWER_ROLES:
        return True
    if role is not None:
        return False
    return one.dropdowns > 0.5 * one.total or one.share(one.verdicts) > 0.8 or not one.filled


def _group(
    columns: Columns,
    members: Sequence[int],
    span: tuple[int, int],
    rows: Sequence[int],
    *,
    alone: bool,
) -> Group:
    question, other, parent = _primary(columns, members, rows)
    first, last = span
    own = [c for c in columns.features if c not in members and (alone or first <= c <= last)]
    answers = answer_columns(columns, question, [c for c in own if alone or c > question])
    taken = {one.number for one in answers}
    left = [c for c in own if c not in taken]
    beside = [c for c in left if alone or c > question]
    return Group(
        question,
        _ref(columns, question, left if alone else [c for c in left if c < question]),
        tuple(c for c in left if columns.role(c) is Role.SECTION and columns.features[c].filled),
        tuple(c for c in beside if _guides(columns, c)) + _spare(members, question, other, parent),
        answers,
        other,
        parent,
        next(
            (c for c in left if lists_options(columns.head_text(c)) and columns.features[c].filled),
            0,
        ),
        question_score(columns, question),
    )


def _guides(columns: Columns, column: int) -> bool:
    one = columns.features[column]
    role = columns.role(column)
    if role is Role.GUIDANCE:
        return bool(one.filled)
    return role in (Role.COMMENT, Role.EVIDENCE) and bool(one.filled)


def _spare(members: Sequence[int], *used: int) -> tuple[int, ...]:
    return tuple(column for column in members if column not in used)


def _primary(columns: Columns, members: Sequence[int], rows: Sequence[int]) -> tuple[int, int, int]:
    """The column to be answered, the same in another language, and the one it is a part of."""
    if len(members) == 1:
        return members[0], 0, 0
    visible = [c for c in members if not columns.grid.column_hidden(c)] or list(members)
    languages = {column: _language(columns, column, rows) for column in members}
    if len(set(languages.values())) > 1:
        best = next((c for c in visible if languages[c] == "en"), visible[0])
        other = next((c for c in members if languages[c] != languages[best]), 0)
        return best, other, 0
    first, second = members[0], members[1]
    if columns.features[first].filled < _MOSTLY * columns.features[second].filled:
        return second, 0, first
    best = max(visible, key=lambda column: (question_score(columns, column), -column))
    return best, 0, 0


def _language(columns: Columns, column: int, rows: Sequence[int]) -> str:
    texts = (columns.grid.text(row, column) for row in rows[:200])
    return language_of(" ".join(texts))


def _ref(columns: Columns, question: int, left: Sequence[int]) -> int:
    """The column of the questions' numbers: nearest on the left, by header or by its cells."""
    named = [c for c in left if columns.role(c) is Role.ID and columns.features[c].filled]
    before = [c for c in named if c < question]
    if named:
        return before[-1] if before else named[0]
    for column in sorted((c for c in left if c < question), reverse=True):
        one = columns.features[column]
        if one.filled and one.share(one.refs + one.numbers) > 0.6 and one.unique > 0.5:
            return column
    return 0


def mapped_groups(roles: Mapping[int, Role], heads: Mapping[int, Head]) -> list[Group]:
    """The groups that a person's column map names; several questions columns are several groups."""
    questions = sorted(column for column, role in roles.items() if role is Role.QUESTION)
    found = []
    for number, question in enumerate(questions):
        last = questions[number + 1] if number + 1 < len(questions) else max(roles) + 1
        alone = len(questions) == 1
        own = [c for c in sorted(roles) if alone or question < c < last]
        before = [c for c in roles if c < question and roles[c] is Role.ID]
        refs = before[-1:] or [c for c in own if roles[c] is Role.ID]
        found.append(
            Group(
                question,
                refs[0] if refs else 0,
                tuple(c for c in sorted(roles) if roles[c] is Role.SECTION),
                tuple(c for c in own if roles[c] is Role.GUIDANCE),
                tuple(_mapped(c, roles[c], heads) for c in own if roles[c] in ANSWER_ROLES),
                score=9.0,
            )
        )
    return found


def _mapped(column: int, role: Role, heads: Mapping[int, Head]) -> AnswerColumn:
    head = heads.get(column)
    return AnswerColumn(column, role, head.text if head else "", head.mark if head else "")
