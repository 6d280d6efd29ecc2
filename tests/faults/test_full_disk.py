"""A disk of 12 MB is filled to the brim under a running service, and emptied again."""

from pathlib import Path

import httpx
import pytest

from tests.api.service.questionnaires.test_questionnaires import workbook
from tests.faults.disks import Disk
from tests.faults.serving import (
    POLICY,
    QUESTION,
    Place,
    check_refused,
    job_of,
    served,
    until,
    upload,
)

_FULL = ("full", "free some space", "try again")
_KINDS = ("urn:vouch:problem:disk", "urn:vouch:problem:store", "urn:vouch:problem:index")
_LEASE = 5
_ROWS = 60


@pytest.fixture
def place(disk: Disk) -> Place:
    short = (("VOUCH_JOB_LEASE_SECONDS", str(_LEASE)),)
    return Place(disk.place / "home", disk.seen / "home", disk.entering, short)


def long_text(number: int) -> str:
    rules = (f"## Rule {n}\n\nRule {n} of site {number} is kept by team {n}.\n" for n in range(400))
    return f"# Site {number}\n\n" + "\n".join(rules)


def total(client: httpx.Client) -> int:
    return int(client.get("/v1/documents").json()["total"])


def test_a_full_disk_is_told_and_the_service_goes_on_when_there_is_space(
    place: Place, disk: Disk, tmp_path: Path
) -> None:
    with served(place, log=tmp_path / "log") as (process, client):
        assert upload(client, "encryption.md").status_code == 200
        before = client.post("/v1/ask", json=QUESTION).json()
        until(lambda: client.get("/v1/ready").status_code == 200, "it is ready")
        disk.fill()
        refused = [
            client.post("/v1/ask", json=QUESTION),
            client.post("/v1/ask", json=QUESTION, headers={"Idempotency-Key": "one"}),
            upload(client, "backups.md"),
            upload(client, "backups.md", wait="false"),
            client.post("/v1/library", json=QUESTION | {"answer": "Yes."}),
        ]
        for response in refused:
            check_refused(response, *_FULL)
            assert response.json()["type"] in _KINDS
            assert "AES-256" not in response.text
        check_refused_readiness(client)
        # What needs no writing goes on.
        assert client.get("/v1/health").json() == {"status": "ok"}
        assert client.post("/v1/search", json={"query": "encrypted"}).json()["hits"]
        assert total(client) == 1
        disk.empty()
        after = client.post("/v1/ask", json=QUESTION, headers={"Idempotency-Key": "one"}).json()
        assert (after["answer"], after["citations"]) == (before["answer"], before["citations"])
        assert upload(client, "backups.md", long_text(1)).status_code == 200
        assert client.get("/v1/ready").status_code == 200
        assert total(client) == 2
        process.terminate()
        assert process.wait(30) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
    place.check_sound()


def check_refused_readiness(client: httpx.Client) -> None:
    ready = client.get("/v1/ready")
    assert ready.status_code == 503
    assert ready.json()["problem"].startswith("the data folder cannot be written")
    assert "free some space" in ready.json()["problem"]


def test_a_disk_that_fills_up_within_a_load_keeps_whole_documents_only(
    place: Place, disk: Disk, tmp_path: Path
) -> None:
    codes = []
    with served(place, log=tmp_path / "log") as (_, client):
        assert upload(client, "encryption.md", POLICY).status_code == 200
        for number, left in enumerate((40_000, 150_000, 400_000, 600_000, 1_500_000)):
            disk.fill(left)
            loaded = upload(client, f"site-{number}.md", long_text(number))
            codes.append(loaded.status_code)
            if loaded.status_code != 200:
                check_refused(loaded, *_FULL)
        disk.empty()
        assert client.post("/v1/ask", json=QUESTION).status_code == 200
        assert total(client) >= 1 + codes.count(200)
        for number in range(len(codes)):
            sent = upload(client, f"site-{number}.md", long_text(number))
            assert sent.status_code == 200, sent.text
        assert total(client) == 1 + len(codes)
    assert codes[0] == 503
    place.check_sound()


def test_a_questionnaire_goes_on_when_there_is_space_again(
    place: Place, disk: Disk, tmp_path: Path
) -> None:
    asked = tuple((f"{n}", f"Is customer data encrypted at rest? (Site {n})") for n in range(_ROWS))
    with served(place, log=tmp_path / "log") as (_, client):
        assert upload(client, "encryption.md", POLICY).status_code == 200
        sent = client.post("/v1/questionnaires", files={"file": ("form.xlsx", workbook(asked))})
        run = sent.json()["questionnaire"]["id"]
        job = client.post(f"/v1/questionnaires/{run}/run").json()["id"]
        until(lambda: job_of(client, job)["done"] >= 3, "some rows are answered")
        disk.fill()
        assert job_of(client, job)["state"] in ("queued", "running")
        response = client.post("/v1/ask", json=QUESTION)
        # The records may hold free pages enough for its row; then it is answered, and logged.
        answered = response.status_code == 200
        if not answered:
            check_refused(response, *_FULL)
        left = job_of(client, job)
        disk.empty()
        done = until(lambda: (j := job_of(client, job))["state"] != "running" and j, "it ends")
        assert left["done"] < _ROWS
        rows = client.get(f"/v1/questionnaires/{run}/rows?limit=200").json()["rows"]
        given = client.get("/v1/audit?kind=answer&limit=200").json()["total"]
    assert done["state"] == "done", done
    assert len(rows) == _ROWS
    assert given == _ROWS + answered
    assert {row["state"] for row in rows} == {"drafted"}
    place.check_sound()
