"""Every route with every role: made from the routes of the app, so that a new one is in it."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.service.app import create_app
from api.service.callers import Callers, LastUse
from api.service.front.route_table import Entry, Routed, RouteTable
from api.service.gate import Gate, RequestIds
from api.service.keys import Caller, Keys
from api.service.roles import Role
from api.service.scopes import NAMES, SCOPES
from kb.knowledge_base import KnowledgeBase
from kb.values import Audience

KEYS = {role: f"the-{role.value}-key-of-this-test" for role in Role}
#: What these must ask for, whatever their declaration says.
LEAST = {
    ("POST", "/v1/ask"): Role.READER,
    ("POST", "/v1/search"): Role.READER,
    ("GET", "/v1/documents"): Role.READER,
    ("POST", "/v1/documents"): Role.CONTRIBUTOR,
    ("GET", "/v1/keys"): Role.ADMIN,
    ("POST", "/v1/keys"): Role.ADMIN,
    ("DELETE", "/v1/keys/{key_id}"): Role.ADMIN,
    ("GET", "/v1/people"): Role.ADMIN,
    ("PATCH", "/v1/people/{person_id}"): Role.ADMIN,
    ("GET", "/metrics"): Role.ADMIN,
}


def keys() -> Keys:
    return Keys({key: Caller(role.value, Audience.INTERNAL, role) for role, key in KEYS.items()})


@pytest.fixture
def app(base: KnowledgeBase) -> FastAPI:
    return create_app(base, keys())


@pytest.fixture
def entries(app: FastAPI) -> tuple[Entry, ...]:
    found = RouteTable(app).entries
    assert len(found) >= 15
    return found


def address(entry: Entry) -> str:
    return re.sub(r"{[^}]+}", "0123456789abcdef", entry.path)


async def passed(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands where the routes stand, so that none does anything."""
    await Response(status_code=299)(scope, receive, send)


@pytest.fixture
def gate(app: FastAPI, base: KnowledgeBase) -> TestClient:
    callers = Callers(keys(), base.settings, base.records, None, LastUse(base.records))
    return TestClient(RequestIds(Routed(Gate(passed, callers), app)))


def test_every_route_names_a_role(entries: tuple[Entry, ...]) -> None:
    bare = [(e.method, e.path) for e in entries if e.role is None and not e.open]
    assert not bare, f"add dependencies=[requires(Role.…)] to {bare}"


def test_every_address_has_a_scope(entries: tuple[Entry, ...]) -> None:
    words = {e.path.removeprefix("/v1").split("/")[1] for e in entries if not e.open}
    assert words <= set(SCOPES), "name them in api/service/scopes.py"
    assert {scope for scope in SCOPES.values() if scope} == set(NAMES)


@pytest.mark.parametrize("role", Role)
def test_every_route_lets_in_who_it_says_and_nobody_else(
    role: Role, entries: tuple[Entry, ...], gate: TestClient
) -> None:
    for entry in entries:
        response = gate.request(entry.method, address(entry), headers={"X-API-Key": KEYS[role]})
        allowed = entry.open or role.holds(entry.role or Role.ADMIN)
        assert response.status_code == (299 if allowed else 403), (entry.method, entry.path)


@pytest.mark.parametrize("role", Role)
def test_the_whole_service_refuses_the_same(
    role: Role, entries: tuple[Entry, ...], app: FastAPI
) -> None:
    client = TestClient(app, headers={"X-API-Key": KEYS[role]})
    for entry in entries:
        if entry.open or role.holds(entry.role or Role.ADMIN):
            continue
        response = client.request(entry.method, address(entry))
        assert response.status_code == 403, (entry.method, entry.path)
        assert response.json()["type"] == "urn:vouch:problem:forbidden"
        assert entry.role is not None
        assert entry.role.value in response.json()["detail"]


def test_what_must_be_guarded_is(entries: tuple[Entry, ...]) -> None:
    declared = {(e.method, e.path): e.role for e in entries}
    for route, role in LEAST.items():
        assert declared[route] is role, route
    for (method, path), role in declared.items():
        if method in ("PUT", "PATCH", "DELETE") and path.startswith("/v1/documents"):
            assert role in (Role.REVIEWER, Role.ADMIN), (method, path)
        if path.startswith(("/v1/keys", "/v1/people")):
            assert role is Role.ADMIN, (method, path)


def test_only_the_health_check_and_what_senders_sign_need_no_key(
    entries: tuple[Entry, ...], gate: TestClient, app: FastAPI
) -> None:
    for entry in entries:
        response = gate.request(entry.method, address(entry))
        assert response.status_code == (299 if entry.open else 401), (entry.method, entry.path)
    assert [e.path for e in entries if e.open and not e.signed] == ["/v1/health"]
    whole = TestClient(app)
    for entry in entries:
        if entry.signed:  # not set up here (404), or refused for the missing signature
            status = whole.request(entry.method, address(entry)).status_code
            assert status in (401, 404), entry.path


@pytest.mark.parametrize("scope", NAMES)
def test_a_scoped_key_opens_its_part_alone(
    scope: str, entries: tuple[Entry, ...], app: FastAPI, base: KnowledgeBase
) -> None:
    scoped = Keys({"k" * 30: Caller("scoped", Audience.INTERNAL, Role.ADMIN, (scope,))})
    callers = Callers(scoped, base.settings, base.records, None, LastUse(base.records))
    gate = TestClient(RequestIds(Routed(Gate(passed, callers), app)))
    for entry in entries:
        response = gate.request(entry.method, address(entry), headers={"X-API-Key": "k" * 30})
        allowed = entry.open or entry.scope in ("", scope) or entry.also == scope
        assert response.status_code == (299 if allowed else 403), (entry.method, entry.path)


def test_a_route_without_a_role_is_for_admins(app: FastAPI, base: KnowledgeBase) -> None:
    @app.get("/v1/forgotten")
    def forgotten() -> str:
        return "secret"

    for role in Role:
        client = TestClient(app, headers={"X-API-Key": KEYS[role]})
        expected = 200 if role is Role.ADMIN else 403
        assert client.get("/v1/forgotten").status_code == expected


def test_a_mounted_app_is_for_admins(app: FastAPI) -> None:
    app.mount("/inside", passed)
    reader = TestClient(app, headers={"X-API-Key": KEYS[Role.READER]})
    admin = TestClient(app, headers={"X-API-Key": KEYS[Role.ADMIN]})
    assert reader.get("/inside/anything").status_code == 403
    assert admin.get("/inside/anything").status_code == 299


def test_the_second_lock_holds_without_the_gate(app: FastAPI, entries: tuple[Entry, ...]) -> None:
    """``requires`` refuses by itself, should a route be matched by another than the table."""
    app.user_middleware.clear()

    class Named:
        def __init__(self, app: object) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("state", {})["caller"] = Caller("low", Audience.INTERNAL, Role.READER)
            await self.app(scope, receive, send)  # type: ignore[operator]

    app.add_middleware(Named)
    client = TestClient(app)
    tried = 0
    for entry in entries:
        if entry.role in (Role.REVIEWER, Role.ADMIN) and entry.method in ("GET", "DELETE"):
            assert client.request(entry.method, address(entry)).status_code == 403, entry.path
            tried += 1
    assert tried >= 4
