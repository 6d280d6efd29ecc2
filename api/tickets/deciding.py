"""Obeys what agents say: nothing reaches a customer that a named person has not approved."""

import hashlib
from typing import TYPE_CHECKING, Any

from api.tickets.asking import again, ask_each
from api.tickets.commands import Command, Verb, may_approve
from api.tickets.drafting import Drafted, queue
from api.tickets.events import Event, Tool
from kb.records import audit, ticket_outbox, tickets
from kb.records.tickets import Stored, Ticket

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from api.jobs.runner import Control
    from api.service.core import Core


def obey(
    core: "Core",
    tool: Tool,
    ticket: Ticket,
    stored: Stored,
    event: Event,
    command: Command,
    control: "Control",
) -> None:
    """Do what a command says, once."""
    if command.verb is Verb.REDO:
        _redo(core, tool, ticket, stored, event, command, control)
        return
    with core.base.records.write() as connection:
        held = tickets.get(connection, ticket.id, lock=True)
        if not tickets.finish(connection, stored):
            return
        if command.verb is Verb.STOP:
            ticket_outbox.cancel_waiting(connection, held.id)
            tickets.save(connection, held.id, "stopped", held.content)
            _log(connection, held, event, "stop")
        else:
            said = _approve(connection, tool, held, event, command)
            if said:
                _say(connection, held, stored, said)


def _redo(
    core: "Core",
    tool: Tool,
    ticket: Ticket,
    stored: Stored,
    event: Event,
    command: Command,
    control: "Control",
) -> None:
    asked = again(ticket.content.get("last", []), command.more)
    made = Drafted(asked=tuple(ask_each(core, ticket, asked, control)))
    with core.base.records.write() as connection:
        held = tickets.get(connection, ticket.id, lock=True)
        if made.empty:
            if tickets.finish(connection, stored):
                _say(connection, held, stored, 'Nothing was asked yet; write "redo with QUESTION".')
            return
        if held.state == "stopped":
            tickets.save(connection, held.id, "received", held.content)
        _log(connection, held, event, "redo", more=command.more)
        queue(connection, tool, held.id, stored, made)


def _approve(
    connection: "Connection", tool: Tool, ticket: Ticket, event: Event, command: Command
) -> str:
    """Queue the text of a draft for the customer; returns what keeps it from being sent."""
    if not may_approve(event, tool.settings):
        return (
            "Not sent: only people named in "
            f"VOUCH_TICKETS__{tool.name.upper()}__APPROVERS may approve."
        )
    drafts = {
        effect.content.get("number"): effect
        for effect in ticket_outbox.of_ticket(connection, ticket.id)
        if effect.kind == "draft"
    }
    if ticket.state == "stopped":
        return 'Not sent: this ticket was stopped. Write "redo" for a new draft.'
    if command.number is None and len(drafts) > 1:
        return f'Not sent: there are {len(drafts)} drafts; write "approve NUMBER" to say which one.'
    draft = drafts.get(command.number or 1)
    if draft is None or draft.state != "sent":
        return "Not sent: there is no such draft in this ticket."
    text, files = str(draft.content.get("text", "")), draft.content.get("files", [])
    if not text and not files:
        return "Not sent: that draft holds nothing for the customer."
    number = draft.content["number"]
    key = f"{ticket.id}:publish:{number}"
    told = {"number": number, "text": text, "documents": draft.content.get("documents", [])}
    if text and not ticket_outbox.put(connection, key, ticket.id, "publish", told):
        return ""  # approved before
    for order, file in enumerate(files, 1):
        noted = {**file, "note": f"The filled questionnaire: {file['name']}"}
        ticket_outbox.put(connection, f"{key}:file:{order}", ticket.id, "publish-file", noted)
    tickets.save(connection, ticket.id, "answered", ticket.content)
    digest = hashlib.sha256(text.encode()).hexdigest()
    _log(connection, ticket, event, "approve", draft=number, text_sha256=digest)
    return ""


def _say(connection: "Connection", ticket: Ticket, stored: Stored, text: str) -> None:
    """An internal note that answers a command; it names the comment it answers."""
    mark = hashlib.sha256(stored.fact.encode()).hexdigest()[:8]
    content = {"note": f"Vouch: {text} (reply {mark})"}
    ticket_outbox.put(connection, f"{ticket.id}:note:{mark}", ticket.id, "note", content)


def _log(connection: "Connection", ticket: Ticket, event: Event, verb: str, **more: Any) -> None:
    payload = {"ticket": ticket.id, "by": event.author, "comment": event.fact, **more}
    audit.append(connection, f"ticket.{verb}", payload, actor=ticket.actor)
