"""Two services on one Postgres store and one Chroma server."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from tests.servers.chroma import ChromaServer
from tests.servers.postgres import PostgresServer
from tests.servers.programs import wait_until
from tests.servers.replicas import Replica, replica

pytestmark = [pytest.mark.postgres, pytest.mark.chroma_server]
#: Within this time, in seconds, what one service did is seen through the other.
SEEN = 1.0
LEASE = 2
RULE = "Backups of the Zinnoberfink system are encrypted with AES-256."
QUESTION = {"question": "Are backups of the Zinnoberfink system encrypted?"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the data folders of both, and the uploads they share."""
    return tmp_path_factory.mktemp("replicas")


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> Iterator[str]:
    """The store they share."""
    with postgres_server.database() as address:
        yield address


@pytest.fixture(scope="module")
def both(
    database: str, chroma_server: ChromaServer, place: Path
) -> Iterator[tuple[Replica, Replica]]:
    """The two, in a run of tests that ends with the death of one."""
    (place / "uploads").mkdir()
    shared = {
        "DATABASE_URL": database,
        "CHROMA_URL": chroma_server.url,
        "VOUCH_VECTOR_SEARCH": "chroma",
        "VOUCH_JOB_LEASE_SECONDS": str(LEASE),
    }
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(replica(place / name, place / "uploads", **shared))
            for name in ("first", "second")
        )
        for one in (first, second):
            wait_until(lambda one=one: _ready(one), "the service is ready")  # type: ignore[misc]
        yield first, second


def _ready(one: Replica) -> bool:
    return one.client.get("/v1/ready").status_code == 200


def _upload(one: Replica, name: str, text: str) -> str:
    report = one.client.post("/v1/documents", files={"file": (name, text.encode())})
    assert report.status_code == 200, report.text
    return str(report.json()["document_ids"][0])


def _asked(one: Replica) -> dict[str, Any]:
    found: dict[str, Any] = one.client.post("/v1/ask", json=QUESTION).json()
    return {name: found[name] for name in ("status", "verdict", "answer", "citations", "reason")}


def _hits(one: Replica) -> list[str]:
    found = one.client.post("/v1/search", json={"query": "Zinnoberfink backups"}).json()["hits"]
    return [hit["document_id"] for hit in found]


def test_what_one_service_loads_or_purges_the_other_sees(
    both: tuple[Replica, Replica], place: Path
) -> None:
    first, second = both
    other = _upload(first, "badges.md", "# Badges\n\nVisitors wear a badge at all times.\n")
    document = _upload(first, "backups.md", f"# Backups\n\n{RULE}\n")
    wait_until(lambda: document in _hits(second), "the other sees what was loaded", SEEN)
    assert _asked(first) == _asked(second)
    assert _asked(second)["status"] == "grounded"
    assert [q["quote"] for q in _asked(second)["citations"]] == [RULE]
    purged = second.client.post(f"/v1/documents/{document}/purge")
    assert purged.status_code == 200, purged.text
    assert purged.json()["left"] == []
    wait_until(lambda: document not in _hits(first), "the other sees the purge", SEEN)
    assert _asked(first) == _asked(second)
    assert _asked(first)["status"] == "abstained"
    assert first.client.get(f"/v1/documents/{document}").status_code == 404
    assert set(_hits(first)) <= {other}
    # Nobody asked the first one meanwhile: it forgets the words by itself.
    wait_until(lambda: not _holders(place / "first"), "its word index forgot", 5)


def _holders(home: Path) -> list[str]:
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and b"zinnoberfink" in path.read_bytes().lower()
    ]


def test_both_may_load_at_once(both: tuple[Replica, Replica]) -> None:
    first, second = both
    before = _count(first)
    jobs = [
        (
            one,
            one.client.post(
                "/v1/documents",
                files=_files(name, 10),
                data={"wait": "false"},
            ).json()["id"],
        )
        for one, name in ((first, "left"), (second, "right"))
    ]
    for one, job in jobs:
        wait_until(lambda one=one, job=job: _state(one, job) == "done", "the load is done")  # type: ignore[misc]
    assert _count(first) == _count(second) == before + 20


def test_a_killed_service_s_job_is_finished_by_the_other(
    both: tuple[Replica, Replica], database: str
) -> None:
    first, second = both
    count, before = 60, _count(first)
    sent = first.client.post(
        "/v1/documents", files=_files("site", count, 40), data={"wait": "false"}
    )
    job = sent.json()["id"]
    wait_until(
        lambda: first.client.get(f"/v1/jobs/{job}").json()["done"] >= 5, "some files are loaded"
    )
    seen = first.client.get(f"/v1/jobs/{job}").json()
    assert seen["state"] == "running"
    worker, left = both if _loads(first, database) else (second, first)
    assert _loads(worker, database)
    worker.kill()
    assert _state(left, job) == "running"
    wait_until(lambda: _state(left, job) == "done", "the other finished it", 90)
    done = left.client.get(f"/v1/jobs/{job}").json()
    assert _value(database, "SELECT attempts FROM jobs WHERE id = %s", job) == 2
    names = {line["path"] for line in done["result"]["files"]}
    assert names == {f"site-{number:03}.md" for number in range(count)}
    assert done["result"]["counts"].get("failed", 0) == 0
    assert _count(left) == before + count


def _loads(one: Replica, database: str) -> bool:
    """Whether this one holds the lock of whoever changes documents."""
    query = """SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
               WHERE locktype = 'advisory' AND application_name = %s"""
    return bool(_value(database, query, f"vouch {one.process.pid}"))


def _value(database: str, query: LiteralString, given: str) -> object:
    with psycopg.connect(database) as connection:
        found = connection.execute(query, [given]).fetchone()
    return None if found is None else found[0]


def _count(one: Replica) -> int:
    return int(one.client.get("/v1/documents").json()["total"])


def _state(one: Replica, job: str) -> str:
    return str(one.client.get(f"/v1/jobs/{job}").json()["state"])


def _files(name: str, count: int, sections: int = 1) -> list[tuple[str, tuple[str, bytes]]]:
    made = []
    for number in range(count):
        text = f"# Policy of {name} {number}\n"
        for section in range(sections):
            text += f"\n## Rule {section}\n\nRule {section} of {name} {number} is kept daily.\n"
        made.append(("file", (f"{name}-{number:03}.md", text.encode())))
    return made
