"""Sends what is queued: every effect arrives once, or is kept where a person sees that it did not.

Before anything is sent a second time, the tool is asked whether it is there already: an attempt
that timed out, or a process that died, may have got through.
"""

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from api.tickets.events import Tool
from api.tickets.results import encoded
from api.tickets.signatures import SignatureError, sign_standard
from api.tickets.tools import callback_web, make_tool, slack_web
from api.tickets.web import DeliveryError, Web
from kb.errors import VouchError
from kb.records import ticket_outbox, tickets
from kb.records.ticket_outbox import Effect
from kb.records.tickets import Ticket
from kb.ticket_settings import TicketSettings, live

if TYPE_CHECKING:
    import httpx

    from api.service.core import Core

#: How often a request's timeout fits into the longest send: an upload, a comment, a look.
_STEPS = 12
_LONGEST_WAIT = 3_600.0
log = structlog.get_logger()


def deliver(core: "Core", ticket_id: str, transport: "httpx.BaseTransport | None" = None) -> int:
    """Send what is due for a ticket; returns how many effects arrived."""
    settings = core.base.settings.tickets
    with core.base.records.read() as connection:
        ticket = tickets.get(connection, ticket_id)
    hold = timedelta(seconds=_STEPS * settings.timeout)
    arrived = 0
    while True:
        with core.base.records.write() as connection:
            effect = ticket_outbox.claim(connection, ticket_id, hold)
        if effect is None:
            return arrived
        try:
            external = _send(settings, ticket, effect, core, transport)
        except DeliveryError as error:
            _note_failure(core, settings, effect, error)
        except VouchError as error:
            _note_failure(core, settings, effect, DeliveryError(str(error), again=False))
        else:
            with core.base.records.write() as connection:
                ticket_outbox.sent(connection, effect.key, external)
            arrived += 1


def backoff(settings: TicketSettings, attempts: int, asked: float | None) -> timedelta:
    """The wait after so many attempts: doubling, never less than the tool asked for."""
    doubled = settings.retry_seconds * 2.0 ** min(attempts, 20)
    return timedelta(seconds=max(min(doubled, _LONGEST_WAIT), asked or 0.0))


def _note_failure(
    core: "Core", settings: TicketSettings, effect: Effect, error: DeliveryError
) -> None:
    given_up = not error.again or effect.attempts + 1 >= settings.attempts
    wait = None if given_up else backoff(settings, effect.attempts, error.wait)
    log.warning("a ticket's effect did not arrive", key=effect.key, problem=str(error))
    with core.base.records.write() as connection:
        ticket_outbox.failed(connection, effect.key, str(error), wait)


def _send(
    settings: TicketSettings,
    ticket: Ticket,
    effect: Effect,
    core: "Core",
    transport: "httpx.BaseTransport | None",
) -> str:
    if effect.kind == "answer":
        return _call_back(settings, ticket, effect, callback_web(settings, transport))
    if effect.kind == "slack":
        url = str(ticket.content.get("response_url", ""))
        slack_web(settings, transport).send("POST", url, json=effect.content["body"])
        return ""
    tool = make_tool(ticket.tool, settings, transport)
    if tool is None:
        raise DeliveryError(f"{ticket.tool} is no longer set up", again=True)
    if effect.kind.endswith("-file"):
        with core.base.records.read() as connection:
            name, data = tickets.file_data(connection, ticket.id, effect.content["id"])
        return _attach(tool, ticket.external_id, effect, name, data)
    public = effect.kind == "publish"
    text = str(effect.content["text" if public else "note"])
    known = effect.attempts and tool.find_comment(ticket.external_id, text, public=public)
    return known or tool.comment(ticket.external_id, text, public=public)


def _attach(tool: Tool, ticket: str, effect: Effect, name: str, data: bytes) -> str:
    public, note = effect.kind == "publish-file", str(effect.content["note"])
    known = effect.attempts and tool.find_attached(ticket, name, note, public=public)
    return known or tool.attach(ticket, name, data, note, public=public)


def _call_back(settings: TicketSettings, ticket: Ticket, effect: Effect, web: Web) -> str:
    """Send a result; ``webhook-id`` is the same at every attempt, so that the receiver can tell."""
    body, secrets = encoded(effect.content["body"]), live(settings.callback_secrets)
    if not secrets:
        raise DeliveryError("VOUCH_TICKETS__CALLBACK_SECRETS is not set", again=True)
    try:
        signed = sign_standard(effect.key.replace(":", "_"), time.time(), body, secrets)
    except SignatureError as error:
        raise DeliveryError(str(error), again=True) from error
    headers = {"Content-Type": "application/json", **signed}
    web.send("POST", str(ticket.content["callback"]), headers=headers, content=body)
    return ""
