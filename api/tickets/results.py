"""Results for programs and for Slack: no drafts, since no customer reads them unasked."""

import base64
import json
from typing import TYPE_CHECKING, Any

from api.tickets.asking import ask_each
from api.tickets.drafting import fill_or_say
from api.tickets.events import Event
from api.tickets.filling import fillable
from api.tickets.reading import questions
from api.tickets.wording import Asked, answer_text, documents_of
from kb.contract import answer_json
from kb.records import audit, ticket_outbox, tickets
from kb.records.engine import now
from kb.records.tickets import Stored, Ticket

if TYPE_CHECKING:
    from api.jobs.runner import Control
    from api.service.core import Core

_SLACK_LONGEST = 2_900
_NOTHING = "No question was found in this."


def result(core: "Core", ticket: Ticket, stored: Stored, event: Event, control: "Control") -> None:
    """Answer a ticket of ``POST /v1/tickets``; the result is kept, and sent where it asked to."""
    asked = ask_each(core, ticket, questions(event.text, event.subject), control)
    remarks: list[str] = []
    with core.base.records.read() as connection:
        held = [one for one in tickets.files(connection, ticket.id) if one.kind == "given"]
        data = [tickets.file_data(connection, ticket.id, one.id)[1] for one in held]
    filled = []
    for one, given in zip(held, data, strict=True):
        if not fillable(one.name):
            remarks.append(f"{one.name}: answers cannot be written into this kind of file.")
        elif (done := fill_or_say(core, ticket, one.name, given, control, remarks)) is not None:
            filled.append(done)
    with core.base.records.write() as connection:
        current = tickets.get(connection, ticket.id, lock=True)
        if not tickets.finish(connection, stored):
            return
        kept = [
            tickets.put_file(connection, ticket.id, "filled", f.name, f.data, f.documents)
            for f in filled
        ]
        body = _body(current, asked, remarks)
        body["data"]["files"] = [
            {"id": one.id, "name": one.name, "href": f"/v1/tickets/{ticket.id}/files/{one.id}"}
            for one in kept
        ]
        documents = documents_of([one.answer for one in asked])
        content = {"body": body, "text": body["data"]["text"], "documents": documents}
        state = "queued" if current.content.get("callback") else "kept"
        key = f"{ticket.id}:answer"
        ticket_outbox.put(connection, key, ticket.id, "answer", content, state=state)
        tickets.save(connection, ticket.id, "answered", current.content)
        payload = {"ticket": ticket.id, "records": [one.record for one in asked]}
        audit.append(connection, "ticket.result", payload, actor=ticket.actor)


def _body(ticket: Ticket, asked: list[Asked], remarks: list[str]) -> dict[str, Any]:
    answers = [answer_json(one.answer) | {"record": one.record} for one in asked]
    return {
        "type": "ticket.answered",
        "timestamp": now(),
        "data": {
            "ticket": ticket.id,
            "id": ticket.content.get("id", ""),
            "text": answer_text(asked) or ("" if remarks else _NOTHING),
            "answers": json.loads(json.dumps(answers, default=str)),
            "remarks": remarks,
        },
    }


def slack_reply(
    core: "Core", ticket: Ticket, stored: Stored, event: Event, control: "Control"
) -> None:
    """Answer a slash command, for its sender's eyes only."""
    asked = ask_each(core, ticket, questions(event.text) or [event.text], control)
    text = answer_text(asked)
    if len(text) > _SLACK_LONGEST:
        text = text[:_SLACK_LONGEST].rsplit("\n", 1)[0] + "\n…"
    for raw, told in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(raw, told)
    with core.base.records.write() as connection:
        current = tickets.get(connection, ticket.id, lock=True)
        if not tickets.finish(connection, stored):
            return
        content = {
            "body": {"response_type": "ephemeral", "text": text},
            "documents": documents_of([one.answer for one in asked]),
        }
        ticket_outbox.put(connection, f"{ticket.id}:slack", ticket.id, "slack", content)
        tickets.save(connection, ticket.id, "answered", current.content)
        payload = {"ticket": ticket.id, "records": [one.record for one in asked]}
        audit.append(connection, "ticket.result", payload, actor=ticket.actor)


def encoded(body: dict[str, Any]) -> bytes:
    """A body as it is signed and sent: the same bytes at every attempt."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def decoded(text: str) -> bytes:
    """The bytes of a file sent as base64; ``ValueError`` where it is none."""
    return base64.b64decode(text, validate=True)
