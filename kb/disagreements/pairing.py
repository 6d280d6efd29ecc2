"""Which statements speak of the same thing, by meaning and by the rare words they share."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kb.answering import wording
from kb.answering.frameworks import Frameworks
from kb.disagreements.comparing import comparable, differ
from kb.disagreements.report import Kind
from kb.disagreements.scope import apart
from kb.disagreements.statements import Statement
from kb.embedding.protocol import Vectors
from kb.lexical.analysis import terms
from kb.values import Collection

#: How alike two masked statements must be at least, by cosine.
_LEAST_COSINE = {
    Kind.YES_NO: 0.72,
    Kind.ROLE: 0.50,
    Kind.DATE: 0.75,
    Kind.CLAUSE: 0.60,
    Kind.COUNT: 0.40,
}
_COSINE = 0.48
#: Share of each statement's weight of words that the other must hold, in it or above it.
_LEAST_WORDS = {Kind.YES_NO: 0.60, Kind.ROLE: 0.30, Kind.DATE: 0.60}
_WORDS = 0.28
#: A word that stands only above the other statement counts this much.
_ABOVE = 0.6
#: What may be done and what is done are seldom one thing.
_ALLOWED = 0.3
#: What each document says of itself is said of two things.
_ITSELF = re.compile(r"\bthis (?:policy|document|standard|plan|procedure|notice|agreement)\b", re.I)
#: Words that say of which part of a framework something is counted.
_PARTS = frozenset(terms("annex clause clauses themes category categories criteria series chapter"))
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements of one subject with different values."""

    one: Statement
    two: Statement
    kind: Kind
    cosine: float
    words: float
    against: float
    differs_in: str

    @property
    def confidence(self) -> float:
        """That they speak of the same thing, 0 to 1."""
        return round(min(1.0, (0.5 * self.cosine + 0.5 * self.words)) * (1 - self.against), 4)


def rarity(held: Sequence[Statement]) -> dict[str, float]:
    """The weight of each term: rare ones say most."""
    counts = Counter(term for s in held for term in s.inside)
    total = max(1, len(held))
    return {term: math.log(1 + total / (1 + count)) for term, count in counts.items()}


def pairs(held: Sequence[Statement], vectors: Vectors, weights: dict[str, float]) -> Iterator[Pair]:
    """Every pair of different documents that gives different values for one subject."""
    groups: dict[tuple[Kind, str], list[int]] = {}
    for at, statement in enumerate(held):
        value = statement.value
        key = (Kind.YES_NO, "") if value is None else (value.kind, value.of)
        groups.setdefault(key, []).append(at)
    for (kind, _), rows in sorted(groups.items(), key=lambda g: (g[0][0].value, g[0][1])):
        yield from _of_group(kind, rows, held, vectors, weights)


def _of_group(
    kind: Kind,
    rows: Sequence[int],
    held: Sequence[Statement],
    vectors: Vectors,
    weights: dict[str, float],
) -> Iterator[Pair]:
    least = _LEAST_COSINE.get(kind, _COSINE)
    index = np.asarray(rows)
    for start in range(0, len(rows), _BLOCK):
        part = index[start : start + _BLOCK]
        near = np.round(vectors[part] @ vectors[index].T, 5)
        for left, right in np.argwhere(near >= least):
            if start + left >= right:
                continue
            one, two = held[part[left]], held[index[right]]
            pair = _pair(kind, one, two, float(near[left, right]), weights)
            if pair is not None:
                yield pair


def _pair(
    kind: Kind, one: Statement, two: Statement, cosine: float, weights: dict[str, float]
) -> Pair | None:
    if one.unit.passage.document_id == two.unit.passage.document_id or not _differ(one, two):
        return None
    words = shared(one, two, weights)
    if kind is Kind.COUNT and _of_one_framework(one, two):
        words = round((1 + words) / 2, 4)
    if words < _LEAST_WORDS.get(kind, _WORDS):
        return None
    if kind is Kind.YES_NO and _one_within(one, two):
        return None
    if _ITSELF.search(one.said) and _ITSELF.search(two.said):
        return None
    against, detail = apart(one.scope, two.scope)
    if bool(wording.PERMITTED.search(one.said)) != bool(wording.PERMITTED.search(two.said)):
        against = max(against, _ALLOWED)
    return Pair(one, two, kind, cosine, words, against, detail)


def _of_one_framework(one: Statement, two: Statement) -> bool:
    """Whether both count the parts of one framework: "93 controls in Annex A of ISO 27001"."""
    if one.unit.passage.collection is Collection.POLICY:
        return False
    registry = Frameworks.load()
    mine, theirs = (registry.names(s.unit.text) or registry.names(s.unit.above) for s in (one, two))
    return bool(mine & theirs and one.inside & two.inside & _PARTS)


def _one_within(one: Statement, two: Statement) -> bool:
    """Whether one sentence is the other and more: the same text, cut at another place."""
    left, right = (" ".join(s.unit.text.split()).rstrip(".: ") for s in (one, two))
    return left in right or right in left


def _differ(one: Statement, two: Statement) -> bool:
    if one.value is None or two.value is None:
        return one.value is two.value and one.negated != two.negated
    if not comparable(one.value, two.value) or not differ(one.value, two.value):
        return False
    # Where one gives several values and the other's is among them, they agree on something.
    mine, theirs = (one.value, *one.others), (two.value, *two.others)
    return not any(
        m.kind is t.kind and m.of == t.of and not differ(m, t) for m in mine for t in theirs
    )


def shared(one: Statement, two: Statement, weights: dict[str, float]) -> float:
    """The share of their words that two statements have in common: the geometric mean of both."""
    return round(math.sqrt(_held(one, two, weights) * _held(two, one, weights)), 4)


def _held(one: Statement, two: Statement, weights: dict[str, float]) -> float:
    total = sum(weights.get(t, 1.0) for t in one.inside)
    if not total:
        return 0.0
    inside = sum(weights.get(t, 1.0) for t in one.inside & two.inside)
    above = sum(weights.get(t, 1.0) for t in (one.inside & two.above) - two.inside)
    return (inside + _ABOVE * above) / total
