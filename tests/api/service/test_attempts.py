"""What may be tried against the service, tried; docs/security.md lists each with its outcome."""

import hmac
import io
import json
import logging
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.service.app import create_app
from api.service.created_keys import caller_of, create_key
from api.service.front.hosts import LOOPBACK
from api.service.keys import Caller, Keys
from api.service.roles import Role
from kb.knowledge_base import KnowledgeBase
from kb.values import Audience
from tests.api.service.conftest import KEY

PAGE = Path(__file__).parents[3] / "docs" / "security.md"


def test_every_attempt_is_on_the_page() -> None:
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", PAGE.read_text(encoding="utf-8")))
    here = {name for name in globals() if name.startswith("test_")}
    here -= {"test_every_attempt_is_on_the_page"}
    assert here <= named, sorted(here - named)
    elsewhere = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parents[2].rglob("test_*.py")
    )
    gone = [name for name in named if f"def {name}(" not in elsewhere]
    assert not gone


# Getting in


@pytest.mark.parametrize(
    "address",
    [f"/v1/documents?key={KEY}", f"/v1/documents?access_token={KEY}", f"/v1/documents/{KEY}"],
)
def test_a_key_in_the_address_opens_nothing(stranger: TestClient, address: str) -> None:
    assert stranger.get(address).status_code == 401


def test_a_key_in_a_cookie_opens_nothing(stranger: TestClient) -> None:
    for name in ("Authorization", "X-API-Key", "session"):
        stranger.cookies.set(name, KEY)
    assert stranger.get("/v1/documents").status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "//v1/documents",
        "/v1/health/../documents",
        "/v1/health/%2e%2e/documents",
        "/V1/HEALTH",
        "/v1/health;/documents",
        "/v1/health%00",
        "/v1/documents/%2e%2e/health",
    ],
)
def test_no_spelling_of_an_address_gets_past_the_gate(stranger: TestClient, address: str) -> None:
    assert stranger.get(address, follow_redirects=False).status_code == 401


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_no_method_gets_past_the_gate(stranger: TestClient, method: str) -> None:
    assert stranger.request(method, "/v1/documents").status_code == 401


def test_a_web_socket_is_closed(stranger: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), stranger.websocket_connect("/v1/health"):
        raise AssertionError("it was opened")


def test_an_endless_key_is_not_looked_at(
    stranger: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_self: object) -> None:
        raise AssertionError("the records were read for it")

    monkeypatch.setattr(type(base.records), "read", read)
    assert stranger.get("/v1/me", headers={"X-API-Key": "k" * 60_000}).status_code == 401


def test_a_wrong_key_takes_as_long_as_a_right_one(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each comparison is made in constant time, and made whether or not the key is known."""
    key, token = create_key(
        base.records, "k", role=Role.READER, audience=Audience.PUBLIC, by="test"
    )
    compared: list[tuple[int, int]] = []
    real = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    tries = [token, f"vouch_{key.id}_{'A' * 43}", f"vouch_{'0' * 16}_{'A' * 43}"]
    found = [caller_of(base.records, one) is not None for one in tries]
    assert found == [True, False, False]
    assert compared == [(64, 64)] * 3
    compared.clear()
    local = Keys({name: Caller(name, Audience.PUBLIC) for name in ("a" * 30, "b" * 30)})
    for name in ("a" * 30, "b" * 30, "c" * 30):
        local.caller(name)
    assert compared == [(32, 32)] * 6


# Doing more than one may


@pytest.fixture
def reader(base: KnowledgeBase) -> TestClient:
    keys = Keys({"r" * 30: Caller("reader", Audience.PUBLIC, Role.READER)})
    return TestClient(create_app(base, keys), headers={"X-API-Key": "r" * 30})


def test_headers_give_no_role(reader: TestClient) -> None:
    headers = {"X-Role": "admin", "X-Forwarded-User": "local", "X-Audience": "internal"}
    assert reader.get("/v1/keys", headers=headers).status_code == 403
    assert reader.get("/v1/me", headers=headers).json()["audience"] == "public"


def test_a_get_is_not_turned_into_a_delete(client: TestClient) -> None:
    identity = client.get("/v1/documents").json()["documents"][0]["id"]
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        client.get(f"/v1/documents/{identity}", headers={name: "DELETE"})
        client.get(f"/v1/documents/{identity}?_method=DELETE")
    assert client.get("/v1/documents").json()["total"] == 2


def test_a_refused_upload_is_not_read_either_when_the_role_is_too_low(reader: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        yield b"x"
        raise AssertionError("the body was read")

    assert reader.post("/v1/documents", content=endless()).status_code == 403


def test_readiness_counts_what_the_caller_sees(client: TestClient, reader: TestClient) -> None:
    assert reader.get("/v1/ready").json()["passages"] < client.get("/v1/ready").json()["passages"]


def test_another_site_s_page_cannot_read_answers(stranger: TestClient, client: TestClient) -> None:
    origin = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = stranger.options("/v1/ask", headers=origin)
    answer = client.get("/v1/documents", headers=origin)
    assert preflight.status_code == 401
    for response in (preflight, answer):
        assert not [name for name in response.headers if name.startswith("access-control")]
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_page_that_points_its_name_here_is_refused(base: KnowledgeBase) -> None:
    here = TestClient(create_app(base, Keys.local(KEY), LOOPBACK), headers={"X-API-Key": KEY})
    for headers in (
        {"Host": "evil.example"},
        {"Host": "evil.example", "X-Forwarded-Host": "localhost"},
        {"Host": "evil.example", "Forwarded": "host=localhost"},
    ):
        assert here.get("/v1/documents", headers=headers).status_code == 421


# Files and bodies


@pytest.mark.parametrize(
    "name",
    ["../../evil.md", "/etc/evil.md", "..\\..\\evil.md", "a/../../../evil.md", "evil.md\0.png"],
)
def test_an_upload_s_name_leads_nowhere_else(
    client: TestClient, base: KnowledgeBase, tmp_path: Path, name: str
) -> None:
    before = {p for p in tmp_path.rglob("*") if base.settings.home not in p.parents}
    client.post("/v1/documents", files={"file": (name, b"# Evil\n\nIt is here.\n")})
    after = {p for p in tmp_path.rglob("*") if base.settings.home not in p.parents}
    assert after == before
    assert not Path("/etc/evil.md").exists()


@pytest.mark.parametrize(
    "identity",
    ["..%2f..%2fetc%2fpasswd", "%2e%2e", "1'%20OR%20'1'='1", "%00", "a" * 5_000, "%f0%9f%92%a9"],
)
def test_an_id_is_only_ever_an_id(client: TestClient, identity: str) -> None:
    for path in (f"/v1/documents/{identity}", f"/v1/documents/{identity}/text"):
        response = client.get(path)
        assert response.status_code in (404, 422), path
        assert "root:" not in response.text


def test_an_archive_that_unpacks_to_far_more_is_refused(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.md", b"0" * 30_000_000)
    assert len(packed.getvalue()) < 100_000
    response = client.post("/v1/documents", files={"file": ("bomb.zip", packed.getvalue())})
    assert response.status_code == 422
    assert client.get("/v1/documents").json()["total"] == 2


def test_a_body_without_an_end_is_cut_off(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b" " * 65_536

    response = client.post("/v1/ask", content=endless())
    assert response.status_code == 413
    headers = {"Idempotency-Key": "endless"}
    assert client.post("/v1/ask", json={"question": "x"}, headers=headers).status_code == 200
    assert client.post("/v1/ask", content=endless(), headers=headers).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"question":' * 50_000,
        b'{"question": "x", "k": ' + b"9" * 10_000 + b"}",
        b'{"question": "\\ud800"}',
        b'{"question": "a\\u0000b"}',
        b"\xff\xfe\x00",
        b'{"question": 1e999}',
        b'{"question": "x", "question": null}',
        b"null",
    ],
)
def test_no_body_is_a_fault(app: FastAPI, body: bytes) -> None:
    quiet = TestClient(app, raise_server_exceptions=False, headers={"X-API-Key": KEY})
    headers = {"Content-Type": "application/json"}
    for path in ("/v1/ask", "/v1/search"):
        response = quiet.post(path, content=body, headers=headers)
        assert response.status_code < 500, response.text[:300]


# Headers and logs


@pytest.mark.parametrize(
    "given", ["a b", "a\tb", "x" * 65, "\x1b[31mred", "<script>", "a=1; b", "é", '"', "a%0d%0ab"]
)
def test_a_request_id_of_the_caller_s_is_a_plain_word_or_ours(
    client: TestClient, given: str
) -> None:
    response = client.get("/v1/me", headers={b"X-Request-ID": given.encode("latin-1")})
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-request-id"])


def test_a_log_line_stays_one_line(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    from api.service.front.logs import configure_logs

    kept, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        configure_logs("info")
        client.get("/v1/documents/a%0a%7b%22event%22:%22forged%22%7d%1b%5b2J?q=private%20words")
        sys.stderr.flush()
        said = capsys.readouterr().err
    finally:
        structlog.configure(**kept)
        root.handlers = handlers
        root.setLevel(level)
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in lines] == ["request"]
    assert "\x1b" not in said
    assert "private" not in said
    assert KEY not in said


# Repeating


def test_nobody_gets_another_s_kept_answer(client: TestClient, visitor: TestClient) -> None:
    headers = {"Idempotency-Key": "shared"}
    asked = {"question": "Is customer data encrypted at rest?"}
    mine = client.post("/v1/ask", json=asked, headers=headers)
    theirs = visitor.post("/v1/ask", json=asked, headers=headers)
    assert "AES-256" in mine.text
    assert "AES-256" not in theirs.text
    assert "idempotency-replayed" not in theirs.headers


def test_a_kept_answer_is_not_given_to_who_may_see_less_now(
    client: TestClient, app: FastAPI
) -> None:
    asked = {"question": "Is customer data encrypted at rest?"}

    def key(audience: str) -> dict[str, str]:
        made: dict[str, str] = client.post(
            "/v1/keys", json={"name": "desk", "audience": audience}
        ).json()
        return made

    def ask(token: str) -> str:
        headers = {"X-API-Key": token, "Idempotency-Key": "same"}
        return TestClient(app).post("/v1/ask", json=asked, headers=headers).text

    high = key("internal")
    assert "AES-256" in ask(high["token"])
    client.delete(f"/v1/keys/{high['id']}")
    assert "AES-256" not in ask(key("public")["token"])


def test_a_tag_is_no_way_to_ask_whether_something_is_there(
    client: TestClient, visitor: TestClient
) -> None:
    listed = client.get("/v1/documents").json()["documents"]
    hidden = next(line["id"] for line in listed if line["audience"] == "internal")
    tag = client.get(f"/v1/documents/{hidden}").headers["etag"]
    for known in (tag, "*"):
        response = visitor.get(f"/v1/documents/{hidden}", headers={"If-None-Match": known})
        assert response.status_code == 404
        assert response.json()["detail"] == f"there is no document {hidden}"


def test_a_flood_of_wrong_keys_leaves_others_alone(
    stranger: TestClient, client: TestClient
) -> None:
    tried = {
        stranger.get("/v1/me", headers={"X-API-Key": f"vouch_{n:016x}_{'A' * 43}"}).status_code
        for n in range(100)
    }
    assert tried == {401}
    assert client.get("/v1/me").status_code == 200
