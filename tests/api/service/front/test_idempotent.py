"""A write that is sent twice: one effect, one answer."""

import asyncio
import threading
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from api.service.access import requires
from api.service.front.idempotent import LONGEST
from api.service.problems import FORBIDDEN, RefusedError
from api.service.roles import Role
from kb.errors import StoreError
from kb.knowledge_base import KnowledgeBase
from kb.records import idempotency
from kb.records.idempotency import Stored, UnderWay
from kb.records.jobs import after
from kb.records.service_schema import idempotency as table
from tests.api.service.conftest import KEY

READER = [requires(Role.READER)]


class Effects:
    """Routes whose effects can be counted."""

    def __init__(self, app: FastAPI) -> None:
        self.count = 0
        self.gate: threading.Event | None = None
        self.entered = threading.Event()

        @app.post("/v1/jobs/write", dependencies=READER, status_code=201)
        async def write(request: Request, response: Response, mode: str = "") -> dict[str, object]:
            body = await request.body()
            self.count += 1
            if mode == "fail" and self.count == 1:
                raise StoreError("the disk is full")
            if mode == "crash" and self.count == 1:
                raise ZeroDivisionError
            if mode == "refuse":
                raise RefusedError(FORBIDDEN, "not now")
            if mode == "long":
                return {"text": "x" * (LONGEST + 1)}
            response.headers["Location"] = "/v1/made"
            return {"made": self.count, "read": len(body)}

        @app.post("/v1/jobs/slow", dependencies=READER)
        def slow() -> int:
            self.count += 1
            self.entered.set()
            if self.gate is not None:
                assert self.gate.wait(20)
            return self.count

        @app.post("/v1/jobs/stream", dependencies=READER)
        async def stream() -> StreamingResponse:
            self.count += 1
            return StreamingResponse(iter(["data: 1\n\n"]), media_type="text/event-stream")


@pytest.fixture
def effects(app: FastAPI) -> Effects:
    return Effects(app)


def post(client: TestClient, key: str, path: str = "write", **how: object) -> httpx.Response:
    return client.post(f"/v1/jobs/{path}", headers={"Idempotency-Key": key}, **how)  # type: ignore[arg-type]


def test_the_same_request_has_one_effect_and_the_same_bytes(
    client: TestClient, effects: Effects
) -> None:
    first = post(client, "k1", json={"a": 1})
    second = post(client, "k1", json={"a": 1})
    assert effects.count == 1
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.status_code == 201
    assert second.headers["location"] == "/v1/made"
    assert second.headers["content-type"] == first.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"


def test_without_a_key_each_request_counts(client: TestClient, effects: Effects) -> None:
    client.post("/v1/jobs/write")
    client.post("/v1/jobs/write")
    assert effects.count == 2


@pytest.mark.parametrize(
    "other",
    [{"json": {"a": 2}}, {"json": {"a": 1}, "params": {"mode": "x"}}, {"content": b""}],
)
def test_another_request_under_the_same_key_is_refused(
    client: TestClient, effects: Effects, other: dict[str, object]
) -> None:
    post(client, "k1", json={"a": 1})
    response = post(client, "k1", **other)
    assert response.status_code == 422
    assert response.json()["type"] == "urn:vouch:problem:idempotency-key"
    assert effects.count == 1


def test_another_address_under_the_same_key_is_refused(
    client: TestClient, effects: Effects
) -> None:
    post(client, "k1")
    assert post(client, "k1", "slow").status_code == 422


def test_keys_are_a_caller_s_own(client: TestClient, visitor: TestClient, effects: Effects) -> None:
    post(client, "k1", json={})
    assert post(visitor, "k1", json={}).json()["made"] == 2


def test_a_failure_may_be_tried_again(client: TestClient, effects: Effects) -> None:
    assert post(client, "k1", params={"mode": "fail"}).status_code == 503
    assert post(client, "k1", params={"mode": "fail"}).status_code == 201


def test_a_fault_may_be_tried_again(app: FastAPI, effects: Effects) -> None:
    quiet = TestClient(app, raise_server_exceptions=False, headers={"X-API-Key": KEY})
    assert post(quiet, "k1", params={"mode": "crash"}).status_code == 500
    assert post(quiet, "k1", params={"mode": "crash"}).status_code == 201


def test_a_refusal_is_not_kept(client: TestClient, effects: Effects) -> None:
    post(client, "k1", params={"mode": "refuse"})
    post(client, "k1", params={"mode": "refuse"})
    assert effects.count == 2


def test_a_long_answer_is_sent_but_not_kept_and_says_so(
    client: TestClient, effects: Effects
) -> None:
    first = post(client, "k1", params={"mode": "long"})
    assert first.headers["idempotency-kept"] == "no"
    assert len(first.json()["text"]) == LONGEST + 1
    second = post(client, "k1", params={"mode": "long"})
    assert second.status_code == 409
    assert second.json()["type"] == "urn:vouch:problem:answer-not-kept"
    assert second.json()["done_status"] == 201
    assert effects.count == 1


def test_a_stream_passes(client: TestClient, effects: Effects) -> None:
    assert post(client, "k1", "stream").text == "data: 1\n\n"
    assert post(client, "k1", "stream").text == "data: 1\n\n"
    assert effects.count == 2


def test_of_two_at_once_one_works(app: FastAPI, client: TestClient, effects: Effects) -> None:
    effects.gate = threading.Event()
    answers: list[httpx.Response] = []
    worker = threading.Thread(target=lambda: answers.append(post(client, "k1", "slow")))
    worker.start()
    assert effects.entered.wait(20)
    other = TestClient(app, headers={"X-API-Key": KEY})
    busy = post(other, "k1", "slow")
    effects.gate.set()
    worker.join(20)
    assert busy.status_code == 409
    assert busy.headers["retry-after"] == "1"
    assert answers[0].status_code == 200
    assert post(other, "k1", "slow").content == answers[0].content
    assert effects.count == 1


def test_a_crash_leaves_a_key_that_is_free_after_its_lease(
    base: KnowledgeBase, client: TestClient, effects: Effects
) -> None:
    post(client, "k1")
    with base.records.write() as connection:  # as a killed process leaves it
        connection.execute(
            sa.update(table).values(
                state="running", request="", body=None, leased_until=after(timedelta(seconds=20))
            )
        )
    assert post(client, "k1").status_code == 409
    with base.records.write() as connection:
        connection.execute(sa.update(table).values(leased_until="2026-01-01T00:00:00.000Z"))
    assert post(client, "k1").json()["made"] == 2
    assert post(client, "k1").json()["made"] == 2


def test_an_answer_is_kept_for_a_day(
    base: KnowledgeBase, client: TestClient, effects: Effects
) -> None:
    post(client, "k1")
    with base.records.write() as connection:
        connection.execute(sa.update(table).values(created_at="2026-01-01T00:00:00.000Z"))
    assert post(client, "k1").json()["made"] == 2
    with base.records.write() as connection:
        connection.execute(sa.update(table).values(created_at="2026-01-01T00:00:00.000Z"))
        assert idempotency.prune(connection) == 1


def test_an_upload_may_be_sent_again_with_another_boundary(
    client: TestClient, effects: Effects
) -> None:
    def form(boundary: str, text: str) -> dict[str, object]:
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\n'
            f"{text}\r\n--{boundary}--\r\n"
        )
        kind = f"multipart/form-data; boundary={boundary}"
        return {"content": body.encode(), "headers": {"Content-Type": kind, "Idempotency-Key": "u"}}

    first = client.post("/v1/jobs/write", **form("a" * 32, "text"))  # type: ignore[arg-type]
    again = client.post("/v1/jobs/write", **form("b" * 32, "text"))  # type: ignore[arg-type]
    other = client.post("/v1/jobs/write", **form("c" * 32, "test"))  # type: ignore[arg-type]
    assert first.content == again.content
    assert other.status_code == 422
    assert effects.count == 1


@pytest.mark.parametrize("key", ["", "x" * 129, "a b", "ä"])
def test_what_is_no_key_is_refused(client: TestClient, effects: Effects, key: str) -> None:
    response = client.post("/v1/jobs/write", headers={b"Idempotency-Key": key.encode("latin-1")})
    assert response.status_code == 422
    assert effects.count == 0


def test_a_purge_takes_kept_answers_with_it(
    base: KnowledgeBase, client: TestClient, effects: Effects
) -> None:
    post(client, "k1")
    with base.records.write() as connection:
        idempotency.forget_answers(connection)
    assert post(client, "k1").status_code == 409
    assert effects.count == 1


def test_one_holder_at_a_time(base: KnowledgeBase) -> None:
    lease = timedelta(seconds=30)
    with base.records.write() as connection:
        assert idempotency.claim(connection, "c", "k", "one", lease) is None
        assert isinstance(idempotency.claim(connection, "c", "k", "two", lease), UnderWay)
        answer = Stored("digest", 200, (("content-type", "text/plain"),), b"body")
        assert not idempotency.finish(connection, "c", "k", "two", answer)
        idempotency.release(connection, "c", "k", "two")
        assert idempotency.finish(connection, "c", "k", "one", answer)
        assert idempotency.claim(connection, "c", "k", "two", lease) == answer


def test_a_long_request_keeps_its_key(
    app: FastAPI, base: KnowledgeBase, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease is renewed while the route works."""
    monkeypatch.setattr("api.service.front.idempotent._RENEW_SECONDS", 0.01)
    effects.gate = threading.Event()

    def held() -> str:
        with base.records.read() as connection:
            return str(connection.execute(sa.select(table.c.leased_until)).scalar_one())

    async def both() -> tuple[httpx.Response, bool]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            headers = {"X-API-Key": KEY, "Idempotency-Key": "k1"}
            working = asyncio.create_task(client.post("/v1/jobs/slow", headers=headers))
            while not effects.entered.is_set():
                await asyncio.sleep(0.005)
            first, renewed = held(), False
            for _ in range(1_000):
                renewed = held() > first
                if renewed:
                    break
                await asyncio.sleep(0.005)
            assert effects.gate is not None
            effects.gate.set()
            return await working, renewed

    response, renewed = asyncio.run(both())
    assert renewed
    assert response.status_code == 200
