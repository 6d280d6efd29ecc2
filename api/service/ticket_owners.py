"""Whose a ticket of ``POST /v1/tickets`` is.

A created key and a person count by the id of their row, so that a name that is given again, or
changed, neither shares tickets nor loses them. Tickets from before that stand under the name.
"""

import hashlib

from sqlalchemy.engine import Connection

from api.service.keys import Caller
from kb.records import tickets
from kb.records.tickets import Ticket

TOOL = "api"
_MOST = 200


def owner_of(caller: Caller) -> str:
    """The caller as tickets keep it."""
    return f"{caller.kind}:{caller.id or caller.name}"


def owns(caller: Caller, ticket: Ticket) -> bool:
    """Whether ``caller`` sent the ticket."""
    owner = ticket.content.get("owner")
    if owner is None:
        return bool(ticket.content.get("actor") == caller.actor)
    return bool(owner == owner_of(caller))


def external_of(connection: Connection, caller: Caller, identity: str) -> str:
    """The id under which the caller's ticket ``identity`` stands, or is to stand."""
    former = _joined(caller.name, identity)
    held = tickets.find(connection, TOOL, former)
    # An owner is kept with every ticket by now: this one is from before, or of another caller.
    if held is not None and "owner" not in held.content and owns(caller, held):
        return former
    return _joined(owner_of(caller), identity)


def shown_id(ticket: Ticket) -> str:
    """The ticket's id for people: that of its tool, or the sender's name and own id."""
    actor, own = ticket.content.get("actor"), ticket.content.get("id")
    if ticket.tool != TOOL or not actor or not own:
        return ticket.external_id
    return f"{actor.partition(':')[2]}/{own}"


def _joined(name: str, identity: str) -> str:
    whole = f"{name}/{identity}"
    if len(whole) <= _MOST:
        return whole
    return f"{hashlib.sha256(name.encode()).hexdigest()}/{identity}"
