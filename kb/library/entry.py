"""An approved answer and its history, as values."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kb.values import Audience, Citation, Verdict


class State(StrEnum):
    """What a person has said of an entry; only an approved one is ever given as an answer."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Link:
    """A quote that the answer rests on: text ``start`` to ``end`` of that version."""

    document_id: str
    version: int
    quote: str
    start: int
    end: int
    document: str = ""
    heading: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person writes of an entry; ``origin`` says where it came from.

    ``wordings`` are further questions that it answers. ``product`` is empty for all products.
    ``audience``: who may be given it at the least.
    """

    question: str
    answer: str = ""
    verdict: Verdict | None = None
    wordings: tuple[str, ...] = ()
    evidence: tuple[Link, ...] = ()
    owner: str = ""
    tags: tuple[str, ...] = ()
    product: str = ""
    audience: Audience = Audience.INTERNAL
    valid_until: date | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft with its state, and who approved it when."""

    id: str
    draft: Draft
    state: State = State.DRAFT
    approver: str = ""
    approved_at: str = ""
    created_at: str = ""
    changed_at: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """Every wording of the question, each once."""
        return tuple(dict.fromkeys((self.draft.question, *self.draft.wordings)))


@dataclass(frozen=True, slots=True)
class Change:
    """One row of an entry's history: who did what when, and the entry before and after."""

    seq: int
    entry_id: str
    at: str
    actor: str
    action: str
    before: Entry | None
    after: Entry
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a person sees it: with the reasons why it may not be given, if any."""

    entry: Entry
    reasons: tuple[str, ...] = ()
    history: tuple[Change, ...] = field(default=())


def link_of(cited: Citation) -> Link:
    """The link that a citation makes."""
    return Link(
        cited.document_id,
        cited.version,
        cited.quote,
        cited.start,
        cited.end,
        cited.document,
        cited.heading,
        cited.page,
    )


def link_json(link: Link) -> dict[str, Any]:
    """A link as JSON, with the names that citations have."""
    return {
        "document": link.document,
        "document_id": link.document_id,
        "version": link.version,
        "heading": list(link.heading),
        "page": link.page,
        "quote": link.quote,
        "start": link.start,
        "end": link.end,
    }


def link_from_json(data: dict[str, Any]) -> Link:
    """A link from what ``link_json`` or a citation gives; ``ValueError`` for anything else."""
    try:
        return Link(
            document_id=str(data["document_id"]),
            version=int(data["version"]),
            quote=str(data["quote"]),
            start=int(data["start"]),
            end=int(data["end"]),
            document=str(data.get("document") or ""),
            heading=tuple(map(str, data.get("heading") or ())),
            page=None if data.get("page") is None else int(data["page"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a link to evidence: {error}") from error


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry as JSON: what the history keeps, the commands show and an export holds."""
    draft = entry.draft
    return {
        "id": entry.id,
        "state": entry.state.value,
        "question": draft.question,
        "wordings": list(draft.wordings),
        "verdict": None if draft.verdict is None else draft.verdict.value,
        "answer": draft.answer,
        "owner": draft.owner,
        "approver": entry.approver,
        "approved_at": entry.approved_at,
        "tags": list(draft.tags),
        "product": draft.product,
        "audience": draft.audience.value,
        "valid_until": None if draft.valid_until is None else draft.valid_until.isoformat(),
        "evidence": [link_json(link) for link in draft.evidence],
        "origin": draft.origin,
        "created_at": entry.created_at,
        "changed_at": entry.changed_at,
    }


def entry_from_json(data: dict[str, Any]) -> Entry:
    """The entry that ``entry_json`` gave; ``ValueError`` for anything else."""
    try:
        until = data["valid_until"]
        return Entry(
            id=data["id"],
            draft=Draft(
                question=data["question"],
                answer=data["answer"],
                verdict=Verdict(data["verdict"]) if data["verdict"] else None,
                wordings=tuple(data["wordings"]),
                evidence=tuple(map(link_from_json, data["evidence"])),
                owner=data["owner"],
                tags=tuple(data["tags"]),
                product=data["product"],
                audience=Audience(data["audience"]),
                valid_until=date.fromisoformat(until) if until else None,
                origin=data["origin"],
            ),
            state=State(data["state"]),
            approver=data["approver"],
            approved_at=data["approved_at"],
            created_at=data["created_at"],
            changed_at=data["changed_at"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an entry of the library: {error}") from error
