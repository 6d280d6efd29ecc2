"""Where uploads are kept: nobody meets, or overwrites, a document that they may not see."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.knowledge_base import KnowledgeBase
from kb.values import AUDIENCES, Audience

SECRET = "All backups lie in the vault below the lake, and are tested every night. " * 9


def paper(words: str) -> bytes:
    return f"# Plan\n\n{words}\n".encode()


@pytest.fixture
def clients(base: KnowledgeBase) -> dict[Audience, TestClient]:
    keys = {f"the-{a.value}-key-of-this-test": a for a in AUDIENCES}
    callers = {key: Caller(a.value, a, Role.REVIEWER) for key, a in keys.items()}
    app = create_app(base, Keys(callers))
    return {a: TestClient(app, headers={"X-API-Key": key}) for key, a in keys.items()}


def upload(client: TestClient, words: str, audience: Audience) -> Any:
    sent = {"file": ("plan.md", paper(words))}
    answer = client.post("/v1/documents", files=sent, data={"audience": audience.value})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_name_that_is_taken_above_is_free(clients: dict[Audience, TestClient]) -> None:
    above = upload(clients[Audience.INTERNAL], SECRET, Audience.INTERNAL)["document_ids"][0]
    report = upload(clients[Audience.NDA], SECRET + "More.", Audience.NDA)
    assert report["counts"]["loaded"] == 1
    assert report["files"][0]["path"] == "plan.md"
    assert report["near_duplicates"] == []
    (mine,) = report["document_ids"]
    assert clients[Audience.NDA].get(f"/v1/documents/{mine}").json()["version"] == 1
    held = clients[Audience.INTERNAL].get(f"/v1/documents/{above}").json()
    assert (held["version"], held["audience"]) == (1, "internal")


def test_who_sees_the_document_makes_its_next_version(clients: dict[Audience, TestClient]) -> None:
    first = upload(clients[Audience.NDA], SECRET, Audience.NDA)
    second = upload(clients[Audience.INTERNAL], SECRET + "More.", Audience.INTERNAL)
    assert second["document_ids"] == first["document_ids"]
    assert second["counts"]["changed"] == 1


def test_near_duplicates_are_named_to_who_sees_both(clients: dict[Audience, TestClient]) -> None:
    seeing = clients[Audience.INTERNAL]
    upload(clients[Audience.NDA], SECRET, Audience.NDA)
    sent = {"file": ("other.md", paper(SECRET + "More."))}
    report = seeing.post("/v1/documents", files=sent, data={"audience": "public"}).json()
    assert len(report["near_duplicates"]) == 1


def test_only_who_sees_all_may_order_a_purge(base: KnowledgeBase) -> None:
    callers = {f"{a.value}-key": Caller(a.value, a, Role.ADMIN) for a in AUDIENCES}
    app = create_app(base, Keys(callers))
    nda, internal = (
        TestClient(app, headers={"X-API-Key": f"{a.value}-key"})
        for a in (Audience.NDA, Audience.INTERNAL)
    )
    (identity,) = upload(nda, SECRET, Audience.NDA)["document_ids"]
    for known in (identity, "0123456789abcdef"):
        assert nda.post(f"/v1/documents/{known}/purge").status_code == 403
    assert internal.post(f"/v1/documents/{identity}/purge").json()["left"] == []
