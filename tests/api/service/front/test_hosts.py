"""Only requests to a name that is this service's."""

import pytest
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.front.hosts import ANY, LOOPBACK, names_for
from api.service.keys import Keys
from kb.knowledge_base import KnowledgeBase
from tests.api.service.conftest import KEY


@pytest.fixture
def client(base: KnowledgeBase) -> TestClient:
    return TestClient(create_app(base, Keys.local(KEY), LOOPBACK), headers={"X-API-Key": KEY})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LocalHost:8321", "[::1]", "[::1]:8321", "127.0.0.1:1"]
)
def test_this_machine_s_names_are_taken(client: TestClient, host: str) -> None:
    assert client.get("/v1/me", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8321",
        "127.0.0.1.evil.example",
        "localhost.",
        "",
        "[::2]",
        "x:",
    ],
)
def test_others_are_refused_even_for_the_health_check(client: TestClient, host: str) -> None:
    response = client.get("/v1/health", headers={"Host": host})
    assert response.status_code == 421
    assert response.json()["type"] == "urn:vouch:problem:wrong-host"
    assert "VOUCH_ALLOWED_HOSTS" in response.json()["detail"]


def test_the_names_follow_from_where_it_listens() -> None:
    assert names_for("127.0.0.1", "") == LOOPBACK
    assert names_for("0.0.0.0", "") == ANY
    assert names_for("0.0.0.0", "vouch.example, v.example") == (
        "vouch.example",
        "v.example",
        *LOOPBACK,
    )
