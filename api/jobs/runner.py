"""Runs the jobs that are queued: a thread for each lane takes its jobs one after the other."""

import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from api.jobs.control import RENEW_SECONDS, Control, FailedError, Handler, StoppedError
from api.jobs.tidying import Tidying
from kb.disk import disk_fault
from kb.errors import StoreBusyError, StoreError, VouchError
from kb.records import job_leases, job_upkeep, jobs
from kb.records.jobs import Job, JobState
from kb.values import Audience

if TYPE_CHECKING:
    from api.service.core import Core

__all__ = ["Control", "FailedError", "Handler", "Runner", "StoppedError"]

_LEASE = timedelta(seconds=15)
#: Longest wait before looking for a job that another process queued, in seconds.
_LOOK_SECONDS = 1.0
#: Wait for another writer, and before a failed attempt is repeated (that, times the attempt).
_BUSY, _AGAIN = timedelta(seconds=2), timedelta(seconds=10)
#: Longest wait for a job to come to its next step when the service stops, in seconds.
_STOP_SECONDS = 30.0
log = structlog.get_logger()


@dataclass
class Runner:
    """Takes jobs of the kinds it has handlers for.

    ``lanes``: the lane of a kind, ``""`` where it has none; jobs of one lane run one at a time,
    those of different lanes side by side.
    """

    core: "Core"
    handlers: Mapping[str, Handler]
    lanes: Mapping[str, str] = field(default_factory=dict)
    lease: timedelta = _LEASE
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    stopping: threading.Event = field(default_factory=threading.Event)
    _wake: threading.Condition = field(default_factory=threading.Condition)
    _calls: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)

    def submit(
        self,
        kind: str,
        args: Mapping[str, Any],
        *,
        actor: str,
        audience: Audience,
        identity: str = "",
    ) -> Job:
        """Queue a job and begin it soon; ``identity`` is the id it is to have, if any.

        Raises ``KeyError`` for a kind nobody handles.
        """
        _ = self.handlers[kind]
        with self.core.base.records.write() as connection:
            made = jobs.submit(
                connection, kind, args, actor=actor, audience=audience, identity=identity
            )
        self.wake()
        return made

    def wake(self) -> None:
        """Look for a job now."""
        with self._wake:
            self._calls += 1
            self._wake.notify_all()

    def start(self) -> None:
        """Begin taking jobs, those that an earlier process of this service left first."""
        if not self.core.base.shared:
            with self.core.base.records.write() as connection:
                left = job_upkeep.free_all(connection)
            if left:
                log.warning("jobs were left by a service that was cut off", jobs=left)
        lanes: dict[str, list[str]] = {}
        for kind in sorted(self.handlers):
            lanes.setdefault(self.lanes.get(kind, ""), []).append(kind)
        for lane, kinds in sorted(lanes.items()):
            thread = threading.Thread(
                target=self._run, args=(kinds,), name=f"jobs {lane}".strip(), daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def begin_stop(self) -> None:
        """Take no further job; those under way stop at their next step."""
        self.stopping.set()
        self.wake()

    def stop(self, seconds: float = _STOP_SECONDS) -> bool:
        """Stop the jobs under way between two steps, and hand them back.

        False when one has not come to its next step after ``seconds``: it is begun again once its
        lease is over.
        """
        self.begin_stop()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                log.warning("a job has not come to its next step; it will be begun again")
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, kinds: list[str]) -> None:
        tidying = Tidying(self.core)
        while not self.stopping.is_set():
            with self._wake:
                calls = self._calls
            try:
                tidying.when_due()
                with self.core.base.records.write() as connection:
                    job = job_leases.claim(connection, self.name, kinds, self.lease)
                if job is not None:
                    self.run(job)
            except VouchError as error:
                log.error("jobs cannot be read or noted", problem=str(error))
                job = None
            if job is None:
                self._await(calls)

    def _await(self, calls: int) -> None:
        """Wait a moment, or until ``wake`` was called after ``calls`` was read."""
        with self._wake:
            self._wake.wait_for(
                lambda: self._calls != calls or self.stopping.is_set(), _LOOK_SECONDS
            )

    def run(self, job: Job) -> None:
        """Do a claimed job to its end, or until it is to stop."""
        control = Control(self, job, cancelled=job.cancelling)
        over = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(control, over), daemon=True)
        keeper.start()
        try:
            control.check()
            result = self.handlers[job.kind](self.core, job, control)
        except StoppedError:
            self._end_stopped(control)
        except StoreBusyError:
            with self.core.base.records.write() as connection:
                job_leases.hand_back(connection, job.id, self.name, jobs.after(_BUSY))
        except VouchError as error:
            self._end_failed(job, error)
        except FailedError as error:
            self._finish(job, JobState.FAILED, result=error.result, problem=str(error))
        except Exception as error:
            if fault := disk_fault(error):
                self._end_failed(job, StoreError(fault))
                return
            # A handler's own mistake must end its job, not the thread that all others wait for.
            log.exception("a job failed", job=job.id, kind=job.kind)
            problem = f"a fault in Vouch: {type(error).__name__}; the service's log has it"
            self._finish(job, JobState.FAILED, problem=problem)
        else:
            self._finish(job, JobState.DONE, result=result)
        finally:
            over.set()
            keeper.join()

    def _end_stopped(self, control: Control) -> None:
        if control.lost:
            return
        if control.cancelled:
            self._finish(control.job, JobState.CANCELLED)
            return
        with self.core.base.records.write() as connection:
            job_leases.hand_back(connection, control.job.id, self.name)

    def _end_failed(self, job: Job, error: VouchError) -> None:
        """Try again later what may pass by itself: a store that cannot be reached."""
        if not isinstance(error, StoreError) or job.attempts >= job_leases.MOST_ATTEMPTS:
            self._finish(job, JobState.FAILED, problem=str(error))
            return
        log.warning("a job is tried again", job=job.id, kind=job.kind, problem=str(error))
        with self.core.base.records.write() as connection:
            job_leases.postpone(connection, job.id, self.name, jobs.after(_AGAIN * job.attempts))

    def _finish(self, job: Job, state: JobState, **how: Any) -> None:
        with self.core.base.records.write() as connection:
            job_leases.finish(connection, job.id, self.name, state, **how)

    def _keep(self, control: Control, over: threading.Event) -> None:
        """Renew the lease until the job is over; notice that it was cancelled or taken."""
        while not over.wait(RENEW_SECONDS):
            try:
                with self.core.base.records.write() as connection:
                    held = job_leases.renew(connection, control.job.id, self.name, self.lease)
            except VouchError as error:
                log.error("a job's lease could not be renewed", problem=str(error))
                control.missed(self.lease)
            else:
                control.renewed(held)
