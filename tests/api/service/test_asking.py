"""Questions and searches over HTTP."""

import pytest
from fastapi.testclient import TestClient

from api.service import responses
from kb.contract import answer_json, citation_json, hit_json
from kb.knowledge_base import KnowledgeBase
from kb.records import audit
from kb.values import (
    Answer,
    Audience,
    Citation,
    Conflict,
    ConflictValue,
    Question,
    SearchFilter,
    Status,
)

ENCRYPTED = "Is customer data encrypted at rest?"


def test_an_answer_has_its_citation_and_its_record(client: TestClient, base: KnowledgeBase) -> None:
    response = client.post("/v1/ask", json={"question": ENCRYPTED, "id": "Q7"})
    assert response.status_code == 200
    body = response.json()
    assert body["id"] == "Q7"
    assert body["status"] == "grounded"
    assert body["seconds"] >= 0
    cited = body["citations"][0]
    assert cited["document"] == "Encryption Policy"
    assert "AES-256" in cited["quote"]
    with base.records.read() as connection:
        row = audit.read(connection, body["record"])
    assert row is not None
    assert row["actor"] == "service:local"
    assert row["payload"]["answer"]["answer"] == body["answer"]


def test_the_answer_is_the_contract_field_for_field() -> None:
    cited = Citation("Title", "0" * 16, 1, ("1. One",), 3, "words", 0, 5)
    conflict = Conflict("retention", (ConflictValue("30 days", cited),))
    answer = Answer(
        Question("Why?"),
        Status.GROUNDED,
        citations=(cited,),
        conflicts=(conflict,),
        nearest=(cited,),
    )
    own = {"record", "seconds", "controls"}
    assert set(responses.Answer.model_fields) - own == set(answer_json(answer))
    assert set(responses.Citation.model_fields) == set(citation_json(cited))
    body = answer_json(answer) | {"record": "r", "seconds": 0.1, "controls": []}
    assert responses.Answer.model_validate(body).model_dump(mode="json") == body


def test_a_hit_is_the_contract_field_for_field(base: KnowledgeBase, client: TestClient) -> None:
    hits = base.search("TLS", 1, SearchFilter())
    assert set(responses.Hit.model_fields) == set(hit_json(hits[0]))
    found = client.post("/v1/search", json={"query": "TLS", "k": 1}).json()
    assert found["hits"] == [hit_json(hits[0])]


def test_a_search_can_be_narrowed(client: TestClient) -> None:
    everything = client.post("/v1/search", json={"query": "encrypted"}).json()["hits"]
    titles = {hit["document"] for hit in everything}
    assert titles == {"Encryption Policy", "Trust page"}
    one = next(hit["document_id"] for hit in everything if hit["document"] == "Trust page")
    narrowed = client.post("/v1/search", json={"query": "encrypted", "documents": [one]}).json()
    assert {hit["document_id"] for hit in narrowed["hits"]} == {one}
    other = {"query": "encrypted", "collections": ["framework"]}
    assert client.post("/v1/search", json=other).json()["hits"] == []


def test_an_audience_lowers_what_is_seen(client: TestClient) -> None:
    hits = client.post("/v1/search", json={"query": "encrypted", "audience": "public"}).json()
    assert {hit["audience"] for hit in hits["hits"]} == {"public"}
    answer = client.post("/v1/ask", json={"question": ENCRYPTED, "audience": "public"}).json()
    assert answer["status"] == "abstained"
    assert "AES" not in str(answer)


def test_an_audience_never_raises_what_a_key_sees(visitor: TestClient) -> None:
    for body in ({"query": "encrypted"}, {"query": "encrypted", "audience": "internal"}):
        hits = visitor.post("/v1/search", json=body).json()["hits"]
        assert {hit["audience"] for hit in hits} == {Audience.PUBLIC.value}
    asked = {"question": ENCRYPTED, "audience": "internal"}
    assert "AES" not in visitor.post("/v1/ask", json=asked).text


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.question"),
        ({"question": ""}, "body.question"),
        ({"question": "x" * 4_001}, "body.question"),
        ({"question": "x", "audience": "everyone"}, "body.audience"),
        ({"question": "x", "history": ["y"] * 51}, "body.history"),
        ({"question": "x", "temperature": 1}, "body.temperature"),
    ],
)
def test_a_wrong_question_says_what_is_wrong(
    client: TestClient, body: dict[str, object], where: str
) -> None:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "urn:vouch:problem:invalid-request"
    assert problem["errors"][0]["where"] == where
    assert where in problem["detail"]


@pytest.mark.parametrize(
    "raw",
    [b"{", b'{"question": "\\ud800"}', b'{"question": "a\\u0000b"}', b'"x"', b"\xff\xfe", b"null"],
)
def test_broken_bytes_are_never_a_server_error(client: TestClient, raw: bytes) -> None:
    response = client.post("/v1/ask", content=raw, headers={"Content-Type": "application/json"})
    assert response.status_code in (200, 400, 422)


def test_query_syntax_is_only_words(client: TestClient) -> None:
    wild = '*:* AND collection:"policy" OR (title:[a TO z]) ~ ^5 \\ "'
    assert client.post("/v1/search", json={"query": wild}).status_code == 200
