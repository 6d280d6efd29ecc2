"""A data folder that cannot be written: at the start, and from one moment to the next."""

import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from kb.knowledge_base import KnowledgeBase
from kb.records.schema import audit
from tests.faults.disks import Disk
from tests.faults.serving import QUESTION, Place, check_refused, served, until, upload

_HELP = ("read-only", "make it writable", "try again")


@pytest.fixture
def place(disk: Disk) -> Place:
    return Place(disk.place, disk.seen, disk.entering)


def test_a_disk_that_becomes_read_only_is_told_at_every_turn(
    place: Place, disk: Disk, tmp_path: Path
) -> None:
    with served(place, log=tmp_path / "log") as (process, client):
        assert upload(client, "encryption.md").status_code == 200
        until(lambda: client.get("/v1/ready").status_code == 200, "it is ready")
        disk.read_only()
        check_refused(upload(client, "more.md"), *_HELP)
        ready = client.get("/v1/ready")
        assert ready.status_code == 503
        assert all(word in ready.json()["problem"] for word in _HELP)
        assert client.get("/v1/health").json() == {"status": "ok"}
        assert client.post("/v1/search", json={"query": "encrypted"}).json()["hits"]
        process.terminate()
        assert process.wait(30) == 0
    for words in (["serve", "--port", "0"], ["ask", "Is data encrypted?"], ["search", "data"]):
        refused = place.vouch(*words)
        assert refused.returncode == 2
        assert all(word in refused.stderr for word in _HELP), refused.stderr
        assert "reindex" not in refused.stderr
        assert "Traceback" not in refused.stderr
    # What only reads goes on.
    assert "Encryption Policy" in place.vouch("sources", "list").stdout
    assert " 0 findings" in place.vouch("audit", "verify").stdout
    disk.mount("-o", "remount,bind,rw", str(disk.place))
    asked = json.loads(place.vouch("ask", QUESTION["question"], "--json").stdout)
    assert "AES-256" in asked["answer"]
    place.check_sound()


def test_records_that_become_read_only_give_no_answer(
    base: KnowledgeBase, client: TestClient
) -> None:
    def refuse(connection: object, *_: object) -> None:
        connection.execute("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    def allow(connection: object, *_: object) -> None:
        connection.execute("PRAGMA query_only=OFF")  # type: ignore[attr-defined]

    engine = base.records.engine
    assert client.post("/v1/ask", json=QUESTION).status_code == 200
    sa.event.listen(engine, "checkout", refuse)
    try:
        for refused in (
            client.post("/v1/ask", json=QUESTION),
            client.post("/v1/ask/stream", json=QUESTION),
            client.post("/v1/library", json=QUESTION | {"answer": "Yes."}),
            client.post("/v1/keys", json={"name": "helpdesk", "role": "reader"}),
        ):
            assert "AES-256" not in refused.text
            assert all(word in refused.text for word in _HELP), refused.text
        assert client.get("/v1/health").status_code == 200
        assert client.get("/v1/documents").json()["total"] == 2
    finally:
        sa.event.remove(engine, "checkout", refuse)
        sa.event.listen(engine, "checkout", allow)
    assert client.post("/v1/ask", json=QUESTION).status_code == 200
    with base.records.read() as connection:
        query = sa.select(sa.func.count()).select_from(audit).where(audit.c.kind == "answer")
        assert connection.execute(query).scalar_one() == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        refused = Place(tmp_path / "home", tmp_path / "home").vouch("serve", "--port", "0")
    finally:
        tmp_path.chmod(0o700)
    assert refused.returncode == 2
    assert "Permission denied" in refused.stderr
