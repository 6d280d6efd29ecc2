"""Long work that outlives the process that began it: queued, listed, cancelled, resumed.

``job_leases`` is what a runner does with it.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from kb.errors import NotFoundError
from kb.records.engine import now
from kb.records.service_schema import jobs
from kb.values import Audience

Json = dict[str, Any]


class JobState(StrEnum):
    """``queued`` and ``running`` are open; the other three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.QUEUED, JobState.RUNNING)
FINAL = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of long work. ``done`` of ``total`` steps; ``total`` 0 while it is not known.

    ``attempts``: how often it was begun without being handed back. ``kept``: what its handler
    noted for the next attempt.
    """

    id: str
    kind: str
    state: JobState
    args: Json
    actor: str
    audience: Audience
    done: int
    total: int
    note: str
    result: Json | None
    problem: str
    cancelling: bool
    attempts: int
    kept: Json | None
    created_at: str
    started_at: str
    finished_at: str


def _job(row: RowMapping) -> Job:
    values = {name: row[name] for name in Job.__dataclass_fields__}
    return Job(**values | {"state": JobState(row["state"]), "audience": Audience(row["audience"])})


def submit(
    connection: Connection,
    kind: str,
    args: Mapping[str, Any],
    *,
    actor: str,
    audience: Audience,
    due_at: str = "",
    identity: str = "",
) -> Job:
    """Queue a job; ``due_at`` (as ``now`` writes it) is the earliest time it is begun, ``identity``
    the id it is to have."""
    identity = identity or uuid.uuid4().hex
    last = connection.execute(sa.select(sa.func.max(jobs.c.seq))).scalar() or 0
    connection.execute(
        sa.insert(jobs),
        {
            "id": identity,
            "seq": last + 1,
            "kind": kind,
            "state": JobState.QUEUED,
            "args": dict(args),
            "actor": actor,
            "audience": audience.value,
            "done": 0,
            "total": 0,
            "note": "",
            "result": None,
            "problem": "",
            "cancelling": False,
            "attempts": 0,
            "kept": None,
            "runner": "",
            "leased_until": "",
            "due_at": due_at,
            "created_at": now(),
            "started_at": "",
            "finished_at": "",
        },
    )
    return get(connection, identity)


def get(connection: Connection, identity: str) -> Job:
    """The job with this id. Raises ``NotFoundError``."""
    query = sa.select(jobs).where(jobs.c.id == identity)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no job {identity}")
    return _job(row)


def open_of(connection: Connection, kind: str) -> list[Job]:
    """The jobs of a kind that are queued or under way, the oldest first."""
    query = sa.select(jobs).where(jobs.c.kind == kind, jobs.c.state.in_(OPEN)).order_by(jobs.c.seq)
    return [_job(row) for row in connection.execute(query).mappings()]


def listing(
    connection: Connection,
    *,
    audiences: Collection[Audience] | None = None,
    actor: str | None = None,
    state: JobState | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[Job]]:
    """How many jobs there are of these audiences, or of all (and of this actor, in this state), and
    a page of them, the latest first."""
    wanted: list[sa.ColumnElement[bool]] = []
    if audiences is not None:
        wanted.append(jobs.c.audience.in_(sorted(audience.value for audience in audiences)))
    if actor is not None:
        wanted.append(jobs.c.actor == actor)
    if state is not None:
        wanted.append(jobs.c.state == state)
    total = connection.execute(sa.select(sa.func.count()).select_from(jobs).where(*wanted))
    query = sa.select(jobs).where(*wanted).order_by(jobs.c.seq.desc()).limit(limit).offset(offset)
    found = [_job(row) for row in connection.execute(query).mappings()]
    return int(total.scalar_one()), found


def cancel(connection: Connection, identity: str) -> Job:
    """End a job that waits at once, and ask the runner of one under way to stop."""
    held = get(connection, identity)
    if held.state is JobState.QUEUED:
        values = {"state": JobState.CANCELLED, "finished_at": now(), "cancelling": True}
    elif held.state is JobState.RUNNING:
        values = {"cancelling": True}
    else:
        return held
    connection.execute(sa.update(jobs).where(jobs.c.id == identity).values(**values))
    return get(connection, identity)


def resume(connection: Connection, identity: str) -> Job:
    """Queue a job again that failed or was cancelled; it goes on where it stopped."""
    connection.execute(
        sa.update(jobs)
        .where(jobs.c.id == identity, jobs.c.state.in_([JobState.FAILED, JobState.CANCELLED]))
        .values(
            state=JobState.QUEUED,
            cancelling=False,
            problem="",
            finished_at="",
            due_at="",
            runner="",
            attempts=0,
        )
    )
    return get(connection, identity)


def after(wait: timedelta) -> str:
    """The time after ``wait``, as ``now`` writes it."""
    at = datetime.now(UTC) + wait
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
