"""Chats: what is kept of them, who sees what, and what a purge leaves."""

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.keys import Caller
from api.service.roles import Role
from kb.erasure import erase
from kb.errors import StoreError
from kb.knowledge_base import KnowledgeBase
from kb.records import conversations
from kb.records.schema import audit, documents
from kb.values import Audience
from tests.api.service.chats import client_of, people_app
from tests.api.service.conftest import id_of

REST = "Is customer data encrypted at rest?"
INCIDENTS = "How soon are incidents reported to customers?"


@pytest.fixture
def app(base: KnowledgeBase) -> FastAPI:
    return people_app(base)


@pytest.fixture
def ann(app: FastAPI) -> TestClient:
    return client_of(app, "ann")


@pytest.fixture
def bob(app: FastAPI) -> TestClient:
    return client_of(app, "bob")


@pytest.fixture
def eve(app: FastAPI) -> TestClient:
    return client_of(app, "eve")


def start(client: TestClient, **body: object) -> str:
    response = client.post("/v1/conversations", json=body)
    assert response.status_code == 201
    return str(response.json()["id"])


def ask(client: TestClient, identity: str, question: str, **body: object) -> dict[str, object]:
    sent = {"question": question, "conversation": identity} | body
    response = client.post("/v1/ask", json=sent)
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


def questions(client: TestClient, identity: str, **params: str) -> list[str]:
    shown = client.get(f"/v1/conversations/{identity}", params=params).json()
    return [turn["question"] for turn in shown["turns"]]


def test_a_turn_is_the_answer_as_it_was_given(ann: TestClient) -> None:
    identity = start(ann)
    answer = ask(ann, identity, REST)
    shown = ann.get(f"/v1/conversations/{identity}").json()
    assert shown["title"] == REST
    assert shown["mine"] is True
    assert shown["owner"] == "service:ann"
    (turn,) = shown["turns"]
    assert (turn["number"], turn["question"], turn["record"]) == (1, REST, answer["record"])
    assert turn["answer"] | {"seconds": answer["seconds"]} == answer


def test_its_questions_are_the_history(ann: TestClient, base: KnowledgeBase) -> None:
    identity = start(ann)
    ask(ann, identity, REST)
    ask(ann, identity, "And in transit?", history=["What is for lunch?"])
    assert questions(ann, identity) == [REST, "And in transit?"]
    again = ann.get(f"/v1/conversations/{identity}").json()["turns"][1]["answer"]
    assert "TLS 1.3" in again["answer"]


def test_a_streamed_question_is_a_turn_too(ann: TestClient) -> None:
    identity = start(ann)
    ann.post("/v1/ask/stream", json={"question": REST, "conversation": identity})
    assert questions(ann, identity) == [REST]


def test_turn_and_row_are_written_together_or_not_at_all(
    ann: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = start(ann)
    ask(ann, identity, REST)
    before = len(questions(ann, identity))

    def broken(*_: object) -> None:
        raise StoreError("the records cannot be reached")

    monkeypatch.setattr(conversations, "append", broken)
    sent = {"question": INCIDENTS, "conversation": identity}
    assert ann.post("/v1/ask", json=sent).status_code == 503
    monkeypatch.undo()
    assert len(questions(ann, identity)) == before
    with base.records.read() as connection:
        kinds = sa.select(sa.func.count()).select_from(audit).where(audit.c.kind == "answer")
        assert connection.execute(kinds).scalar_one() == 1


def test_a_conversation_is_its_owners_alone(ann: TestClient, bob: TestClient) -> None:
    identity = start(ann, title="Mine")
    ask(ann, identity, REST)
    assert bob.get("/v1/conversations").json()["total"] == 0
    absent = bob.get("/v1/conversations/nothing")
    other = bob.get(f"/v1/conversations/{identity}")
    assert absent.status_code == other.status_code == 404
    assert other.json()["detail"] == absent.json()["detail"].replace("nothing", identity)
    for response in (
        bob.patch(f"/v1/conversations/{identity}", json={"title": "His"}),
        bob.delete(f"/v1/conversations/{identity}"),
        bob.get(f"/v1/conversations/{identity}/export"),
        bob.post("/v1/ask", json={"question": REST, "conversation": identity}),
    ):
        assert response.status_code == 404


def test_a_shared_one_is_read_by_who_may_see_all_of_it(
    ann: TestClient, bob: TestClient, eve: TestClient
) -> None:
    identity = start(ann)
    ask(ann, identity, REST)
    changed = ann.patch(f"/v1/conversations/{identity}", json={"shared": True}).json()
    assert changed["shared"] is True
    assert questions(bob, identity) == [REST]
    assert bob.get("/v1/conversations").json()["conversations"][0]["mine"] is False
    assert eve.get("/v1/conversations").json()["total"] == 0
    assert eve.get(f"/v1/conversations/{identity}").status_code == 404
    for response in (
        bob.patch(f"/v1/conversations/{identity}", json={"title": "His"}),
        bob.delete(f"/v1/conversations/{identity}"),
        bob.post("/v1/ask", json={"question": REST, "conversation": identity}),
    ):
        assert response.status_code == 403
        assert "somebody else" in response.json()["detail"]
    ann.patch(f"/v1/conversations/{identity}", json={"shared": False})
    assert bob.get(f"/v1/conversations/{identity}").status_code == 404


def test_what_was_answered_for_more_is_not_shown_for_less(
    ann: TestClient, eve: TestClient, base: KnowledgeBase
) -> None:
    identity = start(ann, audience="public")
    ask(ann, identity, INCIDENTS, audience="public")
    ann.patch(f"/v1/conversations/{identity}", json={"shared": True})
    assert questions(eve, identity) == [INCIDENTS]
    ask(ann, identity, REST)
    assert eve.get(f"/v1/conversations/{identity}").status_code == 404
    assert questions(ann, identity) == [INCIDENTS, REST]
    assert questions(ann, identity, audience="public") == [INCIDENTS]
    lowered = people_app(base, ann=Caller("ann", Audience.PUBLIC, Role.READER))
    now = client_of(lowered, "ann")
    assert questions(now, identity) == [INCIDENTS]
    assert now.get("/v1/conversations", params={"text": "at rest"}).json()["total"] == 0
    assert "AES" not in now.get(f"/v1/conversations/{identity}/export").text


def test_an_answer_goes_when_its_document_is_meant_for_fewer(
    ann: TestClient, eve: TestClient, base: KnowledgeBase, client: TestClient
) -> None:
    identity = start(ann, audience="public")
    ask(ann, identity, INCIDENTS, audience="public")
    ann.patch(f"/v1/conversations/{identity}", json={"shared": True})
    with base.records.write() as connection:
        connection.execute(sa.update(documents).values(audience="nda"))
    assert questions(eve, identity) == []
    assert questions(ann, identity) == [INCIDENTS]


def test_they_are_searched_named_and_paged(ann: TestClient) -> None:
    first, second = start(ann, title="Acme 100%"), start(ann)
    ask(ann, second, REST)
    listed = ann.get("/v1/conversations").json()
    assert [one["id"] for one in listed["conversations"]] == [second, first]

    def found(text: str) -> list[str]:
        page = ann.get("/v1/conversations", params={"text": text}).json()
        assert page["total"] == len(page["conversations"])
        return [one["id"] for one in page["conversations"]]

    assert found("ACME") == [first]
    assert found("100%") == [first]
    assert found("%") == [first]
    assert found("at REST") == [second]
    page = ann.get("/v1/conversations", params={"limit": 1, "offset": 1}).json()
    assert (page["total"], [one["id"] for one in page["conversations"]]) == (2, [first])
    ann.patch(f"/v1/conversations/{second}", json={"title": "  Round two "})
    assert found("round") == [second]
    assert ann.patch(f"/v1/conversations/{second}", json={"title": " "}).status_code == 422


def test_a_deleted_one_is_gone_and_its_answers_stay(ann: TestClient) -> None:
    identity = start(ann)
    record = ask(ann, identity, REST)["record"]
    assert ann.delete(f"/v1/conversations/{identity}").status_code == 204
    assert ann.get(f"/v1/conversations/{identity}").status_code == 404
    assert ann.get(f"/v1/answers/{record}").status_code == 200


def test_the_scope_is_kept(ann: TestClient) -> None:
    scope = {"product": "Gateway", "collections": ["policy"], "as_of": "2026-01-31"}
    identity = start(ann, title="T", scope=scope)
    assert ann.get(f"/v1/conversations/{identity}").json()["scope"] == scope
    wrong = ann.post("/v1/conversations", json={"scope": {"colour": "red"}})
    assert wrong.status_code == 422


def test_a_full_one_takes_no_more(ann: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MOST_TURNS", 1)
    identity = start(ann)
    ask(ann, identity, REST)
    response = ann.post("/v1/ask", json={"question": REST, "conversation": identity})
    assert response.status_code == 409
    assert "start a new one" in response.json()["detail"]


def test_a_purge_blanks_what_quotes_the_document(ann: TestClient, base: KnowledgeBase) -> None:
    identity = start(ann)
    ask(ann, identity, REST)
    ask(ann, identity, INCIDENTS, audience="public")
    with base.writing("test"):
        erase(base, [id_of(ann, "Encryption Policy")])
    shown = ann.get(f"/v1/conversations/{identity}").json()
    assert shown["title"] == ""
    assert (shown["turns"][0]["question"], shown["turns"][0]["answer"]) == ("", None)
    assert shown["turns"][1]["question"] == INCIDENTS
    assert REST not in ann.get(f"/v1/conversations/{identity}/export").text


@pytest.mark.parametrize(
    ("form", "kind", "words"),
    [
        ("text", "text/plain", ["[1] Encryption Policy, version 1, 1. At rest: “All customer"]),
        ("markdown", "text/markdown", ["## Is customer data", "> All customer data", "AES-256"]),
        ("ticket", "text/plain", ["Sources:", "[1] Encryption Policy"]),
    ],
)
def test_it_is_taken_along_as_text(ann: TestClient, form: str, kind: str, words: list[str]) -> None:
    identity = start(ann, title="For Acme")
    ask(ann, identity, REST)
    ask(ann, identity, "Who painted the ceiling of the chapel?")
    response = ann.get(f"/v1/conversations/{identity}/export", params={"form": form})
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{kind}; charset=utf-8"
    assert response.headers["content-disposition"].startswith("attachment; filename=")
    for expected in [REST, "Not answered", *words]:
        assert expected in response.text, response.text


def test_markdown_shows_mark_up_as_it_was_written(ann: TestClient) -> None:
    identity = start(ann, title="<b>[x](javascript:alert(1))</b>")
    ask(ann, identity, "# Is customer data encrypted at rest? ![i](http://example.com/i.png)")
    text = ann.get(f"/v1/conversations/{identity}/export", params={"form": "markdown"}).text
    assert "<b>" not in text.replace("\\<b", "")
    assert "](" not in text.replace("\\](", "")
