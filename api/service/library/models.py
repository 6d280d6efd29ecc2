"""What the library's routes return."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.service.matching import tag_of
from api.service.paging import Page, page_of
from api.service.responses import Citation
from kb.contract import citation_json
from kb.library.entry import Change, Entry, State, entry_json
from kb.library.shelf import Freshness, Shelved
from kb.values import Audience, Verdict

EXAMPLE: dict[str, Any] = {
    "id": "3f0c9a7be21d",
    "state": "approved",
    "question": "Do you encrypt backups at rest?",
    "wordings": ["Are backups encrypted?"],
    "verdict": "yes",
    "answer": "All backups are encrypted at rest with AES-256.",
    "owner": "Head of Platform",
    "approver": "service:dana",
    "approved_at": "2026-05-04T09:12:33.120Z",
    "tags": ["backup", "encryption"],
    "product": "",
    "audience": "nda",
    "valid_until": "2027-05-04",
    "evidence": [
        {
            "document": "Backup Policy",
            "document_id": "90d75915495e3046",
            "version": 2,
            "heading": ["3. Encryption"],
            "page": 4,
            "quote": "All backups are encrypted at rest with AES-256.",
            "start": 1040,
            "end": 1087,
        }
    ],
    "origin": "a person",
    "created_at": "2026-05-04T09:10:02.001Z",
    "changed_at": "2026-05-04T09:12:33.120Z",
    "standing": "fresh",
    "reasons": [],
    "etag": "5b1c0f8a7d3e42916a0b",
}


class Evidence(BaseModel):
    """A quote that an answer rests on: characters ``start`` to ``end`` of that version."""

    document: str
    document_id: str
    version: int
    heading: list[str]
    page: int | None
    quote: str
    start: int
    end: int


class EntryForm(BaseModel):
    """An entry as it was at some time: what its history holds."""

    id: str
    state: State
    question: str
    wordings: list[str]
    verdict: Verdict | None
    answer: str
    owner: str
    approver: str
    approved_at: str
    tags: list[str]
    product: str
    audience: Audience
    valid_until: date | None
    evidence: list[Evidence]
    origin: str
    created_at: str
    changed_at: str


class EntryLine(EntryForm):
    """An entry as it stands today."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    standing: Freshness = Field(
        description="`fresh` may be given; `stale` rests on evidence that changed; `expired` is "
        "past a date."
    )
    reasons: list[str] = Field(description="Why it is not given as approved, in sentences.")
    etag: str = Field(description="For If-Match.")


class EntryChange(BaseModel):
    """One line of an entry's history."""

    seq: int
    at: str
    by: str
    action: str
    undoes: int | None
    before: EntryForm | None
    after: EntryForm


class EntryDetail(EntryLine):
    """An entry with its evidence as the documents are now, and its history."""

    citations: list[Citation]
    history: list[EntryChange]


class EntryList(Page):
    """A page of the library. ``owners``, ``tags`` and ``products`` are all that can be filtered by;
    ``states`` and ``standings`` count all that the caller may see."""

    model_config = page_of(
        "entries",
        EXAMPLE,
        states={"approved": 1},
        standings={"fresh": 1},
        owners=["Head of Platform"],
        tags=["backup", "encryption"],
        products=[],
    )

    states: dict[str, int]
    standings: dict[str, int]
    owners: list[str]
    tags: list[str]
    products: list[str]
    entries: list[EntryLine]


class OverlapLine(BaseModel):
    """Two entries that answer the same question; ``differing``: they contradict each other."""

    one: EntryLine
    other: EntryLine
    wordings: tuple[str, str]
    differing: bool


class OverlapList(Page):
    """A page of the overlaps."""

    model_config = page_of(
        "overlaps",
        {
            "one": EXAMPLE,
            "other": EXAMPLE | {"id": "b21d3f0c9a7e", "question": "Are backups encrypted?"},
            "wordings": ["Are backups encrypted?", "Are backups encrypted?"],
            "differing": False,
        },
    )

    overlaps: list[OverlapLine]


class ImportedRow(BaseModel):
    """A row of an imported file: ``added``, or what it repeats."""

    place: str
    question: str
    answer: str
    verdict: Verdict | None
    entry: str | None = Field(description="The entry it made or repeats; null in a dry run.")


class RefusedRow(BaseModel):
    """A row that could not be taken in, and why."""

    place: str
    reason: str


class ImportReport(BaseModel):
    """What an import did, or would do."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "dry_run": True,
                    "added": [
                        {
                            "place": "sheet Answers, row 2",
                            "question": "Do you encrypt backups at rest?",
                            "answer": "Yes, with AES-256.",
                            "verdict": "yes",
                            "entry": None,
                        }
                    ],
                    "repeated": [],
                    "refused": [],
                    "without_answer": 3,
                }
            ]
        }
    )

    dry_run: bool
    added: list[ImportedRow]
    repeated: list[ImportedRow]
    refused: list[RefusedRow]
    without_answer: int = Field(description="Rows that hold no answered question.")


def entry_tag(entry: Entry) -> str:
    """The ETag of an entry."""
    return tag_of(entry_json(entry))


def line(shelved: Shelved) -> EntryLine:
    """An entry as the service shows it."""
    return EntryLine.model_validate(_facts(shelved))


def detail(shelved: Shelved, history: list[Change]) -> EntryDetail:
    """All of an entry."""
    return EntryDetail.model_validate(
        {
            **_facts(shelved),
            "citations": [citation_json(one) for one in shelved.standing.citations],
            "history": _changes(history),
        }
    )


def _facts(shelved: Shelved) -> dict[str, Any]:
    return entry_json(shelved.entry) | {
        "standing": shelved.freshness,
        "reasons": list(shelved.standing.reasons),
        "etag": entry_tag(shelved.entry),
    }


def _changes(history: list[Change]) -> list[dict[str, Any]]:
    """The changes, counted from 1: their own numbers are counted over the whole library."""
    own = {change.seq: at for at, change in enumerate(history, 1)}
    return [_change(change, own) for change in history]


def _change(change: Change, own: Mapping[int, int]) -> dict[str, Any]:
    return {
        "seq": own[change.seq],
        "at": change.at,
        "by": change.actor,
        "action": change.action,
        "undoes": None if change.undoes is None else own.get(change.undoes),
        "before": None if change.before is None else entry_json(change.before),
        "after": entry_json(change.after),
    }
