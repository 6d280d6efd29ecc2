"""Keys that admins make: what they open, for how long, and what is stored of them."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.service.created_keys import caller_of, create_key
from api.service.roles import Role
from kb.errors import RuleError
from kb.knowledge_base import KnowledgeBase
from kb.records.schema import audit
from kb.records.service_schema import api_keys
from kb.values import Audience


def made(client: TestClient, name: str, **fields: object) -> dict[str, str]:
    response = client.post("/v1/keys", json={"name": name, **fields})
    assert response.status_code == 201, response.text
    body: dict[str, str] = response.json()
    return body


def status(client: TestClient, token: str, path: str = "/v1/me") -> int:
    return client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.fixture
def bare(app: FastAPI) -> TestClient:
    return TestClient(app)


def test_a_made_key_opens_what_it_may(client: TestClient, bare: TestClient) -> None:
    key = made(client, "helpdesk", role="contributor", audience="nda")
    me = bare.get("/v1/me", headers={"X-API-Key": key["token"]}).json()
    assert (me["name"], me["actor"], me["kind"]) == ("helpdesk", "key:helpdesk", "key")
    assert (me["role"], me["audience"], me["scopes"]) == ("contributor", "nda", [])
    assert me["expires_at"] == key["expires_at"]
    assert status(bare, key["token"], "/v1/keys") == 403
    assert status(bare, key["token"][:-1] + "x") == 401


def test_a_key_sees_its_audience_alone(client: TestClient, bare: TestClient) -> None:
    token = made(client, "site")["token"]
    seen = bare.get("/v1/documents", headers={"X-API-Key": token}).json()
    assert [line["title"] for line in seen["documents"]] == ["Trust page"]


def test_a_revoked_key_opens_nothing_from_the_next_request_on(
    client: TestClient, bare: TestClient
) -> None:
    key = made(client, "short")
    assert status(bare, key["token"]) == 200
    assert client.delete(f"/v1/keys/{key['id']}").status_code == 204
    assert status(bare, key["token"]) == 401
    again = client.delete(f"/v1/keys/{key['id']}")
    line = client.get("/v1/keys").json()["keys"][0]
    assert again.status_code == 204
    assert (line["live"], line["revoked_at"] is not None) == (False, True)


def test_a_key_ends_by_itself(base: KnowledgeBase, client: TestClient, bare: TestClient) -> None:
    key = made(client, "brief", days=1)
    assert status(bare, key["token"]) == 200
    with base.records.write() as connection:
        connection.execute(sa.update(api_keys).values(expires_at="2026-01-01T00:00:00.000Z"))
    assert status(bare, key["token"]) == 401


def test_the_token_is_nowhere_in_the_records(
    client: TestClient, base: KnowledgeBase, bare: TestClient
) -> None:
    key = made(client, "quiet")
    status(bare, key["token"])
    base.records.close()
    secret = key["token"].rpartition("_")[2] if "-" in key["token"] else key["token"][-40:]
    files = [path for path in Path(base.settings.home).rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if secret.encode() in path.read_bytes()]


def test_a_repeated_making_does_not_show_the_token_again(client: TestClient) -> None:
    headers = {"Idempotency-Key": "make-1"}
    first = client.post("/v1/keys", json={"name": "once"}, headers=headers)
    second = client.post("/v1/keys", json={"name": "once"}, headers=headers)
    assert first.status_code == 201
    assert second.status_code == 409
    assert second.json()["type"] == "urn:vouch:problem:answer-not-kept"
    assert first.json()["token"] not in second.text
    assert client.get("/v1/keys").json()["total"] == 1


def test_a_key_that_is_used_says_when(client: TestClient, app: FastAPI) -> None:
    key = made(client, "used")
    assert client.get("/v1/keys").json()["keys"][0]["used_at"] is None
    with TestClient(app) as running:
        status(running, key["token"])
    assert client.get("/v1/keys").json()["keys"][0]["used_at"] > key["created_at"]


def test_two_live_keys_have_two_names(client: TestClient) -> None:
    key = made(client, "one")
    twice = client.post("/v1/keys", json={"name": "one"})
    assert twice.status_code == 409
    assert "another name" in twice.json()["detail"]
    client.delete(f"/v1/keys/{key['id']}")
    made(client, "one")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "a b"},
        {"name": "x" * 65},
        {"name": "a\n"},
        {"name": "jane@example.com"},
        {"name": "a", "days": 0},
        {"name": "a", "role": "root"},
        {"name": "a", "token": "mine"},
    ],
)
def test_what_is_no_key_is_refused(client: TestClient, fields: dict[str, object]) -> None:
    assert client.post("/v1/keys", json=fields).status_code == 422


def test_the_name_of_the_local_key_is_taken(client: TestClient) -> None:
    response = client.post("/v1/keys", json={"name": "local"})
    assert response.status_code == 409
    assert "local" in response.json()["detail"]


def test_an_unknown_scope_names_the_known_ones(base: KnowledgeBase) -> None:
    with pytest.raises(RuleError, match="ask, search, documents"):
        create_key(
            base.records,
            "x",
            role=Role.READER,
            audience=Audience.PUBLIC,
            scopes=("everything",),
            by="test",
        )


def test_nobody_gives_more_than_they_have(visitor: TestClient, client: TestClient) -> None:
    response = visitor.post("/v1/keys", json={"name": "up", "audience": "internal"})
    assert response.status_code == 403
    narrow = made(client, "narrow", role="admin", audience="internal", scopes=["admin"])
    only = TestClient(client.app, headers={"X-API-Key": narrow["token"]})
    for scopes in ([], ["ask"], ["admin", "ask"]):
        body = {"name": "wide", "scopes": scopes}
        assert only.post("/v1/keys", json=body).status_code == 403
    assert only.post("/v1/keys", json={"name": "same", "scopes": ["admin"]}).status_code == 201


def test_an_unknown_key_cannot_be_revoked(client: TestClient) -> None:
    assert client.delete("/v1/keys/0123456789abcdef").status_code == 404


def test_the_list_has_pages(client: TestClient) -> None:
    for name in ("a", "b", "c"):
        made(client, name)
    page = client.get("/v1/keys", params={"limit": 1, "offset": 1}).json()
    assert (page["total"], page["limit"], page["offset"]) == (3, 1, 1)
    assert len(page["keys"]) == 1
    assert "token" not in page["keys"][0]


@pytest.fixture
def tokens(base: KnowledgeBase) -> list[str]:
    key, token = create_key(
        base.records, "k", role=Role.READER, audience=Audience.PUBLIC, by="test"
    )
    return [
        "",
        "vouch_",
        f"vouch_{key.id}_",
        f"vouch_{key.id}_{'A' * 43}",
        f"vouch_{'0' * 16}_{token.split('_', 2)[2]}",
        token + "\n",
        token.upper(),
        f"vouch_{key.id}' OR '1'='1_{'A' * 43}",
        "vouch_\udcff_x",
    ]


def test_nothing_near_a_token_is_one(base: KnowledgeBase, tokens: list[str]) -> None:
    assert [caller_of(base.records, token) for token in tokens] == [None] * len(tokens)


def test_making_and_revoking_a_key_are_in_the_audit_log(
    client: TestClient, base: KnowledgeBase
) -> None:
    key = made(client, "desk")
    client.delete(f"/v1/keys/{key['id']}")
    client.delete(f"/v1/keys/{key['id']}")

    with base.records.read() as connection:
        rows = connection.execute(
            sa.select(audit.c.kind, audit.c.actor, audit.c.payload).order_by(audit.c.seq)
        ).all()
    found = [row for row in rows if row.kind.startswith("key.")]
    assert [(row.kind, row.actor) for row in found] == [
        ("key.create", "service:local"),
        ("key.revoke", "service:local"),
    ]
    assert key["token"] not in str([row.payload for row in found])
