"""Approved answers."""

from typing import Any

from pydantic import Field

from vouch_client.models.answers import Citation
from vouch_client.models.base import Page, Shape


class Entry(Shape):
    """An entry of the library as it stands today; ``standing`` is fresh, stale or expired."""

    id: str
    state: str
    question: str
    wordings: tuple[str, ...] = ()
    verdict: str | None = None
    answer: str = ""
    owner: str = ""
    approver: str = ""
    approved_at: str = ""
    tags: tuple[str, ...] = ()
    product: str = ""
    audience: str
    valid_until: str | None = None
    evidence: tuple[dict[str, Any], ...] = ()
    origin: str = ""
    created_at: str = ""
    changed_at: str = ""
    standing: str = ""
    reasons: tuple[str, ...] = ()
    etag: str = ""
    citations: tuple[Citation, ...] = ()
    history: tuple[dict[str, Any], ...] = ()


class EntryPage(Page):
    """A page of the library, and what it can be filtered by."""

    states: dict[str, int] = Field(default_factory=dict)
    standings: dict[str, int] = Field(default_factory=dict)
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    entries: list[Entry]
