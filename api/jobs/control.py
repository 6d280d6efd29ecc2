"""What a job's handler tells of it, and is told."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kb.records import job_leases
from kb.records.jobs import Job

if TYPE_CHECKING:
    from api.jobs.runner import Runner
    from api.service.core import Core

Json = dict[str, Any]
Handler = Callable[["Core", Job, "Control"], Json]
#: How often a lease is renewed, in seconds.
RENEW_SECONDS = 3.0
_SAY_SECONDS = 0.25


class StoppedError(Exception):
    """Raised inside a handler: the job is cancelled, taken over, or the service stops."""


class FailedError(Exception):
    """Raised by a handler: the job has failed, and still has a ``result`` that says how."""

    def __init__(self, problem: str, result: Json) -> None:
        super().__init__(problem)
        self.result = result


@dataclass
class Control:
    """One attempt at a job. ``lost``: another runner has taken it."""

    runner: "Runner"
    job: Job
    lost: bool = False
    cancelled: bool = False
    _said: float = 0.0
    _renewed: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Raise ``StoppedError`` when the job is to stop; call it between steps."""
        if self.lost or self.cancelled or self.runner.stopping.is_set():
            raise StoppedError

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """Say how far the job is, and ``check``. Written at most four times a second."""
        self.check()
        at = time.monotonic()
        if done < total and at - self._said < _SAY_SECONDS:
            return
        self._said = at
        with self.runner.core.base.records.write() as connection:
            job_leases.progress(connection, self.job.id, self.runner.name, done, total, note)

    def keep(self, kept: Json) -> None:
        """Note what the next attempt is to know, as ``job.kept``."""
        with self.runner.core.base.records.write() as connection:
            job_leases.keep(connection, self.job.id, self.runner.name, kept)

    def renewed(self, held: Job | None) -> None:
        """Take note of what renewing the lease brought: the job, or None when it was taken."""
        self._renewed = time.monotonic()
        self.lost = held is None
        self.cancelled = held is not None and held.cancelling

    def missed(self, lease: timedelta) -> None:
        """Take note that the lease could not be renewed: once it has run out, the job is lost."""
        if time.monotonic() - self._renewed > lease.total_seconds():
            self.lost = True
