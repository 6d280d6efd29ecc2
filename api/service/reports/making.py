"""Reports that take a while: the last one at once, and a job where it is to be made anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from pydantic import BaseModel, Field

from api.jobs.reports import state_now
from api.service.core import Core
from api.service.jobs import JobLine, job_line
from api.service.keys import Caller
from kb.records import jobs, reports
from kb.records.jobs import Job
from kb.records.reports import Report
from kb.values import Audience


class Made(BaseModel):
    """What every report says of itself."""

    current: bool = Field(description="It is of the documents as they are now.")
    made_at: str | None
    job: JobLine | None = Field(
        description="The job that makes it anew; ask again once it is done."
    )


@dataclass(frozen=True, slots=True)
class Latest:
    """The last report, if there is one, and the job that makes the next."""

    report: Report | None
    job: Job | None

    def facts(self) -> dict[str, Any]:
        """The fields of ``Made``."""
        return {
            "current": self.job is None,
            "made_at": None if self.report is None else self.report.made_at,
            "job": None if self.job is None else job_line(self.job),
        }


def latest(
    core: Core, caller: Caller, sight: Audience, kind: str, subject: str, args: Mapping[str, Any]
) -> Latest:
    """The report of this kind for ``sight``; where it is not of today's documents, a job is begun
    that makes it."""
    state = state_now(core.base, kind, subject, sight)
    with core.base.records.read() as connection:
        held = reports.get(connection, kind, subject, sight)
        under_way = [
            job
            for job in jobs.open_of(connection, kind)
            if (job.actor, job.audience, job.args) == (caller.actor, sight, dict(args))
        ]
    if held is not None and held.state == state:
        return Latest(held, None)
    if under_way:
        return Latest(held, under_way[0])
    return Latest(held, core.jobs.submit(kind, args, actor=caller.actor, audience=sight))


def accepted(response: Response, found: Latest) -> None:
    """202 where a job makes the report."""
    if found.job is not None:
        response.status_code = 202
