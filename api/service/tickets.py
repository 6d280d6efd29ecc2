"""``/v1/tickets``: questions from any other program, and how every ticket stands."""

import hashlib
from typing import Annotated, Literal
from urllib.parse import quote

import httpx
from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from sqlalchemy.engine import Connection

from api.jobs.tickets import queue_job
from api.service.access import CallerDep, CoreDep, lowered, requires
from api.service.core import Core
from api.service.keys import Caller
from api.service.paging import Limit, Offset
from api.service.problems import INVALID, TOO_LARGE, Kind, RefusedError
from api.service.roles import Role
from api.service.storing import safe_name
from api.service.ticket_models import (
    Delivery,
    TicketEvent,
    TicketFile,
    TicketLine,
    TicketList,
    TicketShown,
)
from api.service.ticket_owners import TOOL, external_of, owner_of, owns, shown_id
from api.tickets.addresses import RefusedAddressError
from api.tickets.events import Event
from api.tickets.tools import callback_web
from kb.errors import NotFoundError
from kb.records import ticket_outbox, tickets
from kb.records.tickets import Ticket
from kb.ticket_settings import live
from kb.values import Audience

router = APIRouter(prefix="/tickets", tags=["tickets"])

REUSED = Kind(422, "ticket-reused", "This id stands for another ticket")
_MOST_FILES = 5
_ID = Annotated[
    str,
    Form(
        min_length=1,
        max_length=100,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="Your id of the ticket; the same id and content are one ticket, ever.",
        examples=["CRM-4711"],
    ),
]


@router.post("", status_code=202, dependencies=[requires(Role.CONTRIBUTOR)])
def open_ticket(
    core: CoreDep,
    caller: CallerDep,
    id: _ID,
    text: Annotated[
        str,
        Form(
            max_length=50_000,
            description="What is asked, as it came: a mail, a chat, a list of questions.",
            examples=["Hello, is customer data encrypted at rest? Thanks, Ann"],
        ),
    ] = "",
    subject: Annotated[str, Form(max_length=500, examples=["Security questions"])] = "",
    audience: Annotated[
        Audience | None,
        Form(description="Answer as this audience; never above the key's own."),
    ] = None,
    callback: Annotated[
        str,
        Form(
            max_length=2_000,
            description="Where the result is sent, signed; its host must be on the list of "
            "VOUCH_TICKETS__CALLBACK_HOSTS.",
            examples=["https://crm.example.com/hooks/vouch"],
        ),
    ] = "",
    files: Annotated[
        list[UploadFile] | None, File(description="Questionnaires to fill in, 5 at most.")
    ] = None,
) -> TicketLine:
    """Take a ticket of any tool. The answer is worked out afterwards: ask for the ticket, or name
    a callback. A ticket sent again is the same ticket."""
    settings = core.base.settings
    asked = audience or Audience(settings.tickets.audience)
    level = lowered(caller, asked)
    given = _read(files or [], settings.upload_bytes)
    if not text.strip() and not subject.strip() and not given:
        raise RefusedError(INVALID, "the ticket has no text and no file; send one of them")
    _check_callback(core, callback)
    digest = hashlib.sha256()
    for part in (text, subject, level.value, callback, *(name for name, _ in given)):
        digest.update(f"{len(part)}:{part}".encode("utf-8", "surrogatepass"))
    for _, data in given:
        digest.update(hashlib.sha256(data).digest())
    with core.base.records.write() as connection:
        external = external_of(connection, caller, id)
        event = Event(
            ticket=external, fact=f"{external}/created", kind="opened", text=text, subject=subject
        )
        ticket = tickets.ensure(connection, TOOL, external, level)
        request = digest.hexdigest()
        if tickets.take(connection, ticket, external, event.fact, event.kind, event.payload()):
            told = {"id": id, "request": request, "callback": callback, "actor": caller.actor}
            told["owner"] = owner_of(caller)
            tickets.save(connection, ticket.id, ticket.state, told)
            for name, data in given:
                tickets.put_file(connection, ticket.id, "given", name, data)
            queue_job(connection, ticket)
        ticket = tickets.get(connection, ticket.id)
    if ticket.content.get("request") != request:
        raise RefusedError(REUSED, f"the id {id} was used for another ticket; use a new one")
    core.jobs.wake()
    return _line(ticket)


@router.get("", dependencies=[requires(Role.READER)])
def list_tickets(
    core: CoreDep,
    caller: CallerDep,
    tool: Annotated[
        Literal["api", "jira", "zendesk", "servicenow", "slack"] | None,
        Query(description="Only of this tool."),
    ] = None,
    state: Annotated[
        Literal["received", "quiet", "drafted", "answered", "stopped"] | None,
        Query(description="Only in this state."),
    ] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> TicketList:
    """The caller's tickets; a contributor sees those of the ticketing tools, an admin all."""
    with core.base.records.read() as connection:
        found = [one for one in tickets.listing(connection) if _may_see(caller, one)]
    found = [one for one in found if tool in (None, one.tool) and state in (None, one.state)]
    page = [_line(one) for one in found[offset : offset + limit]]
    return TicketList(total=len(found), limit=limit, offset=offset, tickets=page)


@router.get("/{ticket_id}", dependencies=[requires(Role.READER)])
def show_ticket(ticket_id: str, core: CoreDep, caller: CallerDep) -> TicketShown:
    """How a ticket stands: what came in, what was answered, what was sent and what was not."""
    with core.base.records.read() as connection:
        return _shown(connection, _own(connection, caller, ticket_id))


@router.get(
    "/{ticket_id}/files/{file_id}",
    dependencies=[requires(Role.READER)],
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def ticket_file(ticket_id: str, file_id: str, core: CoreDep, caller: CallerDep) -> Response:
    """A file of a ticket."""
    with core.base.records.read() as connection:
        ticket = _own(connection, caller, ticket_id)
        name, data = tickets.file_data(connection, ticket.id, file_id)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.post("/{ticket_id}/retry", dependencies=[requires(Role.REVIEWER)])
def retry_ticket(ticket_id: str, core: CoreDep, caller: CallerDep) -> TicketShown:
    """Send again what was given up; the tool is asked first whether it is there already."""
    with core.base.records.write() as connection:
        ticket = _own(connection, caller, ticket_id)
        ticket_outbox.revive(connection, ticket.id)
        queue_job(connection, ticket)
        shown = _shown(connection, ticket)
    core.jobs.wake()
    return shown


def _read(files: list[UploadFile], most: int) -> list[tuple[str, bytes]]:
    if len(files) > _MOST_FILES:
        raise RefusedError(INVALID, f"a ticket takes {_MOST_FILES} files at most")
    given, left = [], most
    for file in files:
        data = file.file.read(left + 1)
        left -= len(data)
        if left < 0:
            raise RefusedError(
                TOO_LARGE, f"the files are larger than {most:,} bytes; see VOUCH_UPLOAD_BYTES"
            )
        given.append((safe_name(file.filename or ""), data))
    return given


def _check_callback(core: Core, callback: str) -> None:
    """Refuse a callback that could not be sent, before anybody waits for it."""
    if not callback:
        return
    settings = core.base.settings.tickets
    if not live(settings.callback_secrets):
        raise RefusedError(
            INVALID, "results cannot be signed yet; set VOUCH_TICKETS__CALLBACK_SECRETS"
        )
    try:
        callback_web(settings).allowed.check(httpx.URL(callback))
    except (RefusedAddressError, httpx.InvalidURL, ValueError) as error:
        raise RefusedError(INVALID, f"callback: {error}") from error


def _may_see(caller: Caller, ticket: Ticket) -> bool:
    if ticket.audience not in caller.audience.sees():
        return False
    if caller.role is Role.ADMIN or owns(caller, ticket):
        return True
    return ticket.tool not in ("api", "slack") and caller.role.holds(Role.CONTRIBUTOR)


def _own(connection: Connection, caller: Caller, identity: str) -> Ticket:
    ticket = tickets.get(connection, identity)
    if not _may_see(caller, ticket):
        raise NotFoundError(f"there is no ticket {identity}")
    return ticket


def _line(ticket: Ticket) -> TicketLine:
    return TicketLine.model_validate(
        {name: getattr(ticket, name) for name in TicketLine.model_fields}
        | {"external_id": shown_id(ticket)}
    )


def _shown(connection: Connection, ticket: Ticket) -> TicketShown:
    effects = ticket_outbox.of_ticket(connection, ticket.id)
    results = [one.content.get("body") for one in effects if one.kind == "answer"]
    where = f"/v1/tickets/{ticket.id}/files"
    return TicketShown(
        **_line(ticket).model_dump(),
        events=[
            TicketEvent(kind=e.kind, fact=e.fact, at=e.at, done_at=e.done_at or None)
            for e in tickets.events(connection, ticket.id)
        ],
        deliveries=[
            Delivery(
                key=one.key,
                kind=one.kind,
                state=one.state,
                attempts=one.attempts,
                due_at=one.due_at or None,
                problem=one.problem or None,
                external_id=one.external_id or None,
                sent_at=one.sent_at or None,
                text=str(one.content.get("text") or one.content.get("note") or ""),
            )
            for one in effects
        ],
        files=[
            TicketFile(id=f.id, kind=f.kind, name=f.name, href=f"{where}/{f.id}")
            for f in tickets.files(connection, ticket.id)
        ],
        result=results[0] if results else None,
    )
