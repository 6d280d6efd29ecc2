"""A service is killed at random moments of whatever it does; what was answered stays, all else
is done whole or not at all.

Each kill begins with one kind of work, so eight of them meet every kind. After each, the folder
is looked through as any process would; in the end it is held against everything that was answered.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Keys
from kb.audit.check import check
from kb.doctor import Level, examine
from kb.erasure import erase, finish
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.library.entry import State
from kb.records import library
from kb.records import questionnaires as runs
from kb.records.schema import audit, chunks, documents, versions
from kb.settings import Settings
from tests.api.service.conftest import KEY
from tests.api.service.questionnaires.test_questionnaires import workbook
from tests.faults.serving import POLICY, QUESTION, Place, job_of, served, until, upload

_ROWS = 12
_LONGEST_WAIT = 2.0
_PATIENCE = 60.0


@dataclass
class Promised:
    """What a service has answered with success, so that it must be there for ever."""

    answers: set[str] = field(default_factory=set)
    approved: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)
    purged: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    jobs: dict[str, str] = field(default_factory=dict)
    runs: set[str] = field(default_factory=set)
    drawn: random.Random = field(default_factory=random.Random)

    def ask(self, client: httpx.Client) -> None:
        self.answers.add(said(client.post("/v1/ask", json=QUESTION))["record"])

    def approve(self, client: httpx.Client) -> None:
        draft = {"question": f"Question {self.drawn.random()}?", "answer": "Yes, with AES-256."}
        entry = said(client.post("/v1/library", json=draft))["id"]
        said(client.post(f"/v1/library/{entry}/approve"))
        self.approved.add(entry)

    def upload(self, client: httpx.Client) -> None:
        name = f"p{self.drawn.randint(0, 10**9)}.md"
        report = said(upload(client, name, POLICY + f"\n## {name}\n\n{name} is kept by a team.\n"))
        self.loaded.update(report["document_ids"])

    def purge(self, client: httpx.Client) -> None:
        self.upload(client)
        identity = self.drawn.choice(sorted(self.loaded - self.begun))
        self.begun.add(identity)
        said(client.post(f"/v1/documents/{identity}/purge"))
        self.purged.add(identity)

    def fill(self, client: httpx.Client) -> None:
        questions = tuple((f"{n}", f"Is data encrypted? (Site {n})") for n in range(_ROWS))
        form = {"file": (f"f{self.drawn.random()}.xlsx", workbook(questions))}
        run = said(client.post("/v1/questionnaires", files=form))["questionnaire"]["id"]
        self.jobs[run] = said(client.post(f"/v1/questionnaires/{run}/run"))["id"]
        self.runs.add(run)

    def work(self) -> list[Callable[[httpx.Client], None]]:
        return [self.ask, self.approve, self.upload, self.purge, self.fill]


def said(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code < 300, response.text
    return dict(response.json()) if response.content else {}


@pytest.mark.timeout(1800)
def test_a_service_killed_at_any_moment_keeps_what_it_promised(
    tmp_path: Path, fault_kills: int, fault_seed: int
) -> None:
    print(f"--fault-kills {fault_kills} --fault-seed {fault_seed}")  # noqa: T201 - to repeat it
    promised = Promised(drawn=random.Random(fault_seed))
    place = Place(tmp_path / "home", tmp_path / "home")
    met: Counter[str] = Counter()
    for number in range(fault_kills):
        first = promised.work()[number % len(promised.work())]
        met[first.__name__] += 1
        with served(place) as (process, client):
            until(partial(ready, client), "it is ready")
            resumed(client, promised)
            # The first of each loads what the rest have at hand; a kill is to meet the work itself.
            promised.ask(client)
            promised.upload(client)
            if number % 2:
                promised.fill(client)
            timer = threading.Timer(promised.drawn.random() * _LONGEST_WAIT, process.kill)
            timer.start()
            # A reply that did not come promises nothing.
            with suppress(httpx.TransportError, httpx.RemoteProtocolError):
                first(client)
                while True:
                    promised.drawn.choice(promised.work())(client)
            timer.join()
            assert process.wait(20) != 0
        with opened(place) as base:
            check_sound(base)
            check_whole(base)
            check_kept(base, promised)
    with served(place) as (_, client):
        resumed(client, promised)
        for run, job in promised.jobs.items():
            done = until(partial(ended, client, job), f"{run} is filled in", _PATIENCE)
            assert done["state"] == "done", done
    with opened(place) as base:
        check_kept(base, promised)
        check_answered_once(base, promised)
    kept = (promised.answers, promised.approved, promised.loaded, promised.purged, promised.runs)
    print("kept:", [len(one) for one in kept])  # noqa: T201
    place.check_sound()
    assert sum(met.values()) == fault_kills
    assert len(promised.answers) >= fault_kills
    assert len(promised.loaded) >= fault_kills
    assert len(promised.runs) >= fault_kills // 2


def resumed(client: httpx.Client, promised: Promised) -> None:
    """A purge that was cut off is asked for again: it was done, or is now."""
    for identity in sorted(promised.begun - promised.purged):
        again = client.post(f"/v1/documents/{identity}/purge")
        assert again.status_code in (200, 404), again.text
        promised.purged.add(identity)


def ready(client: httpx.Client) -> bool:
    return client.get("/v1/ready").status_code == 200


def ended(client: httpx.Client, job: str) -> dict[str, object] | None:
    found = job_of(client, job)
    return found if found["state"] in ("done", "failed", "cancelled") else None


def opened(place: Place) -> AbstractContextManager[KnowledgeBase]:
    return open_knowledge_base(Settings(home=place.seen, embedder="hashing"))


def check_sound(base: KnowledgeBase) -> None:
    """The records agree with themselves, and the indexes with them once they have caught up."""
    base.follow()
    base.follow_chroma()
    assert [f.detail for f in examine(base) if f.level is Level.ERROR] == []
    report = check(base.records, base.settings)
    assert not report.findings


def check_whole(base: KnowledgeBase) -> None:
    """No document without its version, no version without its document, no chunk without either."""
    with base.records.read() as connection:
        current = connection.execute(sa.select(documents.c.id, documents.c.current)).all()
        held = connection.execute(sa.select(versions.c.document_id, versions.c.number)).all()
        parts = connection.execute(sa.select(chunks.c.document_id).distinct()).scalars().all()
    assert {tuple(row) for row in current} == {tuple(row) for row in held}
    assert set(parts) == {row[0] for row in current}


def check_kept(base: KnowledgeBase, promised: Promised) -> None:
    """Everything that was answered with success is there, and what was purged is not."""
    with base.records.read() as connection:
        answers = set(
            connection.execute(sa.select(audit.c.id).where(audit.c.kind == "answer")).scalars()
        )
        stored = set(connection.execute(sa.select(documents.c.id)).scalars())
        entries = {entry.id: entry.state for entry in library.entries(connection)}
        known = {run.id for run in runs.runs(connection)}
    assert promised.answers <= answers
    assert promised.loaded - promised.begun <= stored
    assert not promised.purged & stored
    assert all(entries[identity] is State.APPROVED for identity in promised.approved)
    assert promised.runs <= known


def check_answered_once(base: KnowledgeBase, promised: Promised) -> None:
    """Every row of every questionnaire was answered once, however often its job was begun; and
    once more for each purge that took its evidence, if a job came upon it afterwards."""
    with base.records.read() as connection:
        for run in promised.runs:
            history = runs.history(connection, run)
            for number in range(1, _ROWS + 1):
                own = [one.action for one in history if one.row == number]
                assert set(own) <= {"answer", "purge"}, own
                assert own[0] == "answer", own
                assert ("answer", "answer") not in set(pairwise(own)), own


class _Killed(BaseException):
    """Ends a purge where the process is taken to end; nobody catches it."""


@pytest.mark.parametrize("moment", ["drop_leftovers", "compact", "_erase_upload"])
def test_a_purge_that_was_cut_off_is_finished_at_the_next_start(
    base: KnowledgeBase, app: FastAPI, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    secret = "Marram-Holt-7719"
    with TestClient(app, headers={"X-API-Key": KEY}) as client:
        text = f"# Vault\n\nThe vault of {secret} is tested every quarter.\n"
        sent = {"file": ("vault.md", text.encode())}
        identity = client.post("/v1/documents", files=sent).json()["document_ids"][0]

    def killed(*_: object) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(f"kb.erasure.{moment}", killed)
        with pytest.raises(_Killed):
            erase(base, [identity])
    upload = base.settings.home / "uploads" / "vault.md"
    assert upload.exists() == (moment == "_erase_upload")
    core: Any = create_app(base, Keys({})).state.core
    core.start_warming()
    core._warming.join(30)
    assert not upload.exists()
    assert not [path for path in base.settings.home.rglob("*") if _holds(path, secret)]
    assert not finish(base)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and text.encode() in path.read_bytes()
