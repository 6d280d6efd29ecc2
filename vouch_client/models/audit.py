"""The audit log, its proofs, and past answers."""

from typing import Any

from pydantic import Field

from vouch_client.models.answers import Answer
from vouch_client.models.base import Page, Shape


class AuditRow(Shape):
    """A row of the log; ``position`` is its place from 0, ``erased_by`` the row that erased it."""

    id: str
    position: int | None = None
    at: str
    kind: str
    actor: str = ""
    documents: tuple[str, ...] = ()
    payload: Any = None
    erased_by: str | None = None


class AuditPage(Page):
    """A page of the log, the latest first."""

    rows: list[AuditRow]


class Checkpoint(Shape):
    """The last signed checkpoint, and how many rows there are now; nulls before the first."""

    rows: int
    size: int | None = None
    root: str | None = None
    at: str | None = None
    note: str | None = None
    public_key: str | None = None


class Inclusion(Shape):
    """The proof that a row is one of the first ``size``; ``holds`` works it out."""

    position: int
    size: int
    root: str
    leaf: str
    leaf_hash: str
    hashes: tuple[str, ...] = ()


class QuoteStanding(Shape):
    """A quote of a past answer: ``state`` is same, changed, removed or purged."""

    document_id: str
    document: str
    version: int
    quote: str
    state: str
    current: int | None = None
    still_said: bool = False
    stored: bool = False
    expired: bool = False


class PastAnswer(Shape):
    """An answer as it was given, and what has become of its quotes."""

    record: str
    at: str
    actor: str = ""
    question: str
    history: tuple[str, ...] = ()
    audience: str = ""
    answer: Answer
    made_by: dict[str, Any] = Field(default_factory=dict)
    quotes: tuple[QuoteStanding, ...] = ()
    as_of: str = ""
