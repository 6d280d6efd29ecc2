"""Jobs as a whole: those a dead process left, and those that ended long ago."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.jobs import FINAL, JobState
from kb.records.service_schema import jobs


def free_all(connection: Connection) -> int:
    """Let every job under way be taken at once: for a process that knows that it is the only one.

    Returns how many there were.
    """
    query = sa.update(jobs).where(jobs.c.state == JobState.RUNNING).values(leased_until="")
    return connection.execute(query).rowcount


def prune(connection: Connection, before: str) -> int:
    """Delete the jobs that ended before this time; returns how many."""
    query = sa.delete(jobs).where(jobs.c.state.in_(FINAL), jobs.c.finished_at < before)
    return connection.execute(query).rowcount


def ids(connection: Connection) -> set[str]:
    """The ids of every job."""
    return set(connection.execute(sa.select(jobs.c.id)).scalars())
