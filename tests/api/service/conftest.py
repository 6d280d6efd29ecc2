"""A service over a few small documents, embedded without a model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.app import create_app
from api.service.keys import Caller, Keys
from ingest.intake import Options
from ingest.load import Loader
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import Settings
from kb.values import Audience, Collection

KEY = "the-internal-key-of-this-test"
PUBLIC_KEY = "the-public-key-of-this-test"
POLICY = """# Encryption Policy

## 1. At rest

All customer data is encrypted at rest with AES-256.

## 2. In transit

Connections are encrypted in transit with TLS 1.3.
"""
TRUST_PAGE = """# Trust page

Incidents are reported to customers within 48 hours.
"""


def load(base: KnowledgeBase, path: Path, audience: Audience) -> None:
    report = Loader(base, Options(Collection.POLICY, audience)).load([path])
    assert not report.failures


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    settings = Settings(home=tmp_path / "home", embedder="hashing", upload_bytes=100_000)
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "encryption.md").write_text(POLICY, encoding="utf-8")
    (documents / "trust.md").write_text(TRUST_PAGE, encoding="utf-8")
    with open_knowledge_base(settings) as opened, opened.writing("test"):
        load(opened, documents / "encryption.md", Audience.INTERNAL)
        load(opened, documents / "trust.md", Audience.PUBLIC)
        yield opened


@pytest.fixture
def app(base: KnowledgeBase) -> FastAPI:
    keys = {
        KEY: Caller("local", Audience.INTERNAL),
        PUBLIC_KEY: Caller("visitor", Audience.PUBLIC),
    }
    return create_app(base, Keys(keys))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"Authorization": f"Bearer {KEY}"})


@pytest.fixture
def visitor(app: FastAPI) -> TestClient:
    return TestClient(app, headers={"X-API-Key": PUBLIC_KEY})


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    return TestClient(app)


def id_of(client: TestClient, title: str) -> str:
    lines = client.get("/v1/documents").json()["documents"]
    return str(next(line["id"] for line in lines if line["title"] == title))
