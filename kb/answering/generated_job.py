"""One question on its way through a language model."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.answering.asked import Asked
from kb.answering.compose import joined
from kb.answering.generated_checking import Draft
from kb.answering.generated_prompt import repairing
from kb.answering.generated_reply import (
    REPLY_SCHEMA,
    ClaimReader,
    ProposedReply,
    ReplyError,
    parse_reply,
)
from kb.answering.generated_trace import Event, Meter, Outcome, Trace, Written, failed
from kb.answering.generated_verdict import settled
from kb.answering.verify import Claim
from kb.models.protocol import ChatModel, ChatModelError, Message
from kb.text.contrasts import Contrasts
from kb.values import Answer, Question, Status, Verdict

_SILENT = "The language model saw no answer in these passages."
_WITHOUT = "Given without the language model: {}."
_NOTHING_STOOD = "nothing that it said stood up to the check"
_UNUSABLE = "its reply could not be used"


@dataclass
class Job:
    """One question on its way through the model."""

    model: ChatModel
    contrasts: Contrasts
    longest: int
    clock: Callable[[], float]
    sent: Sequence[Message]
    question: Question
    asked: Asked
    plain: Answer
    draft: Draft
    meter: Meter

    def whole(self) -> Written:
        """The answer, asked for in one piece."""
        try:
            reply = self._complete(self.sent)
            return self._finished(self._read(reply))
        except ChatModelError as error:
            return self._fallen_back(failed(error))
        except ReplyError:
            return self._fallen_back(_UNUSABLE)

    def pieces(self) -> Iterator[Event]:
        """The checked sentences as they come, and the answer."""
        reader = ClaimReader()
        at_once = not (self.asked.yes_no or self.asked.value or self._blank)
        room = self.longest
        given: list[Claim] = []
        try:
            self.meter.calls += 1
            for piece in self.model.stream(self.sent, REPLY_SCHEMA):
                self.meter.add(piece.usage)
                for proposed in reader.feed(piece.text):
                    claim = self.draft.add(proposed)
                    room -= len(claim.text) + 2 if claim is not None else 0
                    if claim is not None and at_once and room >= 0:
                        given.append(claim)
                        yield claim
            written = self._finished(self._read(reader.text, given=bool(given)))
        except ChatModelError as error:
            written = self._broken_off(failed(error))
        except ReplyError:
            written = self._broken_off(_UNUSABLE)
        if written.trace.outcome is Outcome.WRITTEN:
            cited = set(written.answer.citations)
            rest = [k.claim for k in self.draft.kept if k.claim not in given]
            yield from (c for c in rest if c.citation in cited)
        yield written

    @property
    def _blank(self) -> bool:
        return self.plain.status is Status.ABSTAINED

    def _complete(self, messages: Sequence[Message]) -> str:
        self.meter.calls += 1
        reply = self.model.complete(messages, REPLY_SCHEMA)
        self.meter.add(reply.usage)
        return reply.text

    def _read(self, text: str, given: bool = False) -> ProposedReply:
        """The reply with its claims checked into the draft; asked for again once if unusable.

        Raises ``ReplyError`` if it is unusable again.
        """
        try:
            reply = self._checked(text)
            problem = self._problem(reply)
        except ReplyError as error:
            if given:
                raise
            reply, problem = None, str(error)
        if reply is not None and not problem:
            return reply
        again = self._complete(repairing(self.sent, text, problem))
        return self._checked(again)

    def _checked(self, text: str) -> ProposedReply:
        reply = parse_reply(text)
        for proposed in reply.claims:
            self.draft.add(proposed)
        return reply

    def _problem(self, reply: ProposedReply) -> str:
        """What to tell the model where it claims something and nothing of it stands."""
        if self.draft.kept or not reply.claims:
            return ""
        whys = dict.fromkeys(d.why for d in self.draft.dropped)
        return f"no claim stood up to the check ({'; '.join(list(whys)[:3])})"

    def _finished(self, reply: ProposedReply) -> Written:
        """The answer from what was kept, if it may carry the verdict; else the plain one."""
        if not self.draft.kept and not reply.claims:
            return self._fallen_back(reply.cannot_answer or "", _SILENT)
        if not self.draft.kept:
            return self._fallen_back(_NOTHING_STOOD)
        return self._told(reply.verdict)

    def _told(self, proposed: Verdict | None) -> Written:
        if not self.draft.answers():
            return self._fallen_back("it gave no value where one is asked for")
        found = [checked.claim for checked in self.draft.kept]
        expired = any(claim.citation.expired for claim in found)
        verdict = settled(
            self.asked, self.plain, proposed, self.draft.cited, self.contrasts, expired=expired
        )
        if not verdict.accepted:
            return self._fallen_back("its sentences do not bear out the verdict")
        text, kept = joined(found, self.longest)
        doubt = f"The language model would say {proposed}; a person should look."
        answer = Answer(
            question=self.question,
            status=Status.GROUNDED,
            answer=text,
            verdict=verdict.verdict,
            confidence=round(max(s.strength for s in self.draft.cited), 3),
            citations=tuple(claim.citation for claim in kept),
            note=" ".join(n for n in (_dated(kept), doubt if verdict.doubted else "") if n),
            id=self.question.id,
        )
        return Written(answer, self._trace(Outcome.WRITTEN))

    def _broken_off(self, why: str) -> Written:
        """What a stream that broke off leaves: the sentences already checked, or the plain answer.

        A verdict that the model never proposed is not assumed.
        """
        if not self.draft.kept or self.asked.yes_no or self._blank:
            return self._fallen_back(why)
        written = self._told(None)
        if written.trace.outcome is not Outcome.WRITTEN:
            return written
        note = f"{written.answer.note} The language model broke off: {why}.".strip()
        trace = replace(written.trace, why=why)
        return Written(replace(written.answer, note=note), trace)

    def _fallen_back(self, why: str, said: str = "") -> Written:
        note = f"{self.plain.note} {said or _WITHOUT.format(why)}".strip()
        return Written(replace(self.plain, note=note), self._trace(Outcome.FALLBACK, why or said))

    def _trace(self, outcome: Outcome, why: str = "") -> Trace:
        return self.meter.trace(outcome, self.clock(), why, self.draft.dropped)


def _dated(kept: Sequence[Claim]) -> str:
    expired = sorted({c.citation.document for c in kept if c.citation.expired})
    return f"Out of date: {', '.join(expired)}." if expired else ""
