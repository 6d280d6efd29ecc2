"""A unit with everything that decides whether it answers."""

from dataclasses import dataclass
from functools import lru_cache

from kb.answering.sameness import one_name
from kb.answering.units import Unit
from kb.lexical.analysis import identifier_terms, pairs, terms
from kb.reading.reader import Reading

_NAMED = 0.06
#: From this cosine on a sentence may say it all in other words.
_PARAPHRASE = 0.62
#: From these cosines on a question asks about a subject, a sentence states it, and no other.
#: Chosen on the dev halves of the gold sets: half of what they let through is right.
_SURELY_UNDERSTOOD, _SURELY_STATES, _SURELY_MEANS, _SURELY_MARGIN = 0.7, 0.72, 0.45, 0.08
_UNDERSTOOD, _STATES, _MARGIN, _LEAST_MEANING_ON_SUBJECT = 0.64, 0.68, 0.05, 0.35


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit with its score and what decides whether it may answer at all.

    ``coverage``: share (0 to 1) of the question's words, weighted by rarity, found in the unit or
    above it. ``unnamed``: names of the question found in neither. ``clash``: terms of the question
    that the unit replaces by ones that exclude them. ``absent``: terms of the question found in
    neither; ``outside``: those that the unit itself does not hold;
    ``asked``: how many there are.
    """

    unit: Unit
    score: float
    coverage: float
    meaning: float = 0.0
    unnamed: tuple[str, ...] = ()
    clash: tuple[str, ...] = ()

    named: bool = False
    absent: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()

    asked: int = 0
    #: What the bank of subjects says; see ``kb.answering.subjects``.
    subject: float = 0.0
    understood: float = 0.0
    margin: float = 0.0
    marks: float = 0.0
    #: What the reader makes of it; None where it was not read.
    reading: Reading | None = None

    @property
    def complete(self) -> bool:
        """Whether it lacks no more of the question than a paraphrase may."""
        return len(self.absent) <= self.asked // 3 or self.meaning >= _PARAPHRASE

    @property
    def on_subject(self) -> bool:
        """Whether it states what the question's subject is commonly stated by, and little else."""
        return (
            self.understood >= _UNDERSTOOD
            and self.subject >= _STATES
            and self.margin >= _MARGIN
            and self.marks > 0
            and self.meaning >= _LEAST_MEANING_ON_SUBJECT
        )

    @property
    def states_it(self) -> bool:
        """Whether it so surely states the question's subject that it may carry a verdict."""
        return (
            self.on_subject
            and self.understood >= _SURELY_UNDERSTOOD
            and self.subject >= _SURELY_STATES
            and self.meaning >= _SURELY_MEANS
            and self.margin >= _SURELY_MARGIN
        )

    @property
    def strength(self) -> float:
        """Words and meaning together, 0 to 1: what the evidence threshold is compared with.

        A unit that names the very things asked about needs less of the rest.
        """
        return min(1.0, (self.coverage + self.meaning) / 2 + (_NAMED if self.named else 0.0))


@dataclass(frozen=True, slots=True)
class Held:
    """What a text holds (see ``held_terms``), and its first and its last term."""

    terms: frozenset[str]
    first: str
    last: str


@lru_cache(maxsize=20_000)
def held(text: str) -> Held:
    """As ``held_terms``, with the terms at its edges; empty where it has none."""
    stems = terms(text)
    edges = (stems[0], stems[-1]) if stems else ("", "")
    names = [name for name, _ in one_name(text)]
    return Held(frozenset((*stems, *pairs(stems), *identifier_terms(text), *names)), *edges)


def held_terms(text: str) -> frozenset[str]:
    """The terms, pairs of terms and identifiers of ``text``."""
    return held(text).terms
