"""A runner's hold on a job.

It takes a job by a lease and renews it while it works; a job whose lease ran out, because its
runner died, is free to be taken again. So every kind of job goes on where it stopped.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.engine import now
from kb.records.jobs import Job, JobState, Json, after, get
from kb.records.service_schema import jobs

#: How often a job is begun before it is given up.
MOST_ATTEMPTS = 3
#: Nobody takes a lease for longer: one that ends later was given when the clock was ahead.
LONGEST_LEASE = timedelta(hours=1)


def claim(
    connection: Connection, runner: str, kinds: Collection[str], lease: timedelta
) -> Job | None:
    """Take the oldest free job of these kinds, or None. Two runners never take the same one.

    A job that ended its process each time it was begun is failed instead.
    """
    _give_up(connection)
    at = now()
    free = sa.or_(
        jobs.c.state == JobState.QUEUED,
        sa.and_(jobs.c.state == JobState.RUNNING, _lapsed(at)),
    )
    query = (
        sa.select(jobs.c.id)
        .where(free, jobs.c.due_at <= at, jobs.c.kind.in_(sorted(kinds)))
        .order_by(jobs.c.seq)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    identity = connection.execute(query).scalar()
    if identity is None:
        return None
    connection.execute(
        sa.update(jobs)
        .where(jobs.c.id == identity)
        .values(
            state=JobState.RUNNING,
            runner=runner,
            leased_until=after(lease),
            attempts=jobs.c.attempts + 1,
            started_at=sa.case((jobs.c.started_at == "", at), else_=jobs.c.started_at),
        )
    )
    return get(connection, identity)


def renew(connection: Connection, identity: str, runner: str, lease: timedelta) -> Job | None:
    """Keep a job for longer; None when it is no longer this runner's."""
    found = connection.execute(_held(identity, runner).values(leased_until=after(lease)))
    return get(connection, identity) if found.rowcount else None


def progress(
    connection: Connection, identity: str, runner: str, done: int, total: int, note: str
) -> None:
    """Note how far a job is."""
    connection.execute(_held(identity, runner).values(done=done, total=total, note=note))


def keep(connection: Connection, identity: str, runner: str, kept: Json) -> None:
    """Note something for the next attempt, should this one not come to an end."""
    connection.execute(_held(identity, runner).values(kept=kept))


def finish(
    connection: Connection,
    identity: str,
    runner: str,
    state: JobState,
    *,
    result: Json | None = None,
    problem: str = "",
) -> bool:
    """End a job; False when it was no longer this runner's, and then nothing has changed."""
    found = connection.execute(
        _held(identity, runner).values(
            state=state, result=result, problem=problem, finished_at=now(), leased_until=""
        )
    )
    return bool(found.rowcount)


def hand_back(connection: Connection, identity: str, runner: str, due_at: str = "") -> None:
    """Let go of a job that is not finished, for the next runner; it is no failed attempt."""
    fewer = sa.case((jobs.c.attempts > 0, jobs.c.attempts - 1), else_=0)
    _let_go(connection, identity, runner, due_at, attempts=fewer)


def postpone(connection: Connection, identity: str, runner: str, due_at: str) -> None:
    """Let go of a job whose attempt failed, to be begun again at ``due_at``."""
    _let_go(connection, identity, runner, due_at)


def _let_go(connection: Connection, identity: str, runner: str, due_at: str, **values: Any) -> None:
    connection.execute(
        _held(identity, runner).values(
            state=JobState.QUEUED, runner="", leased_until="", due_at=due_at, **values
        )
    )


def _give_up(connection: Connection) -> None:
    """Fail the jobs whose process ended in each of their attempts."""
    at = now()
    problem = (
        f"the service ended {MOST_ATTEMPTS} times while it did this, so it is not tried again by "
        "itself; look into the service's log and its memory, then resume it"
    )
    connection.execute(
        sa.update(jobs)
        .where(
            jobs.c.state == JobState.RUNNING,
            _lapsed(at),
            jobs.c.attempts >= MOST_ATTEMPTS,
        )
        .values(state=JobState.FAILED, problem=problem, finished_at=at, leased_until="")
    )


def _lapsed(at: str) -> sa.ColumnElement[bool]:
    """Whether a lease is over, or was given before the clock was set back."""
    return sa.or_(jobs.c.leased_until < at, jobs.c.leased_until > after(LONGEST_LEASE))


def _held(identity: str, runner: str) -> sa.Update:
    return sa.update(jobs).where(
        jobs.c.id == identity, jobs.c.runner == runner, jobs.c.state == JobState.RUNNING
    )
