"""Answers the rows of a run, one transaction each: a kill loses nothing and asks nothing twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from kb.answering.generated_trace import Trace
from kb.answering.whom import whom
from kb.audit.answers import Given, log_answer
from kb.questionnaires import earlier
from kb.questionnaires.cells import Filling, Sources, defaults
from kb.questionnaires.framing import Framed, above, framed
from kb.questionnaires.personal import why_personal
from kb.questionnaires.replies import held_back, joined
from kb.questionnaires.run import DECIDED, Row, Run, State
from kb.records import questionnaires as stored
from kb.records.changes import last_change
from kb.records.sources import listing, owners
from kb.values import Answer, Question, Reason, Status
from kb.values.questionnaires import Item

if TYPE_CHECKING:
    from kb.answering.answerer import Answerer
    from kb.knowledge_base import KnowledgeBase

_PERSON = "the person who answers for your company"


@dataclass
class Answering:
    """One pass over the rows of a run; ``rows`` are all of them."""

    base: "KnowledgeBase"
    run: Run
    rows: Sequence[Row]
    actor: str
    _named: Mapping[str, Item] = field(init=False)
    _before: Mapping[str, Item | None] = field(init=False)
    _traces: list[Trace] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        items = [row.item for row in self.rows]
        self._named = {item.id: item for item in items}
        self._before = dict(zip(self._named, above(items), strict=True))

    def answered(self, wanted: Sequence[Row]) -> Iterator[Row]:
        """Each of ``wanted`` with its answer, stored before it is given.

        What a person has done to a row while it was being answered stays, and is given instead.
        """
        subjects = self._subjects(wanted)
        past = earlier.Past(self.base.records, self.run)
        for row in wanted:
            self._traces = []
            self._answerer.retriever.considered.clear()
            after = replace(
                self._one(row, past), subject=subjects.get(row.number, ""), clashes=row.clashes
            )
            kept = self._kept(row, after)
            if kept is None:
                return
            yield kept

    def _kept(self, row: Row, after: Row) -> Row | None:
        """The row as it is stored from now on; None where it is not there any more."""
        with self.base.records.write() as connection:
            held = next(iter(stored.rows(connection, self.run.id, [row.number])), None)
            if held is None or held.item != row.item:
                return None
            if held.state in DECIDED or held.answer != row.answer:
                return held
            record = self._logged(connection, after, self.framed(row.item))
            after = replace(after, record=record, owner=held.owner, due=held.due)
            before = None if row.state is State.WAITING else held
            return stored.save_row(
                connection, self.run.id, before, after, action="answer", actor=self.actor
            )

    def framed(self, item: Item) -> Framed:
        """How a row is asked."""
        return framed(item, self._before[item.id], self._named)

    @cached_property
    def filling(self) -> Filling:
        """What fills the cells of this run."""
        return filling(self.base, self.run, self.rows)

    @cached_property
    def _answerer(self) -> "Answerer":
        return self.base.answerer()

    @cached_property
    def _owners(self) -> dict[str, str]:
        with self.base.records.read() as connection:
            return owners(connection)

    def _one(self, row: Row, past: "earlier.Past") -> Row:
        item = row.item
        personal = why_personal(item)
        options = self.run.options
        question = Question(item.text, item.ref, audience=options.audience, product=options.product)
        if personal:
            note = f"Left to a person: {personal}."
            answer = Answer(question, Status.ABSTAINED, reason=Reason.NEEDS_COMMITMENT, note=note)
            return _drafted(row, answer, ask=_PERSON, personal=personal)
        reused = past.approved(item)
        if reused is not None and not reused.reasons:
            return replace(reused.row, number=row.number, item=item, owner=row.owner, due=row.due)
        answer = self._ask(question, self.framed(item))
        writes, notes = self.filling.fill(item, answer)
        told = past.told(item, answer)
        if told is not None:
            notes = (*notes, f"This customer was told otherwise on {told.at[:10]}.")
        if reused is not None:
            notes = (*notes, reused.note)
        made = _drafted(row, answer, ask=self._whom(item, answer))
        return replace(made, writes=writes, notes=notes, told=told)

    def _ask(self, question: Question, how: Framed) -> Answer:
        answerer = self._answerer
        least = self.base.settings.evidence_threshold
        answers: list[Answer] = []
        history = how.history
        for text in how.texts:
            part = replace(question, text=text, history=history)
            answer, traces = answerer.answered(part)
            self._traces += traces
            answers.append(held_back(answer, least))
            history = (*history, text)
        answer = joined(question, answers)
        return replace(answer, verdict=None) if how.open else answer

    def _whom(self, item: Item, answer: Answer) -> str:
        if answer.status is not Status.ABSTAINED:
            return ""
        near = ((c.document_id, c.document) for c in (*answer.citations, *answer.nearest))
        return whom(item.text, near, self.base.topics, self._owners)

    def _subjects(self, wanted: Sequence[Row]) -> dict[int, str]:
        """What each row is about, by the bank of practices: all questions embedded together."""
        held = self.base.practices.compiled
        if held is None or not wanted:
            return {}
        vectors = self.base.embedder.embed([row.item.text for row in wanted])
        matches = [self.base.practices.match(vector) for vector in vectors]
        return {
            row.number: held.ids[match[0].subject].replace("-", " ")
            for row, match in zip(wanted, matches, strict=True)
            if match
        }

    def _logged(self, connection: Connection, row: Row, how: Framed) -> str:
        """Log the answer; no answer leaves unlogged. A field for a person was never asked."""
        answer = row.answer
        if answer is None or row.personal:
            return ""
        more = {
            "questionnaire": self.run.id,
            "row": row.number,
            "parts": list(how.texts),
            "open": how.open,
        }
        passages = list(self._answerer.retriever.considered)
        asked = replace(answer.question, audience=self.run.options.audience)
        given = Given(
            replace(answer, question=asked),
            last_change(connection),
            how.history,
            self._traces,
            passages,
            more,
        )
        return log_answer(connection, given, self.base.maker, self.actor)


def filling(base: "KnowledgeBase", run: Run, rows: Sequence[Row]) -> Filling:
    """What fills the cells of this run, with documents named as they name themselves."""
    with base.records.read() as connection:
        labels = {(doc["id"], doc["current"]): doc["label"] for doc in listing(connection)}
    sources = Sources(lambda identity, version: labels.get((identity, version), ""))
    return Filling(run.options, sources, defaults(row.item for row in rows))


def _drafted(row: Row, answer: Answer, *, ask: str, personal: str = "") -> Row:
    return Row(
        number=row.number,
        item=row.item,
        state=State.DRAFTED,
        answer=answer,
        ask=ask,
        owner=row.owner,
        due=row.due,
        personal=personal,
    )
