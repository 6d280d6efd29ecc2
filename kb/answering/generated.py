"""Answers in a language model's words, each sentence checked as if nobody had vouched for it.

The model is shown numbered passages and proposes claims: passage, quote, sentence. A claim that
does not stand is dropped; where none is left, or the model fails, the answer without a model is
given and says so. Nothing that the model says changes a verdict by itself; see
``kb.answering.generated_verdict``.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.answering.asked import Asked
from kb.answering.generated_checking import Check, Draft, place
from kb.answering.generated_job import Job
from kb.answering.generated_passages import shown_passages
from kb.answering.generated_prompt import answer_prompt, asking
from kb.answering.generated_trace import Event, Meter, Outcome, Written
from kb.answering.scored import Scored
from kb.answering.values import answers
from kb.models.choice import Price
from kb.models.protocol import ChatModel
from kb.text.contrasts import Contrasts
from kb.text.instructions import orders
from kb.text.thesaurus import Thesaurus
from kb.values import Answer, Citation, Question, Reason, Status

#: Share of the evidence threshold from which a unit may be quoted, as for objections elsewhere.
_QUOTABLE = 0.8
#: Blanks that are for a person, whatever a model might say.
_FOR_A_PERSON = (Reason.NEEDS_COMMITMENT, Reason.AMBIGUOUS, Reason.SOURCES_CONFLICT)


@dataclass(frozen=True)
class Generator:
    """Words answers with a language model.

    ``stored`` gives the text of the version that a citation names. ``threshold`` and ``longest``
    are those of the answers without a model.
    """

    model: ChatModel
    thesaurus: Thesaurus
    contrasts: Contrasts
    stored: Callable[[Citation], str]
    threshold: float = 0.5
    longest: int = 1_200
    price: Price | None = None
    today: Callable[[], date] = field(default=date.today)
    clock: Callable[[], float] = field(default=time.monotonic)
    marker: Callable[[], str] = field(default=lambda: f"=== {secrets.token_hex(12)} ===")

    def write(
        self, question: Question, asked: Asked, scored: Sequence[Scored], plain: Answer
    ) -> Written:
        """``plain`` (the answer without a model) in the model's words, where they stand.

        ``scored``: the units found for the question, which its asker may see.
        """
        job = self._job(question, asked, scored, plain)
        if isinstance(job, Written):
            return job
        return job.whole()

    def stream(
        self, question: Question, asked: Asked, scored: Sequence[Scored], plain: Answer
    ) -> Iterator[Event]:
        """As ``write``: each checked sentence as soon as it is complete, then the whole answer.

        Where a verdict is wanted, or nothing answered without the model, sentences are held back
        until the whole is settled. A sentence once given is in the answer.
        """
        job = self._job(question, asked, scored, plain)
        if isinstance(job, Written):
            yield job
            return
        yield from job.pieces()

    def _job(
        self, question: Question, asked: Asked, scored: Sequence[Scored], plain: Answer
    ) -> Job | Written:
        meter = Meter(self.model.name, answer_prompt().identity, self.price, self.clock())
        blank = plain.status is Status.ABSTAINED
        quotable = frozenset(place(s) for s in scored if self._quotable(s, blank=blank))
        why = _not_asked(plain, [s for s in scored if place(s) in quotable], asked)
        if why:
            return Written(plain, meter.trace(Outcome.SKIPPED, self.clock(), why))
        shown = shown_passages(scored)
        check = Check(asked, shown, scored, quotable, self.thesaurus, self.stored, self.today())
        sent = asking(asked, shown, self.marker())
        return Job(
            self.model,
            self.contrasts,
            self.longest,
            self.clock,
            sent,
            question,
            asked,
            plain,
            Draft(check),
            meter,
        )

    def _quotable(self, one: Scored, *, blank: bool) -> bool:
        """Whether a unit speaks to the question; in place of a blank it must do so in full."""
        return (
            one.strength >= _QUOTABLE * self.threshold
            and not one.unnamed
            and not one.clash
            and not one.unit.passage.truncated
            and not orders(one.unit.text)
            and (one.complete or not blank)
        )


def _not_asked(plain: Answer, quotable: Sequence[Scored], asked: Asked) -> str:
    """Why the model is not asked at all, or ``""``."""
    if plain.conflicts:
        return "the documents disagree, and both are told in their own words"
    if plain.reason in _FOR_A_PERSON:
        return "the question is for a person"
    if not quotable:
        return "nothing found speaks to the question"
    if not any(answers(asked, one.unit.text) for one in quotable):
        return "nothing found gives the value that is asked for"
    return ""
