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


class Overlap(Shape):
    """Two entries that answer the same question; ``differing``: they contradict each other."""

    one: Entry
    other: Entry
    wordings: tuple[str, str]
    differing: bool = False


class OverlapPage(Page):
    """A page of the overlaps."""

    overlaps: list[Overlap]


class ImportedRow(Shape):
    """A row of an imported file that is added, or repeats ``entry``."""

    place: str
    question: str
    answer: str = ""
    verdict: str | None = None
    entry: str | None = None


class RefusedRow(Shape):
    """A row that could not be taken in."""

    place: str
    reason: str


class ImportReport(Shape):
    """What an import did, or would do."""

    dry_run: bool = False
    added: tuple[ImportedRow, ...] = ()
    repeated: tuple[ImportedRow, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    without_answer: int = 0
