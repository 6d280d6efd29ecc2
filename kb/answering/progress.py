"""How far a question is, told while it is being answered."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from kb.values import Passage


class Stage(StrEnum):
    """What is being done."""

    SEARCHING = "searching"
    READING = "reading"
    CHECKING = "checking"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to an answer. It holds no word of the answer itself.

    ``passages``: those that were found, the nearest first, when they are about to be read.
    ``written``: characters that a language model has written so far.
    """

    stage: Stage
    passages: tuple[Passage, ...] = ()
    written: int = 0


#: Told each step. What it raises ends the question there and then, unanswered and unlogged.
Tell = Callable[[Step], None]


def silent(_step: Step) -> None:
    """Nobody wants to know."""
