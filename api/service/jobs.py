"""``/v1/jobs``: how far long work is, stopping it, and going on with it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy.engine import Connection

from api.service.access import CallerDep, CoreDep, requires
from api.service.keys import Caller
from api.service.paging import Limit, Offset
from api.service.roles import Role
from kb.errors import NotFoundError
from kb.records import jobs as stored
from kb.records.jobs import Job, JobState

router = APIRouter(prefix="/jobs", tags=["jobs"], dependencies=[requires(Role.READER)])


class JobLine(BaseModel):
    """A piece of long work; ``done`` of ``total`` steps, ``total`` 0 while it is not known."""

    id: str
    kind: str
    state: JobState
    done: int
    total: int
    note: str
    result: dict[str, Any] | None
    problem: str | None
    cancelling: bool
    actor: str
    created_at: str
    started_at: str | None
    finished_at: str | None


class JobList(BaseModel):
    """A page of the jobs, the latest first."""

    total: int
    limit: int
    offset: int
    jobs: list[JobLine]


def job_line(job: Job) -> JobLine:
    """A job as the service shows it."""
    return JobLine(
        id=job.id,
        kind=job.kind,
        state=job.state,
        done=job.done,
        total=job.total,
        note=job.note,
        result=job.result,
        problem=job.problem or None,
        cancelling=job.cancelling,
        actor=job.actor,
        created_at=job.created_at,
        started_at=job.started_at or None,
        finished_at=job.finished_at or None,
    )


def _may_see(caller: Caller, job: Job) -> bool:
    """One's own jobs; an admin's view holds every job of an audience the admin sees."""
    if job.audience not in caller.audience.sees():
        return False
    return caller.role is Role.ADMIN or job.actor == caller.actor


def _own(connection: Connection, caller: Caller, identity: str) -> Job:
    job = stored.get(connection, identity)
    if not _may_see(caller, job):
        raise NotFoundError(f"there is no job {identity}")
    return job


@router.get("")
def list_jobs(
    core: CoreDep,
    caller: CallerDep,
    state: Annotated[JobState | None, Query(description="Only in this state.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> JobList:
    """The caller's jobs, the latest first; an admin sees everybody's."""
    with core.base.records.read() as connection:
        total, found = stored.listing(
            connection,
            audiences=caller.audience.sees(),
            actor=None if caller.role is Role.ADMIN else caller.actor,
            state=state,
            limit=limit,
            offset=offset,
        )
    page = [job_line(job) for job in found]
    return JobList(total=total, limit=limit, offset=offset, jobs=page)


@router.get("/{job_id}")
def show_job(job_id: str, core: CoreDep, caller: CallerDep) -> JobLine:
    """How far a job is, and what came of it."""
    with core.base.records.read() as connection:
        return job_line(_own(connection, caller, job_id))


@router.post("/{job_id}/{action}")
def change_job(
    job_id: str, action: Literal["cancel", "resume"], core: CoreDep, caller: CallerDep
) -> JobLine:
    """Stop a job at its next step, or go on with one that stopped or failed."""
    with core.base.records.write() as connection:
        _own(connection, caller, job_id)
        change = stored.cancel if action == "cancel" else stored.resume
        changed = change(connection, job_id)
    core.jobs.wake()
    return job_line(changed)
