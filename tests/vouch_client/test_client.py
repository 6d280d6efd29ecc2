"""The client beside a real service, in process."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import vouch_client
from tests.api.service.conftest import KEY, PUBLIC_KEY, app, base
from vouch_client import Client, KeyNeededError, NotFoundError
from vouch_client.models import Answer

__all__ = ["app", "base"]
ENCRYPTED = "Is customer data encrypted at rest?"


def client_of(app: FastAPI, key: str = KEY) -> Client:
    return Client("http://testserver", key, retries=0, http=TestClient(app))


@pytest.fixture
def client(app: FastAPI) -> Client:
    return client_of(app)


def test_a_question_is_answered_and_its_citation_opened(client: Client) -> None:
    answer = client.ask(ENCRYPTED, history=["What do you store?"], audience="internal")
    assert answer.status == "grounded"
    assert answer.cited == list(answer.citations)
    opened = client.documents.text(answer.citations[0], around=50)
    assert opened.quote == answer.citations[0].quote
    assert opened.title == "Encryption Policy"


def test_the_stream_ends_with_the_whole_answer(client: Client) -> None:
    events = list(client.ask_stream(ENCRYPTED))
    names = [event.name for event in events]
    assert names[0] == "progress"
    assert "passages" in names
    assert names[-1] == "answer"
    said = [event.data["text"] for event in events if event.name == "sentence"]
    answer = Answer.model_validate(events[-1].data)
    assert said == [answer.answer]


def test_who_asks_and_what_they_may(app: FastAPI, client: Client) -> None:
    me = client.me()
    assert me.may("admin")
    assert me.may("reader", "ask")
    visitor = client_of(app, PUBLIC_KEY).me()
    assert visitor.audience == "public"
    assert not visitor.model_copy(update={"role": "reader"}).may("contributor")
    assert not visitor.model_copy(update={"scopes": ("search",)}).may("reader", "ask")
    assert not visitor.model_copy(update={"role": "nobody"}).may("reader")


def test_a_wrong_key_and_a_thing_that_is_not_there(app: FastAPI, client: Client) -> None:
    with pytest.raises(KeyNeededError):
        client_of(app, "another-key").me()
    with pytest.raises(NotFoundError):
        client.documents.get("nothing")


def test_documents_are_listed_and_searched(client: Client) -> None:
    page = client.documents.list(limit=1)
    assert (page.total, len(page.documents)) == (2, 1)
    hits = client.search("encryption", k=3, collections=["policy"]).hits
    assert hits[0].document == "Encryption Policy"


def test_a_draft_is_made_of_an_answer_and_approved(client: Client) -> None:
    answer = client.ask(ENCRYPTED)
    draft = client.library.add_from_answer(answer.record)
    assert draft.state == "draft"
    assert client.library.approve(draft).state == "approved"
    assert client.library.list(state="approved").total == 1


def test_the_environment_says_where_and_with_which_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("VOUCH_URL", "VOUCH_KEY", "VOUCH_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOUCH_HOME", str(tmp_path))
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"status": "ready"})

    def ask() -> str | None:
        http = httpx.Client(transport=httpx.MockTransport(handler))
        with Client.from_env(http=http) as client:
            client.ready()
        return seen[-1].headers.get("authorization")

    assert ask() is None
    assert seen[-1].url.host == "127.0.0.1"
    (tmp_path / "service.key").write_text("local\n", encoding="utf-8")
    assert ask() == "Bearer local"
    monkeypatch.setenv("VOUCH_KEY", "given")
    monkeypatch.setenv("VOUCH_URL", "https://vouch.example.com/")
    assert ask() == "Bearer given"
    assert str(seen[-1].url) == "https://vouch.example.com/v1/ready"


def test_the_public_names_are_there_and_sorted() -> None:
    assert list(vouch_client.__all__) == sorted(vouch_client.__all__)
    assert all(hasattr(vouch_client, name) for name in vouch_client.__all__)
