"""The service as people of several roles see it."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.knowledge_base import KnowledgeBase
from tests.api.service.callers import app_for_all, client_of


@pytest.fixture
def app(base: KnowledgeBase) -> FastAPI:
    return app_for_all(base)


@pytest.fixture
def reader(app: FastAPI) -> TestClient:
    return client_of(app, "reader")


@pytest.fixture
def contributor(app: FastAPI) -> TestClient:
    return client_of(app, "contributor")


@pytest.fixture
def reviewer(app: FastAPI) -> TestClient:
    return client_of(app, "reviewer")


@pytest.fixture
def other(app: FastAPI) -> TestClient:
    return client_of(app, "other")


@pytest.fixture
def public(app: FastAPI) -> TestClient:
    return client_of(app, "public")
