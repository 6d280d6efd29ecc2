"""Loads by a job: questions go on meanwhile, files are told one by one, a kill loses nothing."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.keys import KEY_FILE
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records.schema import files
from kb.records.service_schema import jobs
from kb.settings import Settings
from tests.api.service.conftest import KEY

ROOT = Path(__file__).parents[3]
QUESTION = {"question": "Is customer data encrypted at rest?"}
TEXT = "# Policy {n}\n\nBackups of site {n} are tested every quarter.\n"


def sent(count: int, sections: int = 1) -> list[tuple[str, tuple[str, bytes]]]:
    made = []
    for number in range(count):
        text = TEXT.format(n=number)
        for section in range(sections):
            text += f"\n## Rule {section}\n\n"
            text += f"Rule {section} of site {number} is kept by team {section}.\n"
        made.append(("file", (f"policy-{number:03}.md", text.encode())))
    return made


def awaited(client: Any, job: str, state: str, seconds: float = 60.0) -> dict[str, Any]:
    """The job once it is in this state."""
    deadline = time.monotonic() + seconds
    gate = threading.Event()
    while True:
        found: dict[str, Any] = client.get(f"/v1/jobs/{job}").json()
        if found["state"] == state:
            return found
        assert found["state"] in ("queued", "running"), found
        assert time.monotonic() < deadline, found
        gate.wait(0.02)


@pytest.fixture
def running(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, headers={"X-API-Key": KEY}) as client:
        yield client


def test_several_files_are_loaded_by_a_job(running: TestClient) -> None:
    response = running.post("/v1/documents", files=sent(3), data={"wait": "false"})
    assert response.status_code == 202
    job = response.json()
    assert (job["kind"], job["state"]) == ("load", "queued")
    assert response.headers["location"] == f"/v1/jobs/{job['id']}"
    done = awaited(running, job["id"], "done")
    assert (done["done"], done["total"]) == (3, 3)
    report = done["result"]
    assert report["counts"]["loaded"] == 3
    assert [line["path"] for line in report["files"]] == [name for _, (name, _) in sent(3)]
    assert len(report["document_ids"]) == 3
    assert running.get("/v1/documents").json()["total"] == 5


def test_several_files_are_loaded_at_once(client: TestClient, base: KnowledgeBase) -> None:
    report = client.post("/v1/documents", files=sent(2)).json()
    assert report["counts"]["loaded"] == 2
    names = sorted(path.name for path in (base.settings.home / "uploads").glob("*.md"))
    assert names == ["policy-000.md", "policy-001.md"]
    twice = client.post("/v1/documents", files=[*sent(1), *sent(1)])
    assert twice.status_code == 422
    assert "policy-000.md" in twice.json()["detail"]


def test_a_job_of_which_nothing_could_be_read_has_failed_with_its_report(
    running: TestClient,
) -> None:
    bad = {"file": ("broken.pdf", b"%PDF-1.7 this is no PDF")}
    job = running.post("/v1/documents", files=bad, data={"wait": "false"}).json()
    failed = awaited(running, job["id"], "failed")
    assert "broken.pdf" in failed["problem"]
    assert failed["result"]["counts"]["failed"] == 1


def test_questions_go_on_while_a_load_runs(
    running: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = running.app
    app.state.core._warming.join()
    before = running.post("/v1/ask", json=QUESTION).json()
    loading, go_on = threading.Event(), threading.Event()
    embed = base.embedder.embed

    def slowly(texts: Any) -> np.ndarray:
        if threading.current_thread().name.startswith("jobs"):
            loading.set()
            assert go_on.wait(60)
        return embed(texts)

    monkeypatch.setattr(base.embedder, "embed", slowly)
    job = running.post("/v1/documents", files=sent(4), data={"wait": "false"}).json()
    try:
        assert loading.wait(30)
        assert running.get("/v1/health").json() == {"status": "ok"}
        during = running.post("/v1/ask", json=QUESTION).json()
        hits = running.post("/v1/search", json={"query": "encrypted"}).json()["hits"]
        assert running.get("/v1/documents").json()["total"] == 2
        assert running.get(f"/v1/jobs/{job['id']}").json()["state"] == "running"
    finally:
        go_on.set()
    assert hits
    own = ("record", "seconds")
    assert {k: v for k, v in during.items() if k not in own} == {
        k: v for k, v in before.items() if k not in own
    }
    awaited(running, job["id"], "done")
    asked = running.post("/v1/ask", json={"question": "Are backups of site 3 tested?"}).json()
    assert "every quarter" in asked["answer"]


def lease(base: KnowledgeBase) -> str:
    with base.records.read() as connection:
        return str(connection.execute(sa.select(jobs.c.leased_until)).scalar_one())


def test_a_cancelled_load_ends_and_goes_on_when_resumed(
    running: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = running.app
    app.state.core._warming.join()
    loading, go_on = threading.Event(), threading.Event()
    embed = base.embedder.embed

    def slowly(texts: Any) -> np.ndarray:
        if threading.current_thread().name.startswith("jobs"):
            loading.set()
            assert go_on.wait(60)
        return embed(texts)

    monkeypatch.setattr(base.embedder, "embed", slowly)
    monkeypatch.setattr("ingest.load.LIVE_GROUP", 2)
    monkeypatch.setattr("api.jobs.runner.RENEW_SECONDS", 0.02)
    job = running.post("/v1/documents", files=sent(12), data={"wait": "false"}).json()["id"]
    assert loading.wait(30)
    assert running.post(f"/v1/jobs/{job}/cancel").json()["cancelling"]
    leased = lease(base)
    deadline = time.monotonic() + 30
    while lease(base) == leased:  # renewing it is how the runner is told
        assert time.monotonic() < deadline
    go_on.set()
    assert awaited(running, job, "cancelled")["done"] < 12
    assert running.post(f"/v1/jobs/{job}/resume").json()["state"] == "queued"
    done = awaited(running, job, "done")
    assert done["result"]["counts"]["loaded"] == 12
    assert running.get("/v1/documents").json()["total"] == 14


@contextmanager
def served(home: Path) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    command = [sys.executable, "-P", "-c", "from api.cli.main import run; run()", "serve"]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "VOUCH_HOME": str(home),
        "VOUCH_EMBEDDER": "hashing",
    }
    process = subprocess.Popen(
        [*command, "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        address = re.search(r"http://[\d.]+:\d+", process.stderr.readline())
        assert address is not None
        headers = {"X-API-Key": (home / KEY_FILE).read_text().strip()}
        with httpx.Client(base_url=address[0], headers=headers, timeout=60) as client:
            yield process, client
    finally:
        process.kill()
        process.communicate()


def loaded_at(home: Path) -> dict[str, str]:
    """When each file was read."""
    settings = Settings(home=home, embedder="hashing")
    with open_knowledge_base(settings) as base, base.records.read() as connection:
        rows = connection.execute(sa.select(files)).mappings()
        return {Path(row["path"]).name: row["loaded_at"] for row in rows}


def test_a_killed_service_goes_on_where_it_was_and_reads_no_finished_file_again(
    tmp_path: Path,
) -> None:
    upload = sent(80, sections=40)
    with served(tmp_path) as (process, client):
        job = client.post("/v1/documents", files=upload, data={"wait": "false"}).json()["id"]
        deadline = time.monotonic() + 60
        while client.get(f"/v1/jobs/{job}").json()["done"] < 20:
            assert time.monotonic() < deadline
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    finished = loaded_at(tmp_path)
    assert 0 < len(finished) < 80
    with served(tmp_path) as (process, client):
        done = awaited(client, job, "done", 120)
        assert client.get("/v1/documents").json()["total"] == 80
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    report = done["result"]
    assert sorted({line["path"] for line in report["files"]}) == [name for _, (name, _) in upload]
    assert report["counts"]["loaded"] + report["counts"]["unchanged"] == 80
    after = loaded_at(tmp_path)
    assert {name: after[name] for name in finished} == finished
    assert not list((tmp_path / "uploads" / ".waiting").iterdir())
