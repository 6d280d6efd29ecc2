"""What the language model did for one answer: kept beside the answer in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kb.answering.verify import Claim
from kb.models.choice import Price
from kb.models.protocol import ChatModelError, Failure, Usage
from kb.values import Answer


class Outcome(StrEnum):
    """Whose words an answer is in."""

    WRITTEN = "written"
    FALLBACK = "fallback"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that the model proposed and that was not said, and why."""

    sentence: str
    why: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Model, prompt, fate, tokens, cost (where the price is known) and time of one answer."""

    model: str
    prompt: str
    outcome: Outcome
    why: str = ""
    calls: int = 0
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
    seconds: float = 0.0
    dropped: tuple[Dropped, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The trace as the audit log keeps it."""
        return {
            "model": self.model,
            "prompt": self.prompt,
            "outcome": self.outcome.value,
            "why": self.why,
            "calls": self.calls,
            "tokens_read": self.usage.read,
            "tokens_written": self.usage.written,
            "cost": self.cost,
            "seconds": round(self.seconds, 3),
            "dropped": [{"sentence": d.sentence, "why": d.why} for d in self.dropped],
        }


@dataclass(frozen=True, slots=True)
class Written:
    """An answer and what the model did for it."""

    answer: Answer
    trace: Trace


#: What a stream gives: sentences as they are checked, and at last the whole answer.
Event = Claim | Written

_WHY = {
    Failure.TIMEOUT: "it did not reply in time",
    Failure.RATE_LIMITED: "it takes no more requests at present",
    Failure.UNAVAILABLE: "it cannot be reached",
    Failure.REFUSED: "it refused the request",
    Failure.PAUSED: "it failed several times and is left alone for a while",
}


def failed(error: ChatModelError) -> str:
    """Why there is no reply, in words for whoever reads the answer."""
    return _WHY[error.failure]


@dataclass
class Meter:
    """Counts calls, tokens and time while an answer is made."""

    model: str
    prompt: str
    price: Price | None
    started: float
    calls: int = 0
    usage: Usage = field(default_factory=Usage)

    def add(self, usage: Usage) -> None:
        """Count the tokens of a reply, or of a piece of it."""
        self.usage = self.usage + usage

    def trace(
        self, outcome: Outcome, now: float, why: str = "", dropped: Sequence[Dropped] = ()
    ) -> Trace:
        """What was counted until ``now``."""
        cost = None if self.price is None else self.price.of(self.usage)
        seconds = now - self.started
        return Trace(
            self.model,
            self.prompt,
            outcome,
            why,
            self.calls,
            self.usage,
            cost,
            seconds,
            tuple(dropped),
        )
