"""What is to be sent to ticketing tools: each effect has a key, and is sent once.

A sender claims an effect for a while before it sends, so that two never send the same one. One
whose claim ran out, or that was tried before, may have arrived: whoever claims it next is told so
by ``attempts`` and looks before sending again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from kb.records.engine import now
from kb.records.tickets import insert_once
from kb.records.tickets_schema import ticket_files, ticket_outbox

Json = dict[str, Any]
#: States that are final: sent, given up, taken back, or only kept to be asked for.
FINAL = ("sent", "dead", "cancelled", "kept")


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to send. ``state`` is ``queued``, ``sending``, or one of ``FINAL``."""

    key: str
    ticket_id: str
    kind: str
    content: Json
    state: str
    attempts: int
    due_at: str
    problem: str
    external_id: str
    created_at: str
    sent_at: str


def put(
    connection: Connection,
    key: str,
    ticket_id: str,
    kind: str,
    content: Json,
    *,
    state: str = "queued",
) -> bool:
    """Queue an effect; False when one of this key is there already."""
    values = {
        "key": key,
        "ticket_id": ticket_id,
        "kind": kind,
        "content": content,
        "state": state,
        "attempts": 0,
        "due_at": "",
        "problem": "",
        "external_id": "",
        "created_at": now(),
        "sent_at": "",
    }
    return insert_once(connection, ticket_outbox, values)


def of_ticket(connection: Connection, ticket_id: str) -> list[Effect]:
    """The effects of a ticket, the first first."""
    query = sa.select(ticket_outbox).where(ticket_outbox.c.ticket_id == ticket_id)
    query = query.order_by(ticket_outbox.c.created_at, ticket_outbox.c.key)
    return [_effect(row) for row in connection.execute(query).mappings()]


def claim(connection: Connection, ticket_id: str, hold: timedelta) -> Effect | None:
    """Take the first effect of a ticket that is due, with its ``attempts`` before this one."""
    at = now()
    query = (
        sa.select(ticket_outbox)
        .where(
            ticket_outbox.c.ticket_id == ticket_id,
            ticket_outbox.c.state.in_(["queued", "sending"]),
            ticket_outbox.c.due_at <= at,
        )
        .order_by(ticket_outbox.c.created_at, ticket_outbox.c.key)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    found = _effect(row)
    connection.execute(
        _of(found.key).values(state="sending", attempts=found.attempts + 1, due_at=after(hold))
    )
    return found


def sent(connection: Connection, key: str, external_id: str) -> None:
    """Note that an effect arrived."""
    values = {"state": "sent", "external_id": external_id[:200], "problem": "", "sent_at": now()}
    connection.execute(_of(key).values(due_at="", **values))


def failed(connection: Connection, key: str, problem: str, wait: timedelta | None) -> None:
    """Note that an effect did not arrive: try again after ``wait``, or give it up for None."""
    state = "dead" if wait is None else "queued"
    due = "" if wait is None else after(wait)
    connection.execute(_of(key).values(state=state, problem=problem[:1000], due_at=due))


def next_due(connection: Connection, ticket_id: str) -> str | None:
    """When the next effect of a ticket is due, as ``now`` writes it; None when none waits."""
    query = sa.select(sa.func.min(ticket_outbox.c.due_at)).where(
        ticket_outbox.c.ticket_id == ticket_id, ticket_outbox.c.state.in_(["queued", "sending"])
    )
    return connection.execute(query).scalar()


def cancel_waiting(connection: Connection, ticket_id: str) -> int:
    """Take back what has not been sent; returns how many."""
    held = sa.and_(
        ticket_outbox.c.ticket_id == ticket_id, ticket_outbox.c.state.in_(["queued", "dead"])
    )
    done = connection.execute(
        sa.update(ticket_outbox).where(held).values(state="cancelled", due_at="")
    )
    return done.rowcount


def revive(connection: Connection, ticket_id: str) -> int:
    """Queue again what was given up; returns how many. Each is looked for before it is sent."""
    held = sa.and_(ticket_outbox.c.ticket_id == ticket_id, ticket_outbox.c.state == "dead")
    done = connection.execute(sa.update(ticket_outbox).where(held).values(state="queued"))
    return done.rowcount


def erase_quotes(connection: Connection, document_id: str) -> int:
    """Take texts and files that quote a document out of the records; returns how many.

    What has not been sent of them never will be. To be called when the document is purged.
    """
    erased = 0
    for row in connection.execute(sa.select(ticket_outbox)).mappings():
        content = row["content"]
        if document_id in content.get("documents", ()):
            state = row["state"] if row["state"] == "sent" else "cancelled"
            values = {"content": {"erased": True}, "state": state, "due_at": ""}
            connection.execute(_of(row["key"]).values(**values))
            erased += 1
    query = sa.select(ticket_files.c.id, ticket_files.c.documents)
    for file in connection.execute(query).all():
        if document_id in file.documents:
            connection.execute(sa.delete(ticket_files).where(ticket_files.c.id == file.id))
            erased += 1
    return erased


def after(wait: timedelta) -> str:
    """The time ``wait`` from now, as ``now`` writes it."""
    at = datetime.now(UTC) + wait
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _of(key: str) -> sa.Update:
    return sa.update(ticket_outbox).where(ticket_outbox.c.key == key)


def _effect(row: RowMapping) -> Effect:
    return Effect(**{name: row[name] for name in Effect.__dataclass_fields__})
