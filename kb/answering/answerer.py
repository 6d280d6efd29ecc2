"""Answers questions: approved, grounded in quotes, or blank with a typed reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from kb.answering import comparison, lists, mapping
from kb.answering.advice import is_for_guidance
from kb.answering.asked import Asked, Kind, understand
from kb.answering.by_sentences import Sentences, blank
from kb.answering.followups import resolve, unnamed_other
from kb.answering.generated import Generator
from kb.answering.generated_trace import Trace
from kb.answering.messages import clean, mend, split_questions
from kb.answering.progress import Stage, Step, Tell, silent
from kb.answering.scope import within
from kb.answering.scoring import Scorer
from kb.answering.several import several
from kb.answering.tools import Tools
from kb.answering.topics import Topics
from kb.lexical.analysis import terms
from kb.library.library import Library
from kb.library.specialist import Consulted, consult
from kb.records import Records
from kb.records.passages import holds_any, live
from kb.retrieval import Retriever
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import (
    Answer,
    Audience,
    Collection,
    Passage,
    Question,
    Reason,
    SearchFilter,
    Status,
)

_NO_POLICIES = "No policy of your own is loaded; this is what the other documents say."
#: A word so common that it is no misspelling of anything.
_COMMON = 1_000_000


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
    generator: Generator | None = None
    tell: Tell = silent

    @property
    def sentences(self) -> Sentences:
        """What answers with sentences as they stand."""
        return Sentences(
            self.records, self.scorer, self.contrasts, self.threshold, self.longest, self.today
        )

    def answer(self, question: Question) -> Answer:
        """As ``answered``, without the traces."""
        return self.answered(question)[0]

    def answered(self, question: Question) -> tuple[Answer, list[Trace]]:
        """The answer to one question, or to each of several in one message.

        See ``kb.values.Answer``; with it the trace of each time a language model was asked.
        """
        traces: list[Trace] = []
        own = self._about(question.product) if question.product else self
        day = question.as_of
        if day is None:
            return own._all(question, traces), traces
        found = own._on(day)._all(question, traces)
        return replace(found, note=self._dated(found, day)), traces

    def _about(self, product: str) -> "Answerer":
        """The same, from documents about this product and from those about none in particular."""
        retriever = replace(self.retriever, product=product)
        return replace(self, retriever=retriever, scorer=replace(self.scorer, retriever=retriever))

    def _on(self, day: date) -> "Answerer":
        """The same, with ``day`` as the present one."""
        generator = self.generator and replace(self.generator, today=lambda: day)
        return replace(self, today=lambda: day, generator=generator)

    def _dated(self, answer: Answer, day: date) -> str:
        """The answer's note, and for which day it is judged."""
        with self.records.read() as connection:
            only = SearchFilter(answer.question.audience)
            quoted = live(connection, [cited.chunk_id for cited in answer.citations], only)
        later = sorted({p.title for p in quoted if p.effective is not None and p.effective > day})
        notes = [answer.note, f"As of {day}."]
        if later:
            notes.append(f"Took effect only later: {', '.join(later)}.")
        return " ".join(note for note in notes if note)

    def _all(self, question: Question, traces: list[Trace]) -> Answer:
        cleaned = clean(question.text)
        whole = self._approved(question, resolve(cleaned, question.history, self.contrasts))
        if whole.answer is not None:
            return whole.answer
        parts = [part for part in split_questions(cleaned) if terms(part)]
        if not parts:
            return blank(question, Reason.AMBIGUOUS, (), "The question has no words to look for.")
        mended = [mend(part, partial(self._seen, question.audience)) for part in parts]
        found = [self._one(question, text, traces) for text in mended]
        return found[0] if len(found) == 1 else several(question, mended, found)

    def _seen(self, audience: Audience, words: Sequence[str]) -> list[int]:
        """How often the documents that ``audience`` may see hold each word; 1 for a known term."""
        stems = {word: terms(word) for word in words}
        every = sorted({stem for found in stems.values() for stem in found})
        counts, _ = self.retriever.lexical.frequencies(every, audience)
        return [self._count(word, [counts[stem] for stem in stems[word]]) for word in words]

    def _count(self, word: str, counts: Sequence[int]) -> int:
        if not counts:
            return _COMMON
        if min(counts) > 0:
            return min(counts)
        known = self.thesaurus.expand(word) or self.scorer.practices.knows(terms(word))
        return int(bool(known))

    def _one(self, question: Question, text: str, traces: list[Trace]) -> Answer:
        """The answer to one question, in ``text``, by whoever is first to know one."""
        other = unnamed_other(text)
        if other:
            note = f"Say by its name which one is meant by “{other}”."
            return blank(question, Reason.AMBIGUOUS, (), note)
        resolved = resolve(text, question.history, self.contrasts)
        given = self._approved(question, resolved)
        if given.answer is not None:
            return given.answer
        found = self._found(question, resolved, traces)
        return replace(found, note=" ".join(n for n in (found.note, given.note) if n))

    def _approved(self, question: Question, text: str) -> Consulted:
        """What the library of approved answers says to ``text``."""
        approved = within((Collection.ANSWERS,), question.collections)
        if self.library is None or not approved:
            return Consulted(None, "")
        return consult(question, text, self.library, longest=self.longest)

    def _found(self, question: Question, resolved: str, traces: list[Trace]) -> Answer:
        """The answer that documents give, or a blank."""
        self.tell(Step(Stage.SEARCHING))
        asked = understand(resolved)
        if not self._without_policies(question, asked):
            return self._told(question, asked, resolved, traces)
        found = self._told(question, replace(asked, kind=Kind.FACT), resolved, traces)
        if found.status is not Status.GROUNDED:
            return found
        return replace(found, note=f"{found.note} {_NO_POLICIES}".strip())

    def _without_policies(self, question: Question, asked: Asked) -> bool:
        """Whether one of us asks what holds, and no policy is there that could say it.

        Who is outside is not one of us, whatever "we" says: a customer asks after our practice.
        """
        if question.audience is not Audience.INTERNAL or asked.kind is not Kind.PRACTICE:
            return False
        if not is_for_guidance(asked.text):
            return False
        with self.records.read() as connection:
            return not holds_any(connection, question.audience, Collection.POLICY)

    def _told(self, question: Question, asked: Asked, resolved: str, traces: list[Trace]) -> Answer:
        """What a specialist or the sentences that come nearest tell."""
        sentences = self.sentences
        topic = self.topics.match(resolved)
        if topic is not None:
            found = sentences.score(asked, question.audience, question.collections)
            nearest = sentences.nearest(found)
            note = f"This is a question of {topic.id}, for a person to answer: ask {topic.ask}."
            return blank(question, Reason.NEEDS_COMMITMENT, nearest, note)
        tools = Tools(
            self.records,
            self.retriever,
            self.thesaurus,
            self.contrasts,
            self.scorer.vectors,
            self.today,
            self.longest,
            question.collections,
        )
        specialists = (mapping.answer, comparison.answer, lists.answer)
        asking = (specialist(question, asked, tools) for specialist in specialists)
        special = next((found for found in asking if found is not None), None)
        if special is not None and not _without_rows(special, asked):
            return special
        scored = sentences.score(asked, question.audience, question.collections, self._reading)
        self.tell(Step(Stage.CHECKING))
        plain = sentences.answer(question, asked, scored)
        if special is not None:
            # No crosswalk has it; a sentence may, and the answer says that it is no more than that.
            grounded = plain.status is Status.GROUNDED
            return replace(plain, note=special.note) if grounded else special
        if self.generator is None:
            return plain
        self.tell(Step(Stage.WRITING))
        made = self.generator.write(question, asked, scored, plain)
        traces.append(made.trace)
        return made.answer

    def _reading(self, found: Sequence[Passage]) -> None:
        self.tell(Step(Stage.READING, tuple(sorted(found, key=lambda p: (-p.score, p.chunk_id)))))


def _without_rows(special: Answer, asked: Asked) -> bool:
    """Whether no crosswalk has the control that is asked about, though a sentence may name it."""
    return special.reason is Reason.NO_EVIDENCE and asked.kind is Kind.FACT and bool(asked.names)
