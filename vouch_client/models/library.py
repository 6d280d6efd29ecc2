"""Approved answers."""

from pydantic import Field

from vouch_client.models.answers import Citation
from vouch_client.models.base import Page, Shape


class Evidence(Shape):
    """A quote that an answer rests on; its words are empty where they were erased."""

    document: str = ""
    document_id: str
    version: int
    heading: tuple[str, ...] = ()
    page: int | None = None
    quote: str = ""
    start: int = 0
    end: int = 0


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
    evidence: tuple[Evidence, ...] = ()
    origin: str = ""
    created_at: str = ""
    changed_at: str = ""
    standing: str = ""
    reasons: tuple[str, ...] = ()
    etag: str = ""
    citations: tuple[Citation, ...] = ()
    history: tuple["EntryChange", ...] = ()


class EntryChange(Shape):
    """One line of an entry's history: what was done, and the entry before and after."""

    seq: int
    at: str
    by: str = ""
    action: str
    undoes: int | None = None
    before: Entry | None = None
    after: Entry


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
