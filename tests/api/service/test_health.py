"""What is warm, and what the service says when warming fails."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.core import Core
from kb.errors import ModelError
from kb.knowledge_base import KnowledgeBase
from tests.api.service.conftest import KEY


def test_the_service_warms_up_by_itself(app: FastAPI) -> None:
    with TestClient(app, headers={"X-API-Key": KEY}) as running:
        app.state.core.stop()
        response = running.get("/v1/ready")
    assert response.status_code == 200
    body = response.json()
    assert (body["status"], body["model"], body["indexes"]) == ("ready", True, True)
    assert body["passages"] > 0


def test_it_is_not_ready_before(client: TestClient) -> None:
    response = client.get("/v1/ready")
    assert response.status_code == 503
    assert response.json()["status"] == "warming"


def test_a_failed_warm_up_says_why(
    client: TestClient, app: FastAPI, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_text: str) -> None:
        raise ModelError("the embedding model's weights are not installed")

    monkeypatch.setattr(base.embedder, "embed_query", missing)
    core: Core = app.state.core
    core.warm()
    response = client.get("/v1/ready")
    assert response.status_code == 503
    assert response.json()["status"] == "failed"
    assert "not installed" in response.json()["problem"]
