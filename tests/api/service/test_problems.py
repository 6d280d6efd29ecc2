"""Errors leave as problems: mapped in one table, without a word of the inside."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.problems import KINDS, kind_of
from kb import errors
from kb.knowledge_base import KnowledgeBase
from tests.api.service.conftest import KEY


def test_every_error_has_its_kind() -> None:
    named = {getattr(errors, name) for name in errors.__all__}
    assert named == set(KINDS)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFoundError("none"), 404),
        (errors.StoreBusyError("busy"), 409),
        (errors.UnreadableError("torn"), 422),
        (errors.LimitError("large"), 422),
        (errors.DerivedIndexError("foreign"), 503),
        (errors.ModelError("missing"), 503),
        (errors.StoreError("down"), 503),
        (errors.SettingsError("wrong"), 500),
    ],
)
def test_an_error_gets_its_status(error: errors.VouchError, status: int) -> None:
    assert kind_of(error).status == status


def test_an_error_of_the_core_tells_what_to_do(
    client: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise errors.DerivedIndexError("the index is damaged; run `vouch reindex`")

    monkeypatch.setattr(base, "search", busy)
    response = client.post("/v1/search", json={"query": "x"})
    assert response.status_code == 503
    assert response.json() == {
        "type": "urn:vouch:problem:index",
        "title": "An index is not usable",
        "status": 503,
        "detail": "the index is damaged; run `vouch reindex`",
        "request_id": response.headers["x-request-id"],
    }


def test_an_unforeseen_error_shows_nothing_of_the_inside(
    app: FastAPI, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret in the message")

    monkeypatch.setattr(base, "search", broken)
    quiet = TestClient(app, raise_server_exceptions=False, headers={"X-API-Key": KEY})
    response = quiet.post("/v1/search", json={"query": "x"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["x-request-id"] in response.json()["detail"]


def test_wrong_addresses_and_methods_are_problems(client: TestClient) -> None:
    missing = client.get("/v1/nothing")
    assert (missing.status_code, missing.json()["status"]) == (404, 404)
    wrong = client.put("/v1/ask")
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "POST"
    for response in (missing, wrong):
        assert response.headers["content-type"] == "application/problem+json"
