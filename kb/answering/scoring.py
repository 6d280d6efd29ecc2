"""From a question to the units that may answer it, scored."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.answering.asked import Asked
from kb.answering.evidence import by_words, spelled_out, wanted
from kb.answering.scored import Scored
from kb.answering.subjects import Subjects
from kb.answering.units import Unit, units
from kb.answering.vectors import UnitVectors
from kb.embedding.protocol import Vectors
from kb.lexical.analysis import identifier_terms, terms
from kb.lexical.protocol import idf
from kb.practices.match import Practices
from kb.reading.reader import Reader, shown
from kb.retrieval import Retriever
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Audience, Collection, Passage, SearchFilter

#: Passages found for a question, and for each subject that it may be about.
_PASSAGES, _OF_SUBJECT = 12, 6
#: What a passage's meaning counts where its words were not compared; see ``kb.retrieval``.
_ALONE = 4.5
#: Units that are embedded for a question; the rest is judged by words alone and left out.
_EMBEDDED = 40
#: What meaning adds to the score that words give, what the subject adds, and what its marks do.
_MEANING, _SUBJECT, _MARKED = 0.45, 0.4, 0.12
#: Units that the reader reads, the best by then; what its log-odds count, and between what bounds.
_READ, _READING, _LEAST_ODDS, _MOST_ODDS = 12, 0.1, -6.0, 4.0
#: The number that a heading begins with.
_NUMBER = re.compile(r"^[\d.]+\s+")
#: What the marks of a subject count when units are chosen to be embedded.
_MARKS = 0.3


@dataclass(frozen=True)
class Scorer:
    """Finds and scores units."""

    retriever: Retriever
    thesaurus: Thesaurus
    contrasts: Contrasts
    practices: Practices
    vectors: UnitVectors
    reader: Reader | None = None

    def score(
        self,
        asked: Asked,
        audience: Audience,
        collections: tuple[Collection, ...],
        found_so_far: Callable[[Sequence[Passage]], None] = lambda _: None,
    ) -> tuple[Subjects, list[Scored]]:
        """The subjects of a question and the units nearest to an answer, best first.

        ``found_so_far`` is told the passages before they are read.
        """
        only = SearchFilter(audience, collections)
        vector = self.retriever.embedder.embed_query(spelled_out(asked.text, self.thesaurus))
        subjects = Subjects.of(vector, self.practices)
        passages = self._passages(asked, vector, subjects, only)
        found_so_far(passages)
        own = {*terms(asked.text), *identifier_terms(asked.text)}
        counts, total = self.retriever.lexical.frequencies(sorted(own), audience)
        rarity = {term: idf(counts[term], total) for term in own}
        want = wanted(asked, self.thesaurus, rarity)
        found = [by_words(unit, want, asked) for p in passages for unit in units(p)]
        found = _likeliest(subjects.marked(found))
        scored = self._by_meaning(asked, vector, subjects, found)
        return subjects, scored if self.reader is None else _read(asked, scored, self.reader)

    def _passages(
        self, asked: Asked, vector: Vectors, subjects: Subjects, only: SearchFilter
    ) -> list[Passage]:
        found: dict[str, Passage] = {}
        for passage in self.retriever.search_with(asked.text, vector, _PASSAGES, only):
            found[passage.chunk_id] = passage
        further: dict[str, Passage] = {}
        for text, moved in subjects.searches(vector):
            for passage in self.retriever.search_with(text, moved, _OF_SUBJECT, only):
                if passage.chunk_id not in found:
                    further.setdefault(passage.chunk_id, passage)
        # How near they come is told by the question, not by what was searched for in its stead.
        near = self.retriever.vectors.similarities(vector, sorted(further))
        for chunk_id, passage in further.items():
            cosine = round(max(0.0, near.get(chunk_id, 0.0)), 6)
            found[chunk_id] = replace(passage, score=cosine / _ALONE, lexical=0.0, dense=cosine)
        return list(found.values())

    def _by_meaning(
        self, asked: Asked, question: Vectors, subjects: Subjects, found: list[Scored]
    ) -> list[Scored]:
        if not found:
            return []
        vectors = self.vectors.of([_embedded(s.unit) for s in found])
        meanings = np.clip(vectors @ question, 0, 1)
        scored = [
            replace(
                s,
                score=s.score + _MEANING * float(m) + _MARKED * s.marks,
                meaning=round(float(m), 6),
                clash=self.contrasts.clash(asked.text, s.unit.text, s.unit.above),
            )
            for s, m in zip(found, meanings, strict=True)
        ]
        told = [
            replace(s, score=round(s.score + _SUBJECT * s.subject * s.understood, 6))
            for s in subjects.seen(scored, vectors)
        ]
        return _ordered(told)


def _read(asked: Asked, scored: list[Scored], reader: Reader) -> list[Scored]:
    """``scored`` in the order that the reader makes of it."""
    told = reader.read(asked.text, [_shown(s.unit) for s in scored[:_READ]])
    read = [
        replace(
            s,
            score=round(s.score + _READING * _bounded(one.answers), 6),
            reading=one,
        )
        for s, one in zip(scored, told, strict=False)
    ]
    return _ordered([*read, *scored[_READ:]])


def _bounded(odds: float) -> float:
    return min(max(odds, _LEAST_ODDS), _MOST_ODDS) - _LEAST_ODDS


def _ordered(scored: Sequence[Scored]) -> list[Scored]:
    return sorted(scored, key=lambda s: (-s.score, s.unit.passage.chunk_id, s.unit.start))


def texts_read(passage: Passage) -> list[str]:
    """What may be embedded of a passage to answer from it, in its order."""
    return [_embedded(unit) for unit in units(passage) if _is_whole(unit)]


def _is_whole(unit: Unit) -> bool:
    return not unit.text.endswith(",")


def _likeliest(found: Sequence[Scored]) -> list[Scored]:
    """The units worth embedding, by words and marks, ties by place."""
    order = sorted(
        (s for s in found if _is_whole(s.unit)),
        key=lambda s: (-s.score - _MARKS * s.marks, s.unit.passage.chunk_id, s.unit.start),
    )
    return order[:_EMBEDDED]


def _embedded(unit: Unit) -> str:
    heading = unit.passage.heading[-1] if unit.passage.heading else unit.passage.title
    return _NUMBER.sub("", f"{heading}: {unit.text}").replace("\t", " | ")


def _shown(unit: Unit) -> str:
    """A unit as the reader is shown it."""
    heading = unit.passage.heading[-1] if unit.passage.heading else ""
    return shown(unit.passage.title, _NUMBER.sub("", heading), unit.text)
