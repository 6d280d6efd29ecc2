"""Writes that may be sent twice: who holds a key, and what was answered under it.

A request under way holds its row by a lease that it renews, so a row whose process died is free
again after the lease; an answer is stored whole, in one transaction, before anybody gets it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from kb.records.engine import now
from kb.records.service_schema import idempotency as table

#: How long an answer is kept.
KEPT = timedelta(hours=24)
_AHEAD = timedelta(hours=1)
_RUNNING, _DONE = "running", "done"


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer given before; ``body`` None where it was not kept. ``request`` is the digest."""

    request: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes | None


class UnderWay:
    """The same request is being worked on."""


def claim(
    connection: Connection, caller: str, key: str, holder: str, lease: timedelta
) -> Stored | UnderWay | None:
    """Take ``key`` for ``holder``: None when it is now held, else what stands in its place."""
    mine = (table.c.caller == caller, table.c.key == key)
    query = sa.select(table).where(*mine).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is not None and row["state"] == _DONE and row["created_at"] > _ago(KEPT):
        headers = tuple((str(name), str(value)) for name, value in row["headers"])
        return Stored(str(row["request"]), int(row["status"]), headers, row["body"])
    # A lease that ends later than any is given for is of a time when the clock was ahead.
    if row is not None and row["state"] == _RUNNING and now() < row["leased_until"] < _ago(-_AHEAD):
        return UnderWay()
    connection.execute(sa.delete(table).where(*mine))
    values = {
        "caller": caller,
        "key": key,
        "request": "",
        "state": _RUNNING,
        "holder": holder,
        "leased_until": _ago(-lease),
        "created_at": now(),
    }
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(table), values)
    except IntegrityError:  # another process was quicker
        return UnderWay()
    return None


def renew(connection: Connection, caller: str, key: str, holder: str, lease: timedelta) -> None:
    """Hold a key for longer."""
    connection.execute(_held(caller, key, holder).values(leased_until=_ago(-lease)))


def finish(connection: Connection, caller: str, key: str, holder: str, answer: Stored) -> bool:
    """Keep the answer; False when the key is no longer this holder's, and nothing is kept."""
    values = {
        "state": _DONE,
        "request": answer.request,
        "status": answer.status,
        "headers": [list(pair) for pair in answer.headers],
        "body": answer.body,
        "leased_until": "",
    }
    return bool(connection.execute(_held(caller, key, holder).values(**values)).rowcount)


def release(connection: Connection, caller: str, key: str, holder: str) -> None:
    """Let a key go whose request had no effect."""
    connection.execute(
        sa.delete(table).where(
            table.c.caller == caller,
            table.c.key == key,
            table.c.holder == holder,
            table.c.state == _RUNNING,
        )
    )


def prune(connection: Connection) -> int:
    """Forget what is older than ``KEPT``; returns how many."""
    old = sa.and_(table.c.created_at < _ago(KEPT), table.c.leased_until < now())
    return int(connection.execute(sa.delete(table).where(old)).rowcount)


def forget_answers(connection: Connection) -> None:
    """Forget every kept answer: after a purge none may repeat what was erased."""
    connection.execute(sa.update(table).where(table.c.state == _DONE).values(body=None))


def _held(caller: str, key: str, holder: str) -> sa.Update:
    return sa.update(table).where(
        table.c.caller == caller,
        table.c.key == key,
        table.c.holder == holder,
        table.c.state == _RUNNING,
    )


def _ago(span: timedelta) -> str:
    at = datetime.now(UTC) - span
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
