"""How well a unit answers a question, by words and by meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.answering.asked import Asked, holds
from kb.answering.units import Unit, units
from kb.embedding.protocol import Embedder, Vectors
from kb.lexical.analysis import identifier_terms, terms
from kb.text.thesaurus import Thesaurus
from kb.values import Passage

#: Shares of a unit's score; chosen on the dev half of the bundled questions.
_COVERAGE, _MEANING, _PASSAGE = 0.45, 0.4, 0.15
_FIRST = 0.03
_VALUE = 0.08
#: A word that stands only above the unit (a heading, the title) counts this much.
_ABOVE = 0.7
_SYNONYM = 0.9
#: Units that are embedded for a question; the rest is judged by words alone and left out.
_EMBEDDED = 24


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with its score and the two things that decide whether it may answer at all.

    ``coverage``: share (0 to 1) of the question's words, weighted by rarity, found in the unit or
    above it. ``unnamed``: names of the question that are found in neither.
    """

    unit: Unit
    score: float
    coverage: float
    meaning: float
    unnamed: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """The words of a question, what counts for each, and what stands in for it."""

    weights: Mapping[str, float]
    synonyms: Mapping[str, tuple[frozenset[str], ...]]
    names: tuple[str, ...]

    def covered(self, text_terms: set[str], above_terms: set[str]) -> float:
        """The share of the question's weight found in these terms."""
        total = sum(self.weights.values())
        if not total:
            return 0.0
        found = 0.0
        for term, weight in self.weights.items():
            ways = self.synonyms.get(term, ())
            if term in text_terms:
                found += weight
            elif any(way <= text_terms for way in ways):
                found += weight * _SYNONYM
            elif term in above_terms or any(way <= above_terms | text_terms for way in ways):
                found += weight * _ABOVE
        return found / total


def wanted(asked: Asked, thesaurus: Thesaurus, rarity: Mapping[str, float]) -> Wanted:
    """The words of ``asked``; ``rarity`` is the idf of each term, unknown terms counting most."""
    most = max(rarity.values(), default=1.0)
    own = [*terms(asked.text), *identifier_terms(asked.text)]
    weights = {term: rarity.get(term, most) for term in own}
    synonyms: dict[str, list[frozenset[str]]] = {}
    for expansion in thesaurus.expand(asked.text):
        ways = [frozenset(terms(alternative)) for alternative in expansion.alternatives]
        for term in terms(expansion.matched):
            synonyms.setdefault(term, []).extend(way for way in ways if way)
    return Wanted(weights, {t: tuple(ways) for t, ways in synonyms.items()}, asked.names)


def score_units(
    asked: Asked,
    question: Vectors,
    passages: Sequence[Passage],
    want: Wanted,
    embedder: Embedder,
) -> list[Scored]:
    """The units of ``passages`` that come nearest to an answer, best first, ties by place."""
    found = [_by_words(unit, want, asked) for p in passages for unit in units(p)]
    found.sort(key=lambda s: (-s.score, s.unit.passage.chunk_id, s.unit.start))
    best = found[:_EMBEDDED]
    if not best:
        return []
    texts = [_embedded_text(scored.unit) for scored in best]
    meanings = np.clip(embedder.embed(texts) @ question, 0, 1)
    scored = [
        Scored(
            s.unit,
            round(s.score + _MEANING * float(m), 6),
            s.coverage,
            round(float(m), 6),
            s.unnamed,
        )
        for s, m in zip(best, meanings, strict=True)
    ]
    return sorted(scored, key=lambda s: (-s.score, s.unit.passage.chunk_id, s.unit.start))


def _embedded_text(unit: Unit) -> str:
    heading = unit.passage.heading[-1] if unit.passage.heading else unit.passage.title
    return f"{heading}: {unit.text}".replace("\t", " | ")


def _by_words(unit: Unit, want: Wanted, asked: Asked) -> Scored:
    inside = {*terms(unit.text), *identifier_terms(unit.text)}
    above = {*terms(unit.above), *identifier_terms(unit.above)}
    coverage = want.covered(inside, above)
    score = _COVERAGE * coverage + _PASSAGE * unit.passage.score
    if unit.first:
        score += _FIRST
    if asked.value is not None and holds(asked.value, unit.text):
        score += _VALUE
    return Scored(unit, score, coverage, 0.0, _unnamed(want, inside | above))


def _unnamed(want: Wanted, held: set[str]) -> tuple[str, ...]:
    """The names of the question that are found neither as such nor by a synonym."""
    absent = []
    for name in want.names:
        stems = frozenset(terms(name)) or frozenset([name])
        if name in held or stems <= held:
            continue
        ways = [way for stem in stems for way in want.synonyms.get(stem, ())]
        if not any(way <= held for way in ways):
            absent.append(name)
    return tuple(absent)
