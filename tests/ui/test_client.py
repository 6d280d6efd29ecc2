"""The page's calls: the key goes along, and every failure says what to do."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from ui.client import Client, ServiceError, read_key

Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler) -> Client:
    return Client("http://service", "the-key", httpx.Client(transport=httpx.MockTransport(handler)))


def failure(handler: Handler) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        client(handler).ask("Why?", [], "internal")
    return caught.value


def test_a_question_carries_key_history_and_audience() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"answer": "So."})

    history = [f"question {n}" for n in range(30)]
    assert client(handler).ask("Why?", history, "nda") == {"answer": "So."}
    assert seen[0].headers["authorization"] == "Bearer the-key"
    body = json.loads(seen[0].content)
    assert body == {"question": "Why?", "history": history[-20:], "audience": "nda"}


def test_a_service_that_is_not_ready_still_answers_that() -> None:
    body = {"status": "warming"}
    assert client(lambda _: httpx.Response(503, json=body)).ready() == body


def test_a_problem_keeps_the_services_words() -> None:
    problem = {"title": "In use", "detail": "wait for it", "request_id": "r1"}
    headers = {"content-type": "application/problem+json"}
    error = failure(lambda _: httpx.Response(409, content=json.dumps(problem), headers=headers))
    assert (error.title, error.detail, error.status, error.request_id) == (
        "In use",
        "wait for it",
        409,
        "r1",
    )


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"null"])
@pytest.mark.parametrize("status", [200, 302, 404, 500])
def test_what_is_no_vouch_service_is_said(body: bytes, status: int) -> None:
    error = failure(lambda _: httpx.Response(status, content=body))
    assert error.title
    assert error.detail


def test_a_service_that_is_down_says_how_to_start_it() -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    assert "vouch serve" in failure(refuse).detail


def test_a_slow_service_is_not_taken_for_a_stopped_one() -> None:
    def wait(_request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    assert "too long" in failure(wait).title


def test_a_refused_key_is_explained() -> None:
    assert "key" in failure(lambda _: httpx.Response(401)).title


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"none\.key"):
        read_key(tmp_path / "none.key")
