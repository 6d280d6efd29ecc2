"""The clock of a running service goes back by a day and forward by a year."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.records import idempotency, job_leases, jobs
from kb.values import Audience
from tests.api.service.questionnaires.test_questionnaires import workbook
from tests.faults.serving import QUESTION, ROOT, Place, job_of, served, until, upload

_DAY = 86_400.0
_CLOCK = (sys.executable, "-m", "tests.faults.clock")
_EXPIRING = """---
valid_until: {day}
---
# Encryption Policy

All customer data is encrypted at rest with AES-256.
"""
_ROWS = 30


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.chdir(ROOT)
    offset = tmp_path / "offset"
    offset.write_text("0")
    settings = (("CLOCK_OFFSET_FILE", str(offset)), ("VOUCH_AUDIT_CHECKPOINT_ROWS", "20"))
    return Place(tmp_path / "home", tmp_path / "home", settings=settings)


def jump(place: Place, seconds: float) -> None:
    """Set the clock, from one moment to the next."""
    told = Path(dict(place.settings)["CLOCK_OFFSET_FILE"])
    made = told.with_suffix(".new")
    made.write_text(str(seconds))
    made.replace(told)


def test_a_clock_that_jumps_loses_nothing(place: Place) -> None:
    asked = tuple((f"{n}", f"Is customer data encrypted at rest? (Site {n})") for n in range(_ROWS))
    with served(place, _CLOCK) as (process, client):
        assert upload(client, "encryption.md").status_code == 200
        made = client.post("/v1/keys", json={"name": "desk", "role": "reader", "days": 30}).json()
        desk = {"X-API-Key": made["token"]}
        once = {"Idempotency-Key": "one"}
        first = client.post("/v1/ask", json=QUESTION, headers=once)
        form = {"file": ("form.xlsx", workbook(asked))}
        run = client.post("/v1/questionnaires", files=form).json()["questionnaire"]["id"]
        job = client.post(f"/v1/questionnaires/{run}/run").json()["id"]
        until(lambda: job_of(client, job)["done"] >= 2, "some rows are answered")

        jump(place, -_DAY)
        assert client.post("/v1/ask", json=QUESTION).status_code == 200
        again = client.post("/v1/ask", json=QUESTION, headers=once)
        assert again.headers["idempotency-replayed"] == "true"
        assert again.content == first.content
        assert client.post("/v1/search", json={"query": "data"}, headers=desk).status_code == 200

        jump(place, 365 * _DAY)
        assert client.post("/v1/ask", json=QUESTION).status_code == 200
        expired = client.post("/v1/search", json={"query": "data"}, headers=desk)
        assert expired.status_code == 401

        jump(place, 0)
        done = until(lambda: (j := job_of(client, job))["state"] != "running" and j, "it ends")
        assert done["state"] == "done", done
        rows = client.get(f"/v1/questionnaires/{run}/rows?limit=200").json()["rows"]
        assert {row["state"] for row in rows} == {"drafted"}
        given = client.get("/v1/audit?kind=answer&limit=200").json()["total"]
        assert given == _ROWS + 3
        # The end of a key is a time of day: with the clock it comes back. A revoked one never does.
        assert client.post("/v1/search", json={"query": "data"}, headers=desk).status_code == 200
        client.delete(f"/v1/keys/{made['id']}")
        jump(place, -365 * _DAY)
        assert client.post("/v1/search", json={"query": "data"}, headers=desk).status_code == 401
        jump(place, 0)
        process.terminate()
        assert process.wait(30) == 0
    verified = place.vouch("audit", "verify")
    assert verified.returncode == 0, verified.stdout
    assert " 0 findings" in verified.stdout
    assert "the clock was set back" in verified.stderr
    place.check_sound()


def test_a_document_is_out_of_date_when_the_clock_says_so(place: Place) -> None:
    text = _EXPIRING.format(day=date.today() + timedelta(days=30))
    with served(place, _CLOCK) as (_, client):
        assert upload(client, "encryption.md", text).status_code == 200
        told = []
        for offset in (0.0, 365 * _DAY, -_DAY):
            jump(place, offset)
            answer = client.post("/v1/ask", json=QUESTION).json()
            listed = client.get("/v1/documents").json()["documents"][0]
            told.append((answer["citations"][0]["expired"], listed["expired"]))
    assert told == [(False, False), (True, True), (False, False)]


def test_a_lease_of_a_time_when_the_clock_was_ahead_holds_nobody_up(base: KnowledgeBase) -> None:
    """A process died, the clock was set back: what it held is free, not held for a day."""
    lease, ahead = timedelta(seconds=15), timedelta(days=1)
    with base.records.write() as connection:
        made = jobs.submit(connection, "load", {}, actor="a", audience=Audience.INTERNAL)
        assert job_leases.claim(connection, "dead", ["load"], ahead) is not None
        taken = job_leases.claim(connection, "alive", ["load"], lease)
        assert taken is not None
        assert taken.id == made.id
        assert job_leases.renew(connection, made.id, "dead", lease) is None
        assert job_leases.claim(connection, "third", ["load"], lease) is None
        assert idempotency.claim(connection, "a", "key", "dead", ahead) is None
        assert idempotency.claim(connection, "a", "key", "alive", lease) is None
        assert isinstance(
            idempotency.claim(connection, "a", "key", "third", lease), idempotency.UnderWay
        )
