"""What is read has a tag; who has it already gets no body."""

import pytest
from fastapi.testclient import TestClient

PATH = "/v1/documents"


def test_the_same_answer_has_the_same_tag(client: TestClient, visitor: TestClient) -> None:
    tag = client.get(PATH).headers["etag"]
    assert client.get(PATH).headers["etag"] == tag
    assert visitor.get(PATH).headers["etag"] != tag
    assert client.get(PATH, params={"limit": 1}).headers["etag"] != tag


@pytest.mark.parametrize("given", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_it_gets_no_body(client: TestClient, given: str) -> None:
    tag = client.get(PATH).headers["etag"]
    response = client.get(PATH, headers={"If-None-Match": given.format(tag)})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == tag
    assert "content-length" not in response.headers
    assert "x-request-id" in response.headers


def test_another_tag_gets_the_answer(client: TestClient) -> None:
    response = client.get(PATH, headers={"If-None-Match": '"other"'})
    assert response.status_code == 200
    assert response.json()["total"] == 2


def test_a_tag_of_another_tells_nothing(client: TestClient, visitor: TestClient) -> None:
    tag = client.get(PATH).headers["etag"]
    assert visitor.get(PATH, headers={"If-None-Match": tag}).status_code == 200


def test_problems_and_writes_have_none(client: TestClient) -> None:
    assert "etag" not in client.get("/v1/documents/none").headers
    assert "etag" not in client.post("/v1/search", json={"query": "x"}).headers
