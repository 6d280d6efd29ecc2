"""Requests on their way out: the key, retries, idempotency, ETags, and errors."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from vouch_client import errors
from vouch_client.transport import Transport

Handler = Callable[[httpx.Request], httpx.Response]
PROBLEM = {"content-type": "application/problem+json"}


def transport(handler: Handler, retries: int = 2) -> Transport:
    http = httpx.Client(transport=httpx.MockTransport(handler))
    return Transport("http://service/", "the-key", retries=retries, http=http)


def failure(handler: Handler, method: str = "POST") -> errors.VouchClientError:
    with pytest.raises(errors.VouchClientError) as caught:
        transport(handler).json(method, "/v1/thing", body={})
    return caught.value


def answers(*responses: httpx.Response) -> tuple[Handler, list[httpx.Request]]:
    """A service that gives these answers, the last one again and again."""
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return responses[min(len(seen), len(responses)) - 1]

    return handler, seen


def test_the_key_goes_along_and_stands_in_no_text() -> None:
    handler, seen = answers(httpx.Response(200, json={}))
    one = transport(handler)
    one.json("GET", "/v1/me", params={"a": 1, "b": None})
    assert seen[0].headers["authorization"] == "Bearer the-key"
    assert str(seen[0].url) == "http://service/v1/me?a=1"
    assert "the-key" not in repr(one)


def test_a_read_is_tried_again_and_a_write_is_not() -> None:
    handler, seen = answers(httpx.Response(502), httpx.Response(200, json={"a": 1}))
    assert transport(handler).json("GET", "/v1/thing") == {"a": 1}
    assert len(seen) == 2
    handler, seen = answers(httpx.Response(502), httpx.Response(200, json={}))
    with pytest.raises(errors.ServiceError):
        transport(handler).json("POST", "/v1/thing", body={})
    assert len(seen) == 1


def test_every_write_has_an_idempotency_key_of_its_own() -> None:
    handler, seen = answers(httpx.Response(200, json={}))
    one = transport(handler)
    for method in ("POST", "PATCH", "DELETE", "GET"):
        one.json(method, "/v1/thing")
    one.json("POST", "/v1/thing", idempotency_key="mine")
    keys = [request.headers.get("idempotency-key") for request in seen]
    assert len({*keys[:3]}) == 3
    assert None not in keys[:3]
    assert keys[3:] == [None, "mine"]


def test_an_answer_with_an_etag_is_kept_while_it_holds() -> None:
    handler, seen = answers(
        httpx.Response(200, json={"n": 1}, headers={"etag": '"x"'}),
        httpx.Response(304),
        httpx.Response(200, json={"n": 2}, headers={"etag": '"y"'}),
    )
    one = transport(handler)
    found = [one.json("GET", "/v1/thing", params={"p": 1})["n"] for _ in range(3)]
    assert found == [1, 1, 2]
    assert [request.headers.get("if-none-match") for request in seen] == [None, '"x"', '"x"']


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.KeyNeededError),
        (403, errors.ForbiddenError),
        (404, errors.NotFoundError),
        (409, errors.ConflictError),
        (412, errors.ConflictError),
        (422, errors.InvalidError),
        (429, errors.BusyError),
        (500, errors.ServiceError),
    ],
)
def test_a_problem_keeps_the_services_words(status: int, kind: type[errors.ServiceError]) -> None:
    body = {"type": "urn:vouch:problem:x", "title": "T", "detail": "do it", "request_id": "r1"}
    response = httpx.Response(
        status, content=json.dumps(body), headers=PROBLEM | {"retry-after": "7"}
    )
    error = failure(lambda _: response)
    assert type(error) is kind
    assert (error.title, error.detail, error.slug) == ("T", "do it", "x")
    assert (error.status, error.request_id, error.retry_after) == (status, "r1", 7.0)


@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b'"x"'])
@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_no_vouch_service_is_said(body: bytes, status: int) -> None:
    error = failure(lambda _: httpx.Response(status, content=body))
    assert error.title
    assert error.detail


def test_a_page_of_something_else_is_no_answer() -> None:
    error = failure(lambda _: httpx.Response(200, content=b"<html>"), "GET")
    assert "does not answer as Vouch does" in error.detail


def test_a_service_that_is_down_says_how_to_start_it() -> None:
    tries = 0

    def refuse(_request: httpx.Request) -> httpx.Response:
        nonlocal tries
        tries += 1
        raise httpx.ConnectError("refused")

    error = failure(refuse, "GET")
    assert isinstance(error, errors.UnreachableError)
    assert "vouch serve" in error.detail
    assert tries == 3


def test_a_slow_service_is_not_taken_for_a_stopped_one() -> None:
    def wait(_request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow")

    assert isinstance(failure(wait, "GET"), errors.SlowError)


def test_a_stream_that_breaks_off_is_said_to() -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        def body() -> Iterator[bytes]:
            yield b"event: progress\n"
            raise httpx.RemoteProtocolError("gone")

        return httpx.Response(200, content=body())

    with (
        pytest.raises(errors.UnreachableError, match="broke off"),
        transport(handler).lines("POST", "/v1/ask/stream", {}) as lines,
    ):
        list(lines)


def test_a_file_keeps_its_name() -> None:
    disposition = "attachment; filename*=utf-8''Answers%20%C3%A4.xlsx"
    handler, _ = answers(
        httpx.Response(200, content=b"x", headers={"content-disposition": disposition})
    )
    assert transport(handler).file("/v1/x") == ("Answers ä.xlsx", b"x")
