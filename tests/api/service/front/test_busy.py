"""How often and how much at once: who asks too much is told to wait, the others are not."""

import asyncio
import threading
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.access import requires
from api.service.app import create_app
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.knowledge_base import KnowledgeBase
from kb.values import Audience
from tests.api.service.conftest import KEY, PUBLIC_KEY

Make = Callable[..., FastAPI]


@pytest.fixture
def make(base: KnowledgeBase) -> Make:
    def made(**settings: object) -> FastAPI:
        base.settings = base.settings.model_copy(update=settings)
        keys = {
            KEY: Caller("local", Audience.INTERNAL),
            PUBLIC_KEY: Caller("visitor", Audience.PUBLIC),
        }
        return create_app(base, Keys(keys))

    return made


def test_a_caller_has_a_rate_and_others_have_their_own(make: Make) -> None:
    app = make(requests_per_minute=3)
    client = TestClient(app, headers={"X-API-Key": KEY})
    assert [client.get("/v1/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/v1/me")
    assert refused.json()["type"] == "urn:vouch:problem:too-many"
    assert 1 <= int(refused.headers["retry-after"]) <= 120
    assert TestClient(app, headers={"X-API-Key": PUBLIC_KEY}).get("/v1/me").status_code == 200
    assert client.get("/v1/health").status_code == 200
    assert client.get("/metrics").status_code == 200


def test_no_rate_is_no_limit(make: Make) -> None:
    client = TestClient(make(requests_per_minute=0), headers={"X-API-Key": KEY})
    assert {client.get("/v1/me").status_code for _ in range(50)} == {200}


def test_past_what_can_be_worked_on_a_request_waits_then_leaves(make: Make) -> None:
    app = make(working_requests=1, waiting_seconds=0.05)
    entered, leave = threading.Event(), threading.Event()

    @app.get("/v1/jobs/held/here", dependencies=[requires(Role.READER)])
    def held() -> str:
        entered.set()
        assert leave.wait(20)
        return "done"

    async def run() -> tuple[httpx.Response, httpx.Response, httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(app)
        headers = {"X-API-Key": KEY}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://x", headers=headers
        ) as client:
            first = asyncio.create_task(client.get("/v1/jobs/held/here"))
            while not entered.is_set():
                await asyncio.sleep(0.005)
            refused = await client.get("/v1/me")
            alive = await client.get("/v1/health")
            leave.set()
            done = await first
            return refused, alive, done, await client.get("/v1/me")

    refused, alive, done, later = asyncio.run(run())
    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:vouch:problem:busy"
    assert refused.headers["retry-after"] == "2"
    assert (alive.status_code, done.status_code, later.status_code) == (200, 200, 200)
