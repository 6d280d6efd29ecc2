"""Grounded, extractive answers: the sentences that answer, or an honest blank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import sqlalchemy as sa

from kb.answering.asked import Asked, Kind, holds, understand
from kb.answering.compose import choose, citation, claims, joined, verified
from kb.answering.evidence import Scored, score_units, wanted
from kb.answering.verdict import verdict
from kb.lexical.analysis import identifier_terms, terms
from kb.lexical.protocol import idf
from kb.records import Records
from kb.records.schema import versions
from kb.retrieval import Retriever
from kb.text.thesaurus import Thesaurus
from kb.values import (
    Answer,
    Citation,
    Collection,
    Question,
    Reason,
    SearchFilter,
    Status,
)

_PASSAGES = 12
_NEAREST = 3
#: A unit below this cosine is about something else, whatever words it shares.
_LEAST_MEANING = 0.35
_EVIDENCE = {
    Kind.PRACTICE: (Collection.POLICY,),
    Kind.COMPARISON: (Collection.REFERENCE, Collection.FRAMEWORK),
    Kind.FACT: (Collection.POLICY, Collection.REFERENCE, Collection.FRAMEWORK),
}


@dataclass(frozen=True)
class Answerer:
    """Answers questions from the passages a retriever finds."""

    records: Records
    retriever: Retriever
    thesaurus: Thesaurus
    threshold: float = 0.45
    longest: int = 1_200
    today: Callable[[], date] = field(default=date.today)

    def answer(self, question: Question) -> Answer:
        """The answer to one question; see ``kb.values.Answer``."""
        asked = understand(question.text)
        if not terms(question.text):
            return _blank(question, Reason.AMBIGUOUS, (), "The question has no words to look for.")
        vector = self.retriever.embedder.embed_query(question.text)
        only = SearchFilter(question.audience, _EVIDENCE[asked.kind])
        passages = self.retriever.search_with(question.text, vector, _PASSAGES, only)
        want = wanted(asked, self.thesaurus, self._rarity(question, only))
        scored = score_units(asked, vector, passages, want, self.retriever.embedder)
        fit = [s for s in scored if self._may_answer(s)]
        nearest = self._nearest(scored)
        if not fit:
            return _blank(question, Reason.NO_EVIDENCE, nearest, _missing(scored))
        if asked.value is not None:
            valued = [s for s in fit if holds(asked.value, s.unit.text)]
            if not valued:
                note = f"The topic is covered, but no {asked.value.value} is stated."
                return _blank(question, Reason.VALUE_MISSING, nearest, note)
            fit = valued
        return self._grounded(question, asked, fit, nearest)

    def _rarity(self, question: Question, only: SearchFilter) -> dict[str, float]:
        own = {*terms(question.text), *identifier_terms(question.text)}
        counts, total = self.retriever.lexical.frequencies(sorted(own), only.audience)
        return {term: idf(counts[term], total) for term in own}

    def _may_answer(self, scored: Scored) -> bool:
        return (
            scored.coverage >= self.threshold
            and scored.meaning >= _LEAST_MEANING
            and not scored.unnamed
            and not scored.unit.passage.truncated
        )

    def _nearest(self, scored: Sequence[Scored]) -> tuple[Citation, ...]:
        today = self.today()
        return tuple(citation(s.unit, today) for s in scored[:_NEAREST])

    def _grounded(
        self, question: Question, asked: Asked, fit: list[Scored], nearest: tuple[Citation, ...]
    ) -> Answer:
        today = self.today()
        chosen = choose(fit, self._may_answer)
        checked = verified(claims(chosen, today), partial(_stored_text, self.records))
        if not checked:
            return _blank(question, Reason.NO_EVIDENCE, nearest, "No quote passed the check.")
        text, kept = joined(checked, self.longest)
        best = fit[0]
        cited = tuple(claim.citation for claim in kept)
        expired = sorted({c.document for c in cited if c.expired})
        note = f"Out of date: {', '.join(expired)}." if expired else ""
        return Answer(
            question=question,
            status=Status.GROUNDED,
            answer=text,
            verdict=verdict(asked, best) if not cited[0].expired else None,
            confidence=round(min(1.0, 0.5 * best.coverage + 0.5 * best.meaning), 3),
            citations=cited,
            note=note,
            id=question.id,
        )


def _blank(
    question: Question, reason: Reason, nearest: tuple[Citation, ...], note: str = ""
) -> Answer:
    return Answer(
        question=question,
        status=Status.ABSTAINED,
        reason=reason,
        nearest=nearest,
        note=note,
        id=question.id,
    )


def _missing(scored: Sequence[Scored]) -> str:
    """What the documents do not mention, if that is why nothing answers."""
    if not scored:
        return "Nothing in the documents comes near this question."
    absent = set(scored[0].unnamed).intersection(*(s.unnamed for s in scored))
    if absent:
        return f"Not mentioned in the documents searched: {', '.join(sorted(absent))}."
    return "The closest passages do not answer the question."


def _stored_text(records: Records, cited: Citation) -> str:
    with records.read() as connection:
        query = sa.select(versions.c.text).where(
            versions.c.document_id == cited.document_id, versions.c.number == cited.version
        )
        found = connection.execute(query).scalar()
    return "" if found is None else str(found)
