"""The columns that answers go into: named by a header, or told by their drop-downs or gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.questionnaires.reading.question_columns import Columns
from kb.values.questionnaires import ANSWER_ROLES, Role

__all__ = ["AnswerColumn", "answer_columns"]

_SIDE_BY_SIDE = 6  # columns with drop-downs that are all taken for answers


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column that answers go into; ``mark`` is the answer a tick in it stands for."""

    number: int
    role: Role
    head: str = ""
    mark: str = ""
    inferred: bool = False


def answer_columns(
    columns: Columns, question: int, among: Sequence[int]
) -> tuple[AnswerColumn, ...]:
    """The columns for answers, in the order of the sheet; inferred where no header names one."""
    named = [c for c in among if columns.role(c) in ANSWER_ROLES]
    visible = [c for c in named if not columns.grid.column_hidden(c)]
    named = visible or named
    free = [c for c in named if not _taken(columns, c, named)]
    found = [_named(columns, c) for c in free]
    main = [one for one in found if one.role in (Role.VERDICT, Role.ANSWER, Role.SCORE)]
    if not main:
        found.extend(_picked(columns, question, among, named))
    return tuple(sorted(found, key=lambda one: one.number))


def _named(columns: Columns, column: int) -> AnswerColumn:
    head = columns.heads[column]
    assert head.role is not None
    return AnswerColumn(column, head.role, head.text, head.mark)


def _taken(columns: Columns, column: int, named: Sequence[int]) -> bool:
    """Whether a column with an answer's header is filled with what is not to be changed.

    That is the customer's own explanations, or last year's answers beside empty cells for new ones.
    """
    one = columns.features[column]
    if one.dropdowns or one.formulas or not one.total:
        return False
    main = (Role.VERDICT, Role.ANSWER)
    beside = [c for c in named if c != column]
    if columns.role(column) in main:
        beside = [c for c in beside if columns.role(c) in main]
        return one.filled > 0.8 * one.total and any(
            columns.features[c].filled < 0.1 * one.filled and not columns.heads[c].mark
            for c in beside
        )
    questions = max(feature.filled for feature in columns.features.values())
    emptier = any(columns.features[c].filled < 0.5 * one.filled for c in beside)
    told = one.unique > 0.5 or one.mean_words >= 4
    return emptier and one.filled > 0.6 * questions and told


def _picked(
    columns: Columns, question: int, among: Sequence[int], named: Sequence[int]
) -> list[AnswerColumn]:
    """Answer columns that no header names: those with drop-downs, one of verdicts, or empty."""
    free = [c for c in among if (c not in named and columns.role(c) is None) or _blank(columns, c)]
    free = [c for c in free if c not in named]
    order = sorted(free, key=lambda c: (c < question, abs(c - question)))
    asked = max(1, columns.features[question].filled)
    ruled = [column for column in order if columns.features[column].dropdowns >= 0.5 * asked]
    if ruled:
        return [_inferred(columns, column, Role.VERDICT) for column in ruled[:_SIDE_BY_SIDE]]
    for column in order:
        one = columns.features[column]
        if one.filled < 0.3 * asked or one.unique >= 0.5:
            continue
        if one.share(one.verdicts) >= 0.5 or one.share(one.boxes) >= 0.5:
            return [_inferred(columns, column, Role.VERDICT)]
    if named:
        return []
    empty = [column for column in order if _is_empty(columns, column, question)]
    used = max(column for column, one in columns.features.items() if one.filled)
    inside = [column for column in empty if column < used]
    answered = [] if inside else _answered(columns, question, order)
    return answered or [_inferred(columns, c, Role.ANSWER) for c in (inside or empty)[:1]]


def _is_empty(columns: Columns, column: int, question: int) -> bool:
    """Whether hardly anything stands in a column right of the questions."""
    one = columns.features[column]
    most = 0 if columns.head_text(column) else 0.3 * columns.features[question].filled
    return column > question and one.filled <= most and one.covered < 0.5 * max(1, one.total)


def _answered(columns: Columns, question: int, order: Sequence[int]) -> list[AnswerColumn]:
    """The column right of the questions where a form without header was filled in before."""
    asked = columns.features[question]
    for column in order:
        one = columns.features[column]
        if column < question or not one.filled or columns.heads:
            continue
        told = one.share(one.asking + one.refs + one.numbers) < 0.3
        if told and asked.share(asked.asking) >= 0.6 and one.filled <= asked.filled:
            return [_inferred(columns, column, Role.ANSWER)]
        return []
    return []


def _inferred(columns: Columns, column: int, role: Role) -> AnswerColumn:
    return AnswerColumn(column, role, columns.head_text(column), inferred=True)


def _blank(columns: Columns, column: int) -> bool:
    """Whether a column has a header that says nothing, or drop-downs whatever it says."""
    head = columns.heads.get(column)
    one = columns.features[column]
    return (head is not None and head.role is None) or one.dropdowns > 0.5 * max(1, one.total)
