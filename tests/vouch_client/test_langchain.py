"""The retriever of LangChain, over a real service in process."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.service.conftest import KEY, PUBLIC_KEY, app, base
from vouch_client import Client, KeyNeededError
from vouch_client.langchain import VouchRetriever

__all__ = ["app", "base"]
QUERY = "customer data encrypted at rest"


def client_of(app: FastAPI, key: str = KEY) -> Client:
    return Client("http://testserver", key, retries=0, http=TestClient(app))


def test_passages_come_best_first_with_their_place(app: FastAPI) -> None:
    client = client_of(app)
    found = VouchRetriever(client=client, k=2).invoke(QUERY)
    hits = client.search(QUERY, k=2).hits
    assert [one.id for one in found] == [hit.chunk_id for hit in hits]
    assert "AES-256" in found[0].page_content
    assert found[0].metadata["document"] == "Encryption Policy"
    assert found[0].metadata["score"] >= found[1].metadata["score"]
    assert "text" not in found[0].metadata


def test_the_search_can_be_narrowed(app: FastAPI) -> None:
    client = client_of(app)
    assert VouchRetriever(client=client, collections=("framework",)).invoke(QUERY) == []
    public = VouchRetriever(client=client, audience="public").invoke(QUERY)
    assert {one.metadata["document"] for one in public} == {"Trust page"}


def test_the_key_decides_what_is_seen(app: FastAPI) -> None:
    found = VouchRetriever(client=client_of(app, PUBLIC_KEY)).invoke(QUERY)
    assert {one.metadata["audience"] for one in found} == {"public"}
    with pytest.raises(KeyNeededError):
        VouchRetriever(client=client_of(app, "no-key-of-this-service-at-all")).invoke(QUERY)
