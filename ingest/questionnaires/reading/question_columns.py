"""The columns of a table, and which of them hold questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.questionnaires.reading.features import Features
from ingest.questionnaires.reading.grid import Grid
from ingest.questionnaires.reading.headers import Head
from kb.values.questionnaires import ANSWER_ROLES, Role

__all__ = ["Columns", "question_columns", "question_score"]

_LEAST = 2.0  # score below which a column holds no questions


@dataclass(slots=True)
class Columns:
    """The columns of a table: their header cells and features, by number."""

    grid: Grid
    heads: Mapping[int, Head]
    features: Mapping[int, Features]

    def role(self, column: int) -> Role | None:
        """What the header says about a column."""
        head = self.heads.get(column)
        return head.role if head else None

    def head_text(self, column: int) -> str:
        """The words of a column's header."""
        head = self.heads.get(column)
        return head.text if head else ""


def question_columns(columns: Columns) -> list[int]:
    """The columns that hold questions, from the left."""
    scores = {column: question_score(columns, column) for column in columns.features}
    sure = [
        column
        for column, head in columns.heads.items()
        if head.role is Role.QUESTION
        and head.sure
        and column in scores
        and columns.features[column].filled
    ]
    good = [column for column in sure if scores[column] >= _LEAST]
    if good:
        return sorted(good)
    best = max(scores, key=lambda column: (scores[column], -column), default=0)
    if not best or scores[best] < _LEAST:
        return _short(columns, scores)
    alike = [
        column
        for column, score in scores.items()
        if score >= max(_LEAST, scores[best] - 1.5) and not _foreign(columns, column)
    ]
    return sorted({*alike, best})


def _short(columns: Columns, scores: Mapping[int, float]) -> list[int]:
    """The column of short names to be answered, told by the answer columns beside it."""
    total = max((one.total for one in columns.features.values()), default=0)
    ruled = any(one.dropdowns >= 0.6 * max(1, total) for one in columns.features.values())
    named = any(columns.role(column) in ANSWER_ROLES for column in columns.features)
    heads = {
        column: score
        for column, score in scores.items()
        if score > -0.8 and not _foreign(columns, column) and columns.features[column].filled >= 2
    }
    headed = [column for column in heads if columns.role(column) is Role.QUESTION]
    if named and headed:
        return [max(headed, key=lambda column: (heads[column], -column))]
    numbered = any(columns.role(column) is Role.ID for column in columns.features)
    if heads and (ruled or (named and numbered)):
        return [max(heads, key=lambda column: (heads[column], -column))]
    return []


def _foreign(columns: Columns, column: int) -> bool:
    """Whether the header says that a column holds something else than questions."""
    return columns.role(column) not in (None, Role.QUESTION)


_HEADED = {  # what a header's words are worth when they speak against a column of questions
    Role.ID: -3.0,
    Role.SECTION: -1.5,
    Role.GUIDANCE: -2.5,
    Role.OTHER: -3.0,
    Role.OWNER: -4.0,
    Role.SCORE: -4.0,
    Role.EVIDENCE: -4.0,
}


def question_score(columns: Columns, column: int) -> float:
    """How much a column looks like one of questions; about 2 is the least a real one gets."""
    one = columns.features[column]
    if not one.filled:
        return -9.0
    head = columns.heads.get(column)
    score = 0.0
    if head and head.role is Role.QUESTION:
        score += 3.0 if head.sure else 1.3
    elif head and head.role:
        score += _HEADED.get(head.role, -3.5)
    score += 4.0 * one.share(one.asking) + 2.2 * one.share(one.stating)
    score += 0.8 if one.mean_words >= 5 else (-1.0 if one.mean_words < 2 else 0.0)
    score += 0.3 if one.unique >= 0.9 else (-1.5 if one.unique < 0.5 else 0.0)
    score -= 3.0 * one.share(one.refs) + 3.0 * one.share(one.numbers)
    score -= 4.0 * one.share(one.verdicts) + 2.0 * (one.dropdowns / one.total if one.total else 0)
    fullest = max(feature.filled for feature in columns.features.values())
    score -= 2.0 * (1 - one.filled / fullest)
    return score - (1.5 if columns.grid.column_hidden(column) else 0.0)
