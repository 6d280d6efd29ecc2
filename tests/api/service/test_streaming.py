"""Answers as they come: events in order, nothing unlogged, and a server that hears a hang-up."""

import asyncio
import json
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.streaming import Work
from kb.errors import StoreError
from kb.knowledge_base import KnowledgeBase
from kb.models.scripted import ScriptedModel
from kb.records import audit
from kb.records.schema import audit as audit_rows
from tests.api.service.conftest import KEY

ENCRYPTED = "Is customer data encrypted at rest?"


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def ask(client: TestClient, **body: object) -> list[tuple[str, Any]]:
    response = client.post("/v1/ask/stream", json={"question": ENCRYPTED} | body)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    return events(response.text)


def rows(base: KnowledgeBase) -> int:
    with base.records.read() as connection:
        query = sa.select(sa.func.count()).select_from(audit_rows)
        return int(connection.execute(query.where(audit_rows.c.kind == "answer")).scalar_one())


def test_the_events_come_in_order(client: TestClient) -> None:
    found = ask(client)
    names = [name for name, _ in found]
    assert names == ["progress", "passages", "progress", "progress", "sentence", "answer"]
    stages = [data["stage"] for name, data in found if name == "progress"]
    assert stages == ["searching", "reading", "checking"]
    assert all(data["message"] for name, data in found if name == "progress")
    titles = [one["document"] for one in found[1][1]["passages"]]
    assert titles[0] == "Encryption Policy"
    assert found[2][1]["passages"] >= 1
    sentence = found[-2][1]
    assert sentence["citations"] == [1]
    answer = found[-1][1]
    assert answer["answer"][sentence["start"] : sentence["end"]] == sentence["text"]
    assert answer["citations"][0]["quote"] in sentence["text"]


def test_the_answer_is_that_of_ask_byte_for_byte(client: TestClient) -> None:
    whole = client.post("/v1/ask", json={"question": ENCRYPTED, "id": "Q1"})
    streamed = client.post("/v1/ask/stream", json={"question": ENCRYPTED, "id": "Q1"})
    line = next(e for e in streamed.text.split("\n\n") if e.startswith("event: answer"))
    raw = line.split("data: ", 1)[1]
    one, other = whole.json(), json.loads(raw)
    changed = raw.replace(other["record"], one["record"])
    changed = changed.replace(f'"seconds":{other["seconds"]}', f'"seconds":{one["seconds"]}')
    assert changed.encode() == whole.content


def test_a_blank_has_no_sentence(client: TestClient) -> None:
    found = ask(client, question="Who painted the ceiling of the chapel?")
    assert "sentence" not in [name for name, _ in found]
    assert found[-1][1]["status"] == "abstained"


def test_the_row_is_there_before_the_first_word(
    client: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ask(client)[-1][1]
    with base.records.read() as connection:
        row = audit.read(connection, answer["record"])
    assert row is not None
    assert row["payload"]["answer"]["answer"] == answer["answer"]

    def broken(*_: object, **__: object) -> str:
        raise StoreError("the records cannot be reached")

    monkeypatch.setattr("kb.knowledge_base.log_answer", broken)
    found = ask(client)
    assert [name for name, _ in found][-1] == "error"
    assert not {"sentence", "answer"} & {name for name, _ in found}
    assert "AES" not in str(found)
    problem = found[-1][1]
    assert (problem["type"], problem["status"]) == ("urn:vouch:problem:store", 503)
    assert problem["request_id"]


def test_what_was_not_foreseen_is_told_without_its_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr("kb.knowledge_base.log_answer", broken)
    name, problem = ask(client)[-1]
    assert name == "error"
    assert problem["status"] == 500
    assert "secret" not in str(problem)


def test_a_wrong_request_is_a_problem_and_no_stream(client: TestClient) -> None:
    response = client.post("/v1/ask/stream", json={"question": ""})
    assert response.status_code == 422
    absent = client.post("/v1/ask/stream", json={"question": "x", "conversation": "nothing"})
    assert absent.status_code == 404
    assert absent.headers["content-type"] == "application/problem+json"


def test_a_visitor_is_told_of_nothing_above(visitor: TestClient) -> None:
    assert "Encryption Policy" not in str(ask(visitor))


def test_who_hangs_up_frees_the_server(
    app: FastAPI, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client leaves while passages are searched; nothing is answered, and no thread stays."""
    searching, left = threading.Event(), threading.Event()
    search = type(base.retriever()).search_with

    def slow(self: Any, *arguments: Any) -> Any:
        searching.set()
        assert left.wait(20)
        return search(self, *arguments)

    end = Work.end

    async def told(self: Work) -> None:
        self._left.set()
        left.set()
        await end(self)

    monkeypatch.setattr(type(base.retriever()), "search_with", slow)
    monkeypatch.setattr(Work, "end", told)
    before = rows(base)

    async def scenario() -> None:
        sent: list[Any] = []
        body = json.dumps({"question": ENCRYPTED}).encode()
        asked = False

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": body, "more_body": False}
            await asyncio.to_thread(searching.wait, 20)
            while not any(b"searching" in message.get("body", b"") for message in sent):
                await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": "/v1/ask/stream",
            "raw_path": b"/v1/ask/stream",
            "query_string": b"",
            "root_path": "",
            "headers": [
                (b"host", b"testserver"),
                (b"content-type", b"application/json"),
                (b"x-api-key", KEY.encode()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        await asyncio.wait_for(app(scope, receive, send), 20)
        said = b"".join(message.get("body", b"") for message in sent)
        assert b"searching" in said
        assert b"answer" not in said

    asyncio.run(scenario())
    assert rows(base) == before


def test_a_model_is_heard_writing_and_its_words_are_held_back(
    client: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.service.streaming._SAY_SECONDS", 0.0)
    quote = "All customer data is encrypted at rest with AES-256."
    claim = {"passage": 1, "quote": quote, "sentence": quote}
    reply = json.dumps({"claims": [claim], "verdict": "yes", "cannot_answer": None})
    base.__dict__["chat_model"] = ScriptedModel([reply])
    found = ask(client)
    writing = [data for name, data in found if name == "progress" and data["stage"] == "writing"]
    assert writing[0]["written"] == 0
    assert max(data["written"] for data in writing) > 0
    names = [name for name, _ in found]
    assert max(at for at, name in enumerate(names) if name == "progress") < names.index("sentence")
    assert "AES" not in str(found[: names.index("sentence")])
    whole = client.post("/v1/ask", json={"question": ENCRYPTED}).json()
    own = {"record": "", "seconds": 0}
    assert found[-1][1] | own == whole | own
