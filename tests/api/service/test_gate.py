"""Nothing but the health check answers without a key."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.front.route_table import RouteTable
from tests.api.service.conftest import KEY


def routes(app: FastAPI) -> list[tuple[str, str]]:
    paths = app.openapi()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def test_health_answers_anyone_and_says_nothing_else(stranger: TestClient) -> None:
    response = stranger.get("/v1/health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_every_other_route_needs_a_key(app: FastAPI, stranger: TestClient) -> None:
    signed = {e.path for e in RouteTable(app).entries if e.signed}
    closed = [(m, p) for m, p in routes(app) if p != "/v1/health" and p not in signed]
    assert len(closed) >= 8
    for method, path in closed:
        response = stranger.request(method, re.sub(r"{\w+}", "0123456789abcdef", path))
        assert response.status_code == 401, (method, path)
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.headers["content-type"] == "application/problem+json"
        assert "X-API-Key" in response.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/v1/openapi.json", "/docs", "/redoc", "/openapi.json", "/", "/v1/health/", "/v1/no"]
)
def test_what_is_no_route_needs_a_key_too(stranger: TestClient, path: str) -> None:
    assert stranger.get(path, follow_redirects=False).status_code == 401


def test_health_is_open_for_reading_only(stranger: TestClient) -> None:
    assert stranger.post("/v1/health").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {KEY}"},
        {"Authorization": f"bearer {KEY}"},
        {"X-API-Key": KEY},
        {"Authorization": "Basic dXNlcjpwYXNz", "X-API-Key": KEY},
    ],
)
def test_a_key_is_taken_in_either_header(stranger: TestClient, headers: dict[str, str]) -> None:
    assert stranger.get("/v1/documents", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {KEY}x"},
        {"Authorization": f"Bearer {KEY[:-1]}"},
        {"Authorization": "Bearer "},
        {"Authorization": KEY},
        {"X-API-Key": ""},
    ],
)
def test_a_wrong_key_is_refused(stranger: TestClient, headers: dict[str, str]) -> None:
    assert stranger.get("/v1/documents", headers=headers).status_code == 401


def test_a_refused_upload_is_not_read(stranger: TestClient) -> None:
    def endless() -> object:
        yield b"x"
        raise AssertionError("the body of a request without a key was read")

    response = stranger.post("/v1/documents", content=endless())
    assert response.status_code == 401


def test_request_ids_come_back(client: TestClient) -> None:
    given = client.get("/v1/health", headers={"X-Request-ID": "audit-7.b"})
    assert given.headers["x-request-id"] == "audit-7.b"
    foul = client.get("/v1/documents/none", headers={"X-Request-ID": "a b<script>"})
    made = foul.headers["x-request-id"]
    assert made != "a b<script>"
    assert foul.json()["request_id"] == made
    assert client.get("/v1/health").headers["x-request-id"] != made


def test_answers_are_kept_by_no_cache(client: TestClient) -> None:
    assert client.get("/v1/documents").headers["cache-control"] == "no-store"
