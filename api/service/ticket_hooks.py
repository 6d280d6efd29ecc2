"""Webhooks of ticketing tools, and Slack's slash command: stored and queued, nothing else.

Each checks its sender's signature over the body's bytes, so none needs a key. What a message tells
of is taken once, however often and in whichever order it comes.
"""

import json
import time
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.jobs.tickets import queue_job
from api.service.access import CoreDep, signed_by_sender
from api.service.core import Core
from api.service.problems import Kind, RefusedError
from api.tickets.events import Event, Tool
from api.tickets.signatures import SignatureError, check_slack
from api.tickets.tools import make_tool, missing, settings_of
from kb.records import tickets
from kb.ticket_settings import live
from kb.values import Audience

router = APIRouter(prefix="/tickets", tags=["tickets"], dependencies=[signed_by_sender()])

UNSIGNED = Kind(401, "signature", "The signature does not hold")
NOT_SET_UP = Kind(404, "adapter-off", "This adapter is not set up")
MALFORMED = Kind(422, "webhook", "The message cannot be read")
_SLACK_USAGE = "Ask a question after the command: /vouch Is customer data encrypted at rest?"
log = structlog.get_logger()


class Taken(BaseModel):
    """Whether a message will be worked on; ``why`` where it will not."""

    taken: bool
    ticket: str | None = None
    why: str = ""

    model_config = {
        "json_schema_extra": {
            "examples": [{"taken": True, "ticket": "3f6c1d0e9b7a4c52a1d0e9b7a4c523f6", "why": ""}]
        }
    }


class SlackReply(BaseModel):
    """What Slack shows its sender at once."""

    response_type: Literal["ephemeral"] = "ephemeral"
    text: str


async def _raw(request: Request) -> bytes:
    """The body as it came; the limit on its size is the service's."""
    return await request.body()


RawBody = Annotated[bytes, Depends(_raw)]


def _described(example: Any, kind: str = "application/json") -> dict[str, Any]:
    """The body for OpenAPI, since it is read as bytes; no key is asked for."""
    content = {kind: {"schema": {"type": "object"}, "example": example}}
    return {"requestBody": {"required": True, "content": content}, "security": []}


_JIRA = {
    "webhookEvent": "comment_created",
    "issue": {"key": "SUP-42", "fields": {"summary": "Security"}},
    "comment": {
        "id": "10108",
        "body": "Is customer data encrypted at rest?",
        "author": {"accountId": "5b10ac8d82e05b22cc7d4ef5"},
        "jsdPublic": True,
    },
}
_ZENDESK = {
    "type": "zen:event-type:ticket.created",
    "id": "cbe4028c-7239-495d-b020-f22348516046",
    "detail": {"id": "42", "subject": "Security", "description": "Is data encrypted at rest?"},
}
_SERVICENOW = {
    "event": "opened",
    "table": "incident",
    "sys_id": "9d385017c611228701d22104cc95c371",
    "short_description": "Security",
    "description": "Is customer data encrypted at rest?",
    "author": "6816f79cc0a8016401c5a33be04be441",
    "staff": False,
}
_SLACK = {
    "team_id": "T0001",
    "user_id": "U2147483697",
    "command": "/vouch",
    "text": "Is customer data encrypted at rest?",
    "response_url": "https://hooks.slack.com/commands/1234/5678",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}


@router.post("/jira", openapi_extra=_described(_JIRA))
async def take_jira(request: Request, body: RawBody, core: CoreDep, response: Response) -> Taken:
    """Take a webhook of Jira Cloud: ``jira:issue_created`` and ``comment_created``."""
    return await run_in_threadpool(_take, "jira", request, body, core, response)


@router.post("/zendesk", openapi_extra=_described(_ZENDESK))
async def take_zendesk(request: Request, body: RawBody, core: CoreDep, response: Response) -> Taken:
    """Take a webhook of Zendesk: the events ``ticket.created`` and ``ticket.comment_added``."""
    return await run_in_threadpool(_take, "zendesk", request, body, core, response)


@router.post("/servicenow", openapi_extra=_described(_SERVICENOW))
async def take_servicenow(
    request: Request, body: RawBody, core: CoreDep, response: Response
) -> Taken:
    """Take what the business rule of docs/tickets.md sends from ServiceNow."""
    return await run_in_threadpool(_take, "servicenow", request, body, core, response)


@router.post("/slack", openapi_extra=_described(_SLACK, "application/x-www-form-urlencoded"))
async def take_slack(request: Request, body: RawBody, core: CoreDep) -> SlackReply:
    """Answer Slack's slash command: at once that it came, and the answer to its sender alone."""
    return await run_in_threadpool(_slack, request, body, core)


def _take(name: str, request: Request, body: bytes, core: Core, response: Response) -> Taken:
    settings = core.base.settings.tickets
    tool = make_tool(name, settings)
    if tool is None:
        raise RefusedError(
            NOT_SET_UP,
            f"the adapter for {name} is not set up; set {missing(name, settings)} "
            "(see docs/tickets.md)",
        )
    event, delivery = _checked(tool, request, body)
    own = settings_of(name, settings)
    why = ""
    if event is None:
        why = "nothing to answer or obey"
    elif event.author == own.account:
        why = "written by Vouch itself"
    elif own.projects and event.project not in own.projects:
        why = "not of a project that Vouch looks after"
    if event is None or why:
        return Taken(taken=False, why=why)
    delivery = delivery or event.delivery
    with core.base.records.write() as connection:
        ticket = tickets.ensure(connection, name, event.ticket, Audience(own.audience))
        taken = tickets.take(connection, ticket, delivery, event.fact, event.kind, event.payload())
        if taken:
            queue_job(connection, ticket)
    if not taken:
        return Taken(taken=False, ticket=ticket.id, why="taken before")
    core.jobs.wake()
    response.status_code = 202
    return Taken(taken=True, ticket=ticket.id)


def _checked(tool: Tool, request: Request, body: bytes) -> tuple[Event | None, str]:
    try:
        delivery = tool.check(request.headers, body, time.time())
    except SignatureError as error:
        # The log says what was wrong; whoever guesses is told nothing.
        log.warning("a webhook was refused", tool=tool.name, problem=str(error))
        raise _unsigned(tool.name) from error
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(MALFORMED, "the body is signed but is not JSON") from error
    return tool.read(payload) if isinstance(payload, dict) else None, delivery


def _unsigned(name: str) -> RefusedError:
    return RefusedError(
        UNSIGNED,
        f"this message does not prove that it comes from {name}, or is too old; check the secret "
        "on both sides, and both clocks",
    )


def _slack(request: Request, body: bytes, core: Core) -> SlackReply:
    settings = core.base.settings.tickets.slack
    secrets = live(settings.secrets)
    if not secrets:
        detail = "the slash command is not set up; set VOUCH_TICKETS__SLACK__SECRETS"
        raise RefusedError(NOT_SET_UP, f"{detail} (see docs/tickets.md)")
    try:
        check_slack(request.headers, body, secrets, time.time())
        form = dict(parse_qsl(body.decode("utf-8"), max_num_fields=50))
    except SignatureError as error:
        log.warning("a slash command was refused", problem=str(error))
        raise _unsigned("slack") from error
    except ValueError as error:
        raise RefusedError(MALFORMED, "the form of the slash command cannot be read") from error
    if settings.teams and form.get("team_id") not in settings.teams:
        return SlackReply(text="Vouch does not answer in this workspace.")
    text = form.get("text", "").strip()
    if not text:
        return SlackReply(text=_SLACK_USAGE)
    identity = form.get("trigger_id", "")[:200]
    if not identity or not form.get("response_url"):
        raise RefusedError(MALFORMED, "the slash command has no trigger_id or response_url")
    event = Event(
        ticket=identity,
        fact=f"slack/{identity}",
        kind="opened",
        text=text[:4_000],
        author=form.get("user_id", ""),
    )
    with core.base.records.write() as connection:
        ticket = tickets.ensure(connection, "slack", identity, Audience(settings.audience))
        if tickets.take(connection, ticket, identity, event.fact, event.kind, event.payload()):
            told = {"response_url": form["response_url"][:2_000]}
            tickets.save(connection, ticket.id, ticket.state, told)
            queue_job(connection, ticket)
    core.jobs.wake()
    return SlackReply(text="Looking that up …")
