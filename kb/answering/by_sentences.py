"""The sentences that answer a question as they stand, or an honest blank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from kb.answering import readings
from kb.answering.asked import Asked, Kind
from kb.answering.compose import choose, citation, claims, joined, verified
from kb.answering.conflicts import find_conflict
from kb.answering.scope import within
from kb.answering.scored import Scored
from kb.answering.scoring import Scorer
from kb.answering.units import Unit
from kb.answering.values import answered_by
from kb.answering.verdict import judge
from kb.records import Records
from kb.records.sources import stored_text
from kb.text.contrasts import Contrasts
from kb.text.instructions import orders
from kb.values import (
    Answer,
    Audience,
    Citation,
    Collection,
    Conflict,
    Passage,
    Question,
    Reason,
    Status,
    Verdict,
)

_NEAREST = 3
#: Sentences of an answer: to a closed question, to an open one, to one that asks for several.
_CLOSED, _OPEN, _SEVERAL = 3, 2, 6
#: A unit below this cosine, or covering less of the words, is about something else.
_LEAST_MEANING, _LEAST_COVERAGE = 0.3, 0.2
#: Where even the best unit is below this strength, the documents are about something else.
_OFF_TOPIC = 0.2
#: From this share of the best score on our own words go before what others say.
_OURS_FIRST = 0.8
#: Share of the threshold from which a unit may object, though not answer.
_WEAK = 0.8
_DISAGREE = "The documents disagree."
_EVIDENCE = {
    Kind.PRACTICE: (Collection.POLICY,),
    Kind.COMPARISON: (Collection.REFERENCE, Collection.FRAMEWORK),
    Kind.FACT: (Collection.POLICY, Collection.REFERENCE, Collection.FRAMEWORK),
}


@dataclass(frozen=True)
class Sentences:
    """Answers with sentences, list items and table rows."""

    records: Records
    scorer: Scorer
    contrasts: Contrasts
    threshold: float = 0.5
    longest: int = 1_200
    today: Callable[[], date] = field(default=date.today)

    def answer(self, question: Question, asked: Asked, scored: list[Scored]) -> Answer:
        """The sentences of ``scored`` that answer, or an honest blank."""
        nearest = self.nearest(scored)
        fit = [s for s in scored if self.may_answer(asked, s)]
        if not fit:
            off_topic = not scored or scored[0].strength < _OFF_TOPIC
            if off_topic and asked.kind is not Kind.PRACTICE:
                return blank(question, Reason.OUT_OF_SCOPE, (), _missing(scored))
            return blank(question, Reason.NO_EVIDENCE, nearest, _missing(scored))
        if asked.value is not None:
            fit = [s for s in fit if answered_by(asked, s.unit)]
            if not fit:
                note = f"The topic is covered, but no {asked.value.value} is stated."
                return blank(question, Reason.VALUE_MISSING, nearest, note)
        return self._grounded(question, asked, fit, scored, nearest)

    def collections(self, asked: Asked) -> tuple[Collection, ...]:
        """What may prove an answer to a question of this kind."""
        return _EVIDENCE[asked.kind]

    def score(
        self,
        asked: Asked,
        audience: Audience,
        scope: tuple[Collection, ...] = (),
        found_so_far: Callable[[Sequence[Passage]], None] = lambda _: None,
    ) -> list[Scored]:
        """The units that come nearest to an answer, best first; orders to a machine left out.

        ``scope``: the collections that may answer, if not all; ``found_so_far`` as for the scorer.
        """
        only = within(self.collections(asked), scope)
        if not only:
            return []
        found = self.scorer.score(asked, audience, only, found_so_far)[1]
        return [scored for scored in found if not orders(scored.unit.text, markup=False)]

    def may_answer(self, asked: Asked, scored: Scored) -> bool:
        """Whether a unit fits well enough to answer."""
        return (
            (self._by_words(scored) or scored.on_subject or readings.answers(scored))
            and not self._beside(asked, scored)
            and not scored.unnamed
            and not scored.clash
            and not scored.unit.passage.truncated
        )

    def _beside(self, asked: Asked, scored: Scored) -> bool:
        """Whether the reader takes a unit to be beside the point, or did not come to read it.

        It learned on practice: "SOC 2 is an attestation, not a certification" seems beside "Is SOC
        2 a certification?" to it. There the words decide, where they say all that is asked.
        """
        if scored.reading is None:
            return self.scorer.reader is not None
        decided = asked.kind is not Kind.PRACTICE and readings.by_words(scored)
        return readings.is_beside(scored) and not decided

    def _by_words(self, scored: Scored) -> bool:
        return (
            scored.strength >= self.threshold
            and scored.coverage >= _LEAST_COVERAGE
            and scored.meaning >= _LEAST_MEANING
            and scored.complete
        )

    def _about(self, scored: Scored) -> bool:
        """Whether a unit too weak to answer is at least about what was asked."""
        strong = scored.strength >= _WEAK * self.threshold
        return strong and not scored.unnamed and not scored.clash

    def nearest(self, scored: Sequence[Scored]) -> tuple[Citation, ...]:
        """What comes nearest, whether or not it answers."""
        today = self.today()
        return tuple(citation(s.unit, today) for s in scored[:_NEAREST])

    def _grounded(
        self,
        question: Question,
        asked: Asked,
        fit: list[Scored],
        scored: list[Scored],
        nearest: tuple[Citation, ...],
    ) -> Answer:
        today = self.today()
        weak = [s for s in scored if s not in fit and self._about(s)]
        conflict = find_conflict(asked, fit, today, scored)
        judged = judge(asked, _ours(asked, fit), weak, self.contrasts, today)
        undecided = asked.kind is Kind.PRACTICE and asked.yes_no and asked.value is None
        if undecided and judged.verdict is None and conflict is None:
            # What only the reader takes for an answer, and cannot decide, is no answer.
            told = tuple(s for s in judged.told if self._by_words(s) or s.on_subject)
            if not told:
                return blank(question, Reason.NO_EVIDENCE, nearest, _missing(scored))
            judged = replace(judged, told=told, must=1)
        if conflict is not None:
            quotes = {(c.chunk_id, c.start, c.quote) for c in _disputed(conflict)}
            chosen = [s.unit for s in scored if _place(s.unit) in quotes]
        else:
            most = _SEVERAL if asked.listing else _CLOSED if asked.yes_no else _OPEN
            chosen = choose(judged.told, most, judged.must)
        checked = verified(claims(chosen, today), partial(stored_words, self.records))
        if not checked:
            return blank(question, Reason.NO_EVIDENCE, nearest, "No quote passed the check.")
        text, kept = joined(checked, self.longest)
        cited = tuple(claim.citation for claim in kept)
        return Answer(
            question=question,
            status=Status.GROUNDED,
            answer=f"{_DISAGREE} {text}" if conflict is not None else text,
            verdict=_lowered(judged.verdict, expired=cited[0].expired),
            confidence=round(judged.told[0].strength, 3),
            citations=cited,
            conflicts=() if conflict is None else (conflict,),
            note=_dated(cited),
            id=question.id,
        )


def _disputed(conflict: Conflict) -> list[Citation]:
    return [value.citation for value in conflict.values]


def _place(unit: Unit) -> tuple[str, int, str]:
    return unit.passage.chunk_id, unit.start, unit.text


def _ours(asked: Asked, fit: list[Scored]) -> list[Scored]:
    """To a closed question that names no standard, our own policies, where they speak to it."""
    if not asked.yes_no or any(any(c.isdigit() for c in name) for name in asked.names):
        return fit
    own = [s for s in fit if s.unit.passage.collection is Collection.POLICY]
    return own if own and own[0].score >= _OURS_FIRST * fit[0].score else fit


def _dated(cited: Sequence[Citation]) -> str:
    expired = sorted({c.document for c in cited if c.expired})
    return f"Out of date: {', '.join(expired)}." if expired else ""


def _lowered(given: Verdict | None, *, expired: bool) -> Verdict | None:
    """Evidence that is out of date proves no yes."""
    return Verdict.PARTIAL if given is Verdict.YES and expired else given


def blank(
    question: Question, reason: Reason, nearest: tuple[Citation, ...], note: str = ""
) -> Answer:
    """An abstention."""
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


def stored_words(records: Records, cited: Citation) -> str:
    """The text of the version that a citation names; empty if it is gone."""
    with records.read() as connection:
        return stored_text(connection, cited.document_id, cited.version) or ""
