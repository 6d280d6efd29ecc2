"""Told to stop, the service finishes what it has begun, as long as its time allows."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from api.cli.serving import answers
from api.service.keys import KEY_FILE, local_key

ROOT = Path(__file__).parents[3]
#: A service with a route that works until a file appears, and a job that works until it is told to.
SCRIPT = """
import sys, threading
from pathlib import Path
from api.cli.listening import listen
from api.cli.serving import _leave_on_terminate
from api.service.access import requires
from api.service.app import create_app
from api.service.keys import Keys, local_key
from api.service.roles import Role
from api.service.serving import run
from kb.knowledge_base import open_knowledge_base
from kb.records import jobs
from kb.settings import load_settings
from kb.values import Audience

settings = load_settings()
_leave_on_terminate()
go = settings.home / "go"
with open_knowledge_base(settings) as base, base.writing("test"):
    app = create_app(base, Keys.local(local_key(settings.home)))

    @app.get("/v1/jobs/long/work", dependencies=[requires(Role.READER)])
    def work() -> str:
        print("working", flush=True)
        pause = threading.Event()
        while not go.exists():
            pause.wait(0.01)
        return "done"

    def endless(core, job, control):
        print("job", flush=True)
        pause = threading.Event()
        while True:
            control.check()
            pause.wait(0.01)

    runner = app.state.core.jobs
    runner.handlers = {"endless": endless}
    runner.submit("endless", {}, actor="test", audience=Audience.PUBLIC)
    listener = listen("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    run(app, listener, settings)
"""


@contextmanager
def service(home: Path, grace: int) -> Iterator[tuple["subprocess.Popen[str]", httpx.Client]]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "VOUCH_HOME": str(home),
        "VOUCH_EMBEDDER": "hashing",
        "VOUCH_GRACE_SECONDS": str(grace),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{line(process)}"
        headers = {"X-API-Key": (home / KEY_FILE).read_text().strip()}
        with httpx.Client(base_url=address, headers=headers, timeout=30) as client:
            yield process, client
    finally:
        process.kill()
        process.communicate()


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def asked(client: httpx.Client, into: list[object]) -> threading.Thread:
    def ask() -> None:
        try:
            into.append(client.get("/v1/jobs/long/work").text)
        except httpx.HTTPError as error:
            into.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def state_of_the_job(home: Path) -> str:
    from kb.records import jobs, open_records
    from kb.settings import Settings

    records = open_records(Settings(home=home).records_url)
    try:
        with records.read() as connection:
            found = connection.execute(jobs.jobs.select()).mappings().one()
            return str(found["state"])
    finally:
        records.close()


def test_what_has_begun_is_finished_and_the_job_handed_back(tmp_path: Path) -> None:
    local_key(tmp_path)
    got: list[object] = []
    with service(tmp_path, grace=30) as (process, client):
        worker = asked(client, got)
        assert {line(process), line(process)} == {"job", "working"}
        process.send_signal(signal.SIGTERM)
        while answers(str(client.base_url)):
            pass  # it listens no longer as soon as it has heard
        assert process.poll() is None
        (tmp_path / "go").touch()
        worker.join(30)
        assert process.wait(30) == 0
    assert got == ['"done"']
    assert state_of_the_job(tmp_path) == "queued"


def test_what_does_not_end_is_cut_off_in_time(tmp_path: Path) -> None:
    local_key(tmp_path)
    got: list[object] = []
    with service(tmp_path, grace=1) as (process, client):
        worker = asked(client, got)
        assert {line(process), line(process)} == {"job", "working"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        worker.join(30)
    assert got != ['"done"']
    assert state_of_the_job(tmp_path) == "queued"
