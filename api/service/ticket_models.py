"""Tickets as the service shows them."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from kb.values import Audience

_LINE: dict[str, Any] = {
    "id": "3f6c1d0e9b7a4c52a1d0e9b7a4c523f6",
    "tool": "jira",
    "external_id": "SUP-42",
    "state": "drafted",
    "audience": "public",
    "created_at": "2026-11-20T10:00:00.000Z",
    "changed_at": "2026-11-20T10:00:01.250Z",
}
_SHOWN: dict[str, Any] = {
    **_LINE,
    "events": [
        {
            "kind": "opened",
            "fact": "SUP-42/created",
            "at": "2026-11-20T10:00:00.000Z",
            "done_at": "2026-11-20T10:00:01.240Z",
        }
    ],
    "deliveries": [
        {
            "key": "3f6c1d0e9b7a4c52a1d0e9b7a4c523f6:draft:1",
            "kind": "draft",
            "state": "sent",
            "attempts": 1,
            "due_at": None,
            "problem": None,
            "external_id": "10108",
            "sent_at": "2026-11-20T10:00:01.600Z",
            "text": "Is customer data encrypted at rest?\nYes. All customer data is encrypted. [1]",
        }
    ],
    "files": [],
    "result": None,
}


class TicketLine(BaseModel):
    """A ticket, shortly."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE]})

    id: str
    tool: str
    external_id: str
    state: Literal["received", "quiet", "drafted", "answered", "stopped"]
    audience: Audience
    created_at: str
    changed_at: str


class TicketList(BaseModel):
    """A page of tickets, the last changed first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"total": 1, "limit": 100, "offset": 0, "tickets": [_LINE]}]
        }
    )

    total: int
    limit: int
    offset: int
    tickets: list[TicketLine]


class TicketEvent(BaseModel):
    """Something that happened in a ticket; ``done_at`` is null until it was worked on."""

    kind: str
    fact: str
    at: str
    done_at: str | None


class Delivery(BaseModel):
    """Something sent or to be sent; ``dead`` was given up, and ``problem`` says why."""

    key: str
    kind: str
    state: str
    attempts: int
    due_at: str | None
    problem: str | None
    external_id: str | None
    sent_at: str | None
    text: str


class TicketFile(BaseModel):
    """A file of a ticket: ``given`` with it, or ``filled`` in for it."""

    id: str
    kind: str
    name: str
    href: str


class TicketShown(TicketLine):
    """A ticket with all that came of it. ``result`` is that of ``POST /v1/tickets``."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    events: list[TicketEvent]
    deliveries: list[Delivery]
    files: list[TicketFile]
    result: dict[str, Any] | None
