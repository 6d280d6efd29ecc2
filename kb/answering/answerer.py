"""Grounded, extractive answers: the sentences that answer, or an honest blank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from kb.answering import comparison, lists, mapping
from kb.answering.asked import Asked, Kind, understand
from kb.answering.compose import choose, citation, claims, joined, verified
from kb.answering.conflicts import find_conflict
from kb.answering.followups import resolve
from kb.answering.messages import clean, mend, split_questions
from kb.answering.scored import Scored
from kb.answering.scoring import Scorer
from kb.answering.several import several
from kb.answering.tools import Tools
from kb.answering.topics import Topics
from kb.answering.values import answers
from kb.answering.verdict import judge
from kb.lexical.analysis import terms
from kb.library.library import Library
from kb.library.specialist import Consulted, consult
from kb.records import Records
from kb.records.sources import stored_text
from kb.retrieval import Retriever
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import (
    Answer,
    Audience,
    Citation,
    Collection,
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
#: A word so common that it is no misspelling of anything.
_COMMON = 1_000_000
#: Share of the threshold from which a unit may object, though not answer.
_WEAK = 0.8
_DISAGREE = "The documents disagree."
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
    contrasts: Contrasts
    topics: Topics
    scorer: Scorer
    threshold: float = 0.5
    longest: int = 1_200
    today: Callable[[], date] = field(default=date.today)
    library: Library | None = None

    def answer(self, question: Question) -> Answer:
        """The answer to one question, or to each of several in one message.

        See ``kb.values.Answer``.
        """
        whole = self._approved(question, resolve(clean(question.text), question.history, self.contrasts))
        if whole.answer is not None:
            return whole.answer
        parts = [part for part in split_questions(clean(question.text)) if terms(part)]
        if not parts:
            return _blank(question, Reason.AMBIGUOUS, (), "The question has no words to look for.")
        mended = [mend(part, partial(self._seen, question.audience)) for part in parts]
        found = [self._one(question, text) for text in mended]
        return found[0] if len(found) == 1 else several(question, mended, found)

    def _seen(self, audience: Audience, word: str) -> int:
        """How often the documents that ``audience`` may see hold ``word``; 1 for a known term."""
        stems = terms(word)
        if not stems:
            return _COMMON
        counts, _ = self.retriever.lexical.frequencies(stems, audience)
        known = 1 if self.thesaurus.expand(word) else 0
        return max(min(counts.values()), known)

    def _one(self, question: Question, text: str) -> Answer:
        """The answer to one question, in ``text``, by whoever is first to know one."""
        resolved = resolve(text, question.history, self.contrasts)
        given = self._approved(question, resolved)
        if given.answer is not None:
            return given.answer
        found = self._found(question, resolved)
        return replace(found, note=" ".join(n for n in (found.note, given.note) if n))

    def _approved(self, question: Question, text: str) -> Consulted:
        """What the library of approved answers says to ``text``."""
        if self.library is None:
            return Consulted(None, "")
        return consult(question, text, self.library, longest=self.longest)

    def _found(self, question: Question, resolved: str) -> Answer:
        """The answer that documents give, or a blank."""
        asked = understand(resolved)
        topic = self.topics.match(resolved)
        if topic is not None:
            nearest = self._nearest(self._score(asked, question.audience))
            note = f"This is a question of {topic.id}, for a person to answer: ask {topic.ask}."
            return _blank(question, Reason.NEEDS_COMMITMENT, nearest, note)
        tools = Tools(
            self.records,
            self.retriever,
            self.thesaurus,
            self.contrasts,
            self.today,
            self.longest,
        )
        for specialist in (mapping.answer, comparison.answer, lists.answer):
            found = specialist(question, asked, tools)
            if found is not None:
                return found
        return self._by_sentences(question, asked)

    def _by_sentences(self, question: Question, asked: Asked) -> Answer:
        """The sentences that answer, or an honest blank."""
        scored = self._score(asked, question.audience)
        nearest = self._nearest(scored)
        fit = [s for s in scored if self._may_answer(s)]
        if not fit:
            off_topic = not scored or scored[0].strength < _OFF_TOPIC
            if off_topic and asked.kind is not Kind.PRACTICE:
                return _blank(question, Reason.OUT_OF_SCOPE, (), _missing(scored))
            return _blank(question, Reason.NO_EVIDENCE, nearest, _missing(scored))
        if asked.value is not None:
            fit = [s for s in fit if answers(asked, s.unit.text)]
            if not fit:
                note = f"The topic is covered, but no {asked.value.value} is stated."
                return _blank(question, Reason.VALUE_MISSING, nearest, note)
        weak = [s for s in scored if s not in fit and self._about(s)]
        return self._grounded(question, asked, fit, weak, nearest)

    def collections(self, asked: Asked) -> tuple[Collection, ...]:
        """What may prove an answer to a question of this kind."""
        return _EVIDENCE[asked.kind]

    def _score(self, asked: Asked, audience: Audience) -> list[Scored]:
        return self.scorer.score(asked, audience, self.collections(asked))[1]

    def _may_answer(self, scored: Scored) -> bool:
        by_words = (
            scored.strength >= self.threshold
            and scored.coverage >= _LEAST_COVERAGE
            and scored.meaning >= _LEAST_MEANING
            and scored.complete
        )
        return (
            (by_words or scored.on_subject)
            and not scored.unnamed
            and not scored.clash
            and not scored.unit.passage.truncated
        )

    def _about(self, scored: Scored) -> bool:
        """Whether a unit too weak to answer is at least about what was asked."""
        strong = scored.strength >= _WEAK * self.threshold
        return strong and not scored.unnamed and not scored.clash

    def _nearest(self, scored: Sequence[Scored]) -> tuple[Citation, ...]:
        today = self.today()
        return tuple(citation(s.unit, today) for s in scored[:_NEAREST])

    def _grounded(
        self,
        question: Question,
        asked: Asked,
        fit: list[Scored],
        weak: list[Scored],
        nearest: tuple[Citation, ...],
    ) -> Answer:
        today = self.today()
        conflict = find_conflict(asked, fit, today)
        judged = judge(asked, fit, weak, self.contrasts)
        if conflict is not None:
            quotes = {(v.citation.chunk_id, v.citation.start) for v in conflict.values}
            chosen = [s.unit for s in fit if (s.unit.passage.chunk_id, s.unit.start) in quotes]
        else:
            most = _SEVERAL if asked.listing else _CLOSED if asked.yes_no else _OPEN
            chosen = choose(judged.told, most, judged.must)
        checked = verified(claims(chosen, today), partial(_stored_text, self.records))
        if not checked:
            return _blank(question, Reason.NO_EVIDENCE, nearest, "No quote passed the check.")
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


def _dated(cited: Sequence[Citation]) -> str:
    expired = sorted({c.document for c in cited if c.expired})
    return f"Out of date: {', '.join(expired)}." if expired else ""


def _lowered(given: Verdict | None, *, expired: bool) -> Verdict | None:
    """Evidence that is out of date proves no yes."""
    return Verdict.PARTIAL if given is Verdict.YES and expired else given


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
        return stored_text(connection, cited.document_id, cited.version) or ""
