"""The job of a ticket: work on what was said in it, then send what is to be sent."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from api.jobs.runner import Control
from api.tickets.commands import may_command, parse
from api.tickets.deciding import obey
from api.tickets.drafting import draft
from api.tickets.events import event_of
from api.tickets.outbox import backoff, deliver
from api.tickets.results import result, slack_reply
from api.tickets.tools import make_tool, missing
from api.tickets.web import DeliveryError
from kb.errors import DerivedIndexError, ModelError, VouchError
from kb.records import jobs, ticket_outbox, tickets
from kb.records.jobs import Job
from kb.records.tickets import Stored, Ticket

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from api.service.core import Core

Json = dict[str, Any]
KIND = "ticket"


def queue_job(connection: "Connection", ticket: Ticket, due_at: str = "", tried: int = 0) -> None:
    """Queue the work on a ticket, in the transaction that stores what there is to do."""
    args = {"ticket": ticket.id, "tried": tried}
    jobs.submit(connection, KIND, args, actor=ticket.actor, audience=ticket.audience, due_at=due_at)


def run_ticket(core: "Core", job: Job, control: Control) -> Json:
    """Work on the events of a ticket that nobody worked on, and send what is due.

    Whatever was done before stays done, so it may be begun again at any point.
    """
    with core.base.records.read() as connection:
        ticket = tickets.get(connection, str(job.args["ticket"]))
        waiting = [one for one in tickets.events(connection, ticket.id) if not one.done_at]
    try:
        for stored in waiting:
            control.check()
            _work(core, ticket.id, stored, control)
    except DeliveryError as error:
        _later(core, ticket, job, error.wait, error)
    except (DerivedIndexError, ModelError) as error:
        _later(core, ticket, job, None, error)
    arrived = deliver(core, ticket.id)
    with core.base.records.write() as connection:
        due = ticket_outbox.next_due(connection, ticket.id)
        latest = max(due or "", ticket_outbox.after(timedelta()))
        if due is not None and not tickets.planned(connection, KIND, ticket.id, latest):
            queue_job(connection, ticket, due)
    return {"ticket": ticket.id, "events": len(waiting), "sent": arrived}


def _work(core: "Core", ticket_id: str, stored: Stored, control: Control) -> None:
    with core.base.records.read() as connection:
        ticket = tickets.get(connection, ticket_id)
    event = event_of(stored.payload)
    if ticket.tool == "api":
        result(core, ticket, stored, event, control)
        return
    if ticket.tool == "slack":
        slack_reply(core, ticket, stored, event, control)
        return
    settings = core.base.settings.tickets
    tool = make_tool(ticket.tool, settings)
    if tool is None:
        lacking = missing(ticket.tool, settings)
        raise VouchError(f"{ticket.tool} is no longer set up; set {lacking} and resume this job")
    command = parse(event.text) if event.kind == "comment" else None
    if command is not None and may_command(event, tool.settings):
        obey(core, tool, ticket, stored, event, command, control)
    elif event.staff or event.author in tool.settings.agents or ticket.state == "stopped":
        with core.base.records.write() as connection:
            tickets.finish(connection, stored)
    else:
        draft(core, tool, ticket, stored, event, control)


def _later(core: "Core", ticket: Ticket, job: Job, wait: float | None, error: VouchError) -> None:
    """Plan another attempt at the events of a ticket, or let the job fail for a person to see."""
    settings = core.base.settings.tickets
    tried = int(job.args.get("tried", 0)) + 1
    if tried >= settings.attempts or (isinstance(error, DeliveryError) and not error.again):
        raise error
    due = ticket_outbox.after(backoff(settings, tried - 1, wait))
    with core.base.records.write() as connection:
        queue_job(connection, ticket, due, tried)
