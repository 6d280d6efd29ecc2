"""Jobs: one runner at a time, ended, repeated, handed back, given up and forgotten."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.jobs.runner import Control, FailedError, Handler, Runner
from api.jobs.tidying import tidy
from api.service.core import Core
from api.service.storing import staging_folder
from kb.errors import NotFoundError, SettingsError, StoreBusyError, StoreError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import job_leases, job_upkeep, jobs
from kb.records.jobs import Job, JobState
from kb.settings import Settings
from kb.values import Audience

LEASE, OVER = timedelta(seconds=60), timedelta(seconds=-1)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_knowledge_base(Settings(home=tmp_path, embedder="hashing")) as opened:
        yield opened


@pytest.fixture
def core(base: KnowledgeBase) -> Core:
    return Core(base)


def submit(base: KnowledgeBase, kind: str = "work", **args: object) -> Job:
    with base.records.write() as connection:
        return jobs.submit(connection, kind, args, actor="me", audience=Audience.NDA)


def claim(base: KnowledgeBase, runner: str, lease: timedelta = LEASE) -> Job | None:
    with base.records.write() as connection:
        return job_leases.claim(connection, runner, {"work"}, lease)


def state(base: KnowledgeBase, job: Job) -> Job:
    with base.records.read() as connection:
        return jobs.get(connection, job.id)


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    gate = threading.Event()
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        gate.wait(0.01)


def run(core: Core, handler: Handler, job: Job) -> Job:
    """One attempt at ``job`` by a runner of its own."""
    runner = Runner(core, {"work": handler}, lease=LEASE)
    with core.base.records.write() as connection:
        taken = job_leases.claim(connection, runner.name, {"work"}, LEASE)
    assert taken is not None
    assert taken.id == job.id
    runner.run(taken)
    return state(core.base, job)


def test_a_job_is_taken_once_and_again_when_its_lease_is_over(base: KnowledgeBase) -> None:
    job = submit(base)
    assert claim(base, "first", OVER) is not None
    assert claim(base, "second") is not None
    assert claim(base, "third") is None
    with base.records.write() as connection:
        assert job_leases.renew(connection, job.id, "first", LEASE) is None
        assert not job_leases.finish(connection, job.id, "first", JobState.DONE)
        assert job_leases.finish(connection, job.id, "second", JobState.DONE, result={"n": 1})
    assert state(base, job).result == {"n": 1}


def test_a_job_that_ends_its_process_three_times_is_failed(base: KnowledgeBase) -> None:
    job = submit(base)
    assert [claim(base, f"{n}", OVER) is not None for n in range(4)] == [True, True, True, False]
    given_up = state(base, job)
    assert given_up.state is JobState.FAILED
    assert "ended 3 times" in given_up.problem
    assert "resume" in given_up.problem
    with base.records.write() as connection:
        assert jobs.resume(connection, job.id).state is JobState.QUEUED
    again = claim(base, "patient")
    assert again is not None
    assert again.attempts == 1


def test_a_job_handed_back_is_no_failed_attempt(base: KnowledgeBase) -> None:
    job = submit(base)
    for number in range(5):
        assert claim(base, f"{number}") is not None
        with base.records.write() as connection:
            job_leases.hand_back(connection, job.id, f"{number}")
    assert state(base, job).attempts == 0
    assert state(base, job).state is JobState.QUEUED


def test_a_service_that_is_alone_takes_at_once_what_was_left(core: Core) -> None:
    job = submit(core.base)
    assert claim(core.base, "killed") is not None
    runner = Runner(core, {"work": lambda *_: {"done": True}})
    runner.start()
    try:
        until(lambda: state(core.base, job).state is JobState.DONE)
    finally:
        assert runner.stop()


@pytest.mark.parametrize(
    ("error", "expected", "said"),
    [
        (StoreError("the store is away"), JobState.QUEUED, ""),
        (StoreBusyError("another writes"), JobState.QUEUED, ""),
        (SettingsError("the model is not set"), JobState.FAILED, "the model is not set"),
        (KeyError("secret"), JobState.FAILED, "a fault in Vouch: KeyError"),
        (FailedError("nothing was read", {"n": 0}), JobState.FAILED, "nothing was read"),
    ],
)
def test_what_may_pass_is_tried_again_and_the_rest_fails(
    core: Core, error: Exception, expected: JobState, said: str
) -> None:
    def handler(_core: Core, _job: Job, _control: Control) -> dict[str, Any]:
        raise error

    ended = run(core, handler, submit(core.base))
    assert ended.state is expected
    assert ended.problem.startswith(said)
    assert "secret" not in ended.problem
    assert claim(core.base, "too soon") is None


def test_a_store_that_stays_away_ends_the_job_after_three_attempts(core: Core) -> None:
    def handler(_core: Core, _job: Job, _control: Control) -> dict[str, Any]:
        raise StoreError("the store is away")

    job = submit(core.base)
    assert claim(core.base, "first", OVER) is not None
    assert claim(core.base, "second", OVER) is not None
    assert run(core, handler, job).problem == "the store is away"


def test_what_is_kept_is_known_to_the_next_attempt(core: Core) -> None:
    def handler(_core: Core, job: Job, control: Control) -> dict[str, Any]:
        if job.kept is None:
            control.keep({"step": 7})
            raise StoreBusyError("not now")
        return job.kept

    job = submit(core.base)
    assert run(core, handler, job).state is JobState.QUEUED
    with core.base.records.write() as connection:
        jobs.cancel(connection, job.id)
        jobs.resume(connection, job.id)
    assert run(core, handler, job).result == {"step": 7}


def test_a_job_is_cancelled_between_two_steps(core: Core) -> None:
    begun = threading.Event()

    def handler(_core: Core, _job: Job, control: Control) -> dict[str, Any]:
        begun.set()
        while True:
            control.check()

    runner = Runner(core, {"work": handler})
    runner.start()
    try:
        job = runner.submit("work", {}, actor="me", audience=Audience.NDA)
        assert begun.wait(20)
        with core.base.records.write() as connection:
            assert jobs.cancel(connection, job.id).cancelling
        until(lambda: state(core.base, job).state is JobState.CANCELLED)
    finally:
        assert runner.stop()


def test_a_service_that_stops_hands_its_job_back(core: Core) -> None:
    begun = threading.Event()

    def handler(_core: Core, _job: Job, control: Control) -> dict[str, Any]:
        begun.set()
        while True:
            control.progress(1, 2, "half way")

    runner = Runner(core, {"work": handler})
    runner.start()
    job = runner.submit("work", {}, actor="me", audience=Audience.NDA)
    assert begun.wait(20)
    assert runner.stop()
    held = state(core.base, job)
    assert (held.state, held.attempts, held.done, held.total) == (JobState.QUEUED, 0, 1, 2)
    assert held.note == "half way"


def test_lanes_run_side_by_side(core: Core) -> None:
    both = threading.Barrier(2)

    def handler(_core: Core, _job: Job, _control: Control) -> dict[str, Any]:
        both.wait(20)
        return {}

    runner = Runner(core, {"load": handler, "report": handler}, {"load": "documents"})
    runner.start()
    try:
        made = [runner.submit(kind, {}, actor="me", audience=Audience.NDA) for kind in
                ("load", "report")]  # fmt: skip
        until(lambda: all(state(core.base, job).state is JobState.DONE for job in made))
    finally:
        assert runner.stop()


def test_old_jobs_and_forgotten_uploads_go(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    old, recent, waiting = submit(core.base), submit(core.base), submit(core.base)
    with core.base.records.write() as connection:
        for job in (old, recent):
            jobs.cancel(connection, job.id)
    for name in ("nobody", waiting.id):
        (staging_folder(core.base.settings.home) / name).mkdir(parents=True)
    with core.base.records.write() as connection:
        assert job_upkeep.prune(connection, "2000-01-01") == 0
    later = time.time() + 90_000
    monkeypatch.setattr("api.jobs.tidying.time.time", lambda: later)
    tidy(core)
    left = [path.name for path in staging_folder(core.base.settings.home).iterdir()]
    assert left == [waiting.id]
    monkeypatch.setattr("api.jobs.tidying._KEPT", timedelta(seconds=-5))
    tidy(core)
    assert state(core.base, waiting).state is JobState.QUEUED
    with core.base.records.read() as connection, pytest.raises(NotFoundError):
        jobs.get(connection, old.id)
