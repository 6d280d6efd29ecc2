"""Questions, and answers that are approved, grounded or abstained."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.values.passages import Audience, Collection


class Status(StrEnum):
    """What stands behind an answer."""

    APPROVED = "approved"
    GROUNDED = "grounded"
    ABSTAINED = "abstained"


class Verdict(StrEnum):
    """The short answer to a yes/no question."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"
    NOT_APPLICABLE = "not_applicable"


class Reason(StrEnum):
    """Why an answer was left blank."""

    NO_EVIDENCE = "no_evidence"
    VALUE_MISSING = "value_missing"
    SOURCES_CONFLICT = "sources_conflict"
    NEEDS_COMMITMENT = "needs_commitment"
    AMBIGUOUS = "ambiguous"
    OUT_OF_SCOPE = "out_of_scope"


class Equivalence(StrEnum):
    """The verdict of a comparison: whether one thing can stand for another."""

    EQUIVALENT = "equivalent"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the earlier turns of its asker, and who is asking.

    ``product``: the one that approved answers are wanted for. ``collections``: what may answer
    (none named: everything); approved answers are ``answers``. ``as_of``: the day on which it is
    judged what is out of date (None: today); what documents say is read as they are now.
    """

    text: str
    id: str = ""
    history: tuple[str, ...] = ()
    audience: Audience = Audience.INTERNAL
    product: str = ""
    collections: tuple[Collection, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: ``quote`` is the stored version's text ``start`` to ``end``."""

    document: str
    document_id: str
    version: int
    heading: tuple[str, ...]
    page: int | None
    quote: str
    start: int
    end: int
    chunk_id: str = ""
    collection: str = ""
    source: str = ""
    valid_until: date | None = None
    expired: bool = False


@dataclass(frozen=True, slots=True)
class ConflictValue:
    """One of the values that sources give for the same thing."""

    value: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that give different values for the same thing."""

    topic: str
    values: tuple[ConflictValue, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What leaves Vouch.

    ``nearest`` are passages close to the question that do not answer it. ``equivalence`` is the
    verdict where the question asks whether one thing can stand for another.
    """

    question: Question
    status: Status
    answer: str = ""
    verdict: Verdict | None = None
    reason: Reason | None = None
    confidence: float = 0.0
    citations: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    nearest: tuple[Citation, ...] = ()
    note: str = ""
    id: str = ""
    equivalence: Equivalence | None = None
