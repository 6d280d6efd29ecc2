"""The values of a report on disagreements."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.values import Citation


class Kind(StrEnum):
    """What sort of value two sources disagree on."""

    DURATION = "duration"
    FREQUENCY = "frequency"
    COUNT = "count"
    SIZE = "size"
    PERCENTAGE = "percentage"
    AMOUNT = "amount of money"
    VERSION = "version"
    CLAUSE = "clause number"
    DATE = "date"
    ROLE = "who does it"
    YES_NO = "yes or no"


class Why(StrEnum):
    """What explains that two sources differ, where it can be told."""

    OUT_OF_DATE = "one is out of date"
    OLDER_EDITION = "one is an older edition"
    DRAFT = "one is a draft"
    SCOPE = "they speak of different things"


@dataclass(frozen=True, slots=True)
class Side:
    """One source: the value as written, and the sentence or row that gives it."""

    value: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sources, or more, that differ. ``confidence``: 0 to 1, that it is one and the same thing.

    ``why`` is None where nothing explains it; ``detail`` says more of the reason in a few words.
    """

    topic: str
    kind: Kind
    sides: tuple[Side, ...]
    confidence: float
    why: Why | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """All disagreements found on one day: those unexplained first, the surest first."""

    found: tuple[Disagreement, ...]
    on: date
    documents: int
    passages: int
    statements: int
