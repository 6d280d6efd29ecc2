"""Tickets, the events that made them, and their files."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, RowMapping

from kb.errors import NotFoundError
from kb.records.engine import now
from kb.records.service_schema import jobs
from kb.records.tickets_schema import ticket_events, ticket_files, tickets
from kb.values import Audience

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. ``state`` is ``received``, ``quiet`` (nothing was asked), ``drafted``,
    ``answered`` or ``stopped``; ``content`` is what its later events need to know."""

    id: str
    tool: str
    external_id: str
    state: str
    audience: Audience
    content: Json
    created_at: str
    changed_at: str

    @property
    def actor(self) -> str:
        """The ticket as the audit log names it."""
        return f"ticket:{self.tool}:{self.external_id}"


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it was stored; ``done_at`` is empty until it was worked on."""

    tool: str
    delivery: str
    fact: str
    kind: str
    payload: Json
    at: str
    done_at: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a ticket, without its bytes."""

    id: str
    ticket_id: str
    kind: str
    name: str


def insert_once(connection: Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one like it is there; whether it was inserted."""
    maker = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = maker.insert(table).values(**values).on_conflict_do_nothing()
    return bool(connection.execute(statement).rowcount)


def ensure(connection: Connection, tool: str, external_id: str, audience: Audience) -> Ticket:
    """The ticket of this id, made where there is none."""
    at = now()
    values: Json = {
        "id": uuid.uuid4().hex,
        "tool": tool,
        "external_id": external_id,
        "state": "received",
        "audience": audience.value,
        "content": {},
        "created_at": at,
        "changed_at": at,
    }
    insert_once(connection, tickets, values)
    query = sa.select(tickets).where(tickets.c.tool == tool, tickets.c.external_id == external_id)
    return _ticket(connection.execute(query).mappings().one())


def find(connection: Connection, tool: str, external_id: str) -> Ticket | None:
    """The ticket of this id, if there is one."""
    query = sa.select(tickets).where(tickets.c.tool == tool, tickets.c.external_id == external_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _ticket(row)


def get(connection: Connection, identity: str, *, lock: bool = False) -> Ticket:
    """The ticket with this id, held until the transaction ends if asked. ``NotFoundError``."""
    query = sa.select(tickets).where(tickets.c.id == identity)
    row = connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no ticket {identity}")
    return _ticket(row)


def listing(connection: Connection) -> list[Ticket]:
    """Every ticket, the last changed first."""
    query = sa.select(tickets).order_by(tickets.c.changed_at.desc(), tickets.c.id)
    return [_ticket(row) for row in connection.execute(query).mappings()]


def save(connection: Connection, identity: str, state: str, content: Json) -> None:
    """Store how a ticket now stands."""
    known = tickets.c.id == identity
    values = {"state": state, "content": content, "changed_at": now()}
    connection.execute(sa.update(tickets).where(known).values(**values))


def take(
    connection: Connection, ticket: Ticket, delivery: str, fact: str, kind: str, payload: Json
) -> bool:
    """Store an event; False when it, or another message of the same fact, is there already."""
    values = {
        "tool": ticket.tool,
        "delivery": delivery[:200],
        "fact": fact[:300],
        "ticket_id": ticket.id,
        "kind": kind,
        "payload": payload,
        "at": now(),
        "done_at": "",
    }
    return insert_once(connection, ticket_events, values)


def events(connection: Connection, ticket_id: str) -> list[Stored]:
    """What happened to a ticket, in the order it became known."""
    query = sa.select(ticket_events).where(ticket_events.c.ticket_id == ticket_id)
    query = query.order_by(ticket_events.c.at, ticket_events.c.fact)
    rows = connection.execute(query).mappings()
    return [Stored(**{name: row[name] for name in Stored.__dataclass_fields__}) for row in rows]


def finish(connection: Connection, event: Stored) -> bool:
    """Note that an event was worked on; False when somebody else did so first."""
    held = sa.and_(
        ticket_events.c.tool == event.tool,
        ticket_events.c.delivery == event.delivery,
        ticket_events.c.done_at == "",
    )
    done = connection.execute(sa.update(ticket_events).where(held).values(done_at=now()))
    return bool(done.rowcount)


def put_file(
    connection: Connection,
    ticket_id: str,
    kind: str,
    name: str,
    data: bytes,
    documents: Iterable[str] = (),
) -> StoredFile:
    """Keep a file of a ticket; the same file under the same name is kept once."""
    digest = hashlib.sha256(f"{ticket_id}\0{kind}\0{name}\0".encode() + data).hexdigest()
    values = {
        "id": digest,
        "ticket_id": ticket_id,
        "kind": kind,
        "name": name,
        "documents": sorted(set(documents)),
        "data": data,
        "created_at": now(),
    }
    insert_once(connection, ticket_files, values)
    return StoredFile(digest, ticket_id, kind, name)


def files(connection: Connection, ticket_id: str) -> list[StoredFile]:
    """The files of a ticket, by name."""
    columns = [ticket_files.c[name] for name in StoredFile.__dataclass_fields__]
    query = sa.select(*columns).where(ticket_files.c.ticket_id == ticket_id)
    rows = connection.execute(query.order_by(ticket_files.c.name, ticket_files.c.id))
    return [StoredFile(*row) for row in rows]


def file_data(connection: Connection, ticket_id: str, identity: str) -> tuple[str, bytes]:
    """Name and bytes of a file of a ticket. Raises ``NotFoundError``."""
    query = sa.select(ticket_files.c.name, ticket_files.c.data).where(
        ticket_files.c.id == identity, ticket_files.c.ticket_id == ticket_id
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(f"the ticket {ticket_id} has no file {identity}")
    return str(row.name), bytes(row.data)


def planned(connection: Connection, kind: str, ticket_id: str, latest: str) -> bool:
    """Whether a job of this kind waits that will look at the ticket until ``latest``."""
    query = sa.select(jobs.c.args).where(
        jobs.c.kind == kind, jobs.c.state == "queued", jobs.c.due_at <= latest
    )
    return any(args.get("ticket") == ticket_id for args in connection.execute(query).scalars())


def _ticket(row: RowMapping) -> Ticket:
    values = {name: row[name] for name in Ticket.__dataclass_fields__}
    return Ticket(**values | {"audience": Audience(row["audience"])})
