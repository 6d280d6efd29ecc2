"""The figures that Prometheus reads."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.service.app import create_app
from api.service.created_keys import create_key
from api.service.keys import Keys
from api.service.roles import Role
from kb.errors import StoreError
from kb.knowledge_base import KnowledgeBase
from kb.values import Audience
from tests.api.service.conftest import KEY


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {}
    for family in text_string_to_metric_families(response.text):
        for sample in family.samples:
            found[(sample.name, *sorted(sample.labels.values()))] = sample.value
    return found


def test_requests_are_counted_by_route_and_not_by_address(client: TestClient) -> None:
    for name in ("zebra", "lion"):
        client.get(f"/v1/documents/{name}")
    client.get("/no/such/address")
    found = figures(client)
    route = "/v1/documents/{document_id}"
    assert found["vouch_requests_total", route, "404", "GET"] == 2
    assert found["vouch_request_seconds_count", route, "GET"] == 2
    assert found["vouch_requests_total", "404", "none", "none"] == 1
    assert "zebra" not in str(found)


def test_answers_are_counted_by_status(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": "What is the meaning of life?"})
    found = figures(client)
    assert found["vouch_answers_total", "abstained"] == 1
    assert found["vouch_answers_total", "approved"] == 0


def test_what_the_store_holds(client: TestClient, app: FastAPI) -> None:
    found = figures(client)
    assert found["vouch_passages",] > 0
    assert found["vouch_jobs", "queued"] == 0
    assert found["vouch_ready",] == 0
    assert ("vouch_index_lag",) not in found
    app.state.core.warm()
    found = figures(client)
    assert (found["vouch_ready",], found["vouch_index_lag",]) == (1, 0)
    assert [key for key in found if key[0] == "vouch_build_info"]


def test_a_store_that_is_away_is_a_figure(
    client: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StoreError("gone")

    monkeypatch.setattr(type(base.records), "read", lambda _self: away())
    found = figures(client)
    assert found["vouch_store_up",] == 0
    assert ("vouch_passages",) not in found


def test_two_services_count_apart(app: FastAPI, base: KnowledgeBase) -> None:
    other = create_app(base, Keys.local(KEY))
    TestClient(app, headers={"X-API-Key": KEY}).get("/v1/me")
    found = figures(TestClient(other, headers={"X-API-Key": KEY}))
    assert not [key for key in found if "/v1/me" in key]


def test_a_key_for_the_figures_opens_nothing_else(app: FastAPI, base: KnowledgeBase) -> None:
    _, token = create_key(
        base.records,
        "prometheus",
        role=Role.READER,
        audience=Audience.PUBLIC,
        scopes=("metrics",),
        by="test",
    )
    client = TestClient(app, headers={"X-API-Key": token})
    assert client.get("/metrics").status_code == 200
    assert client.get("/v1/documents").status_code == 403
