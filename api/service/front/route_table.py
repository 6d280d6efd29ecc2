"""Every route with what it asks of a caller, so that this is settled before a body is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import Pattern
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.params import Form
from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp, Receive, Scope, Send

from api.service.keys import Caller
from api.service.roles import Role
from api.service.scopes import scope_of

#: The one route that anybody may call.
OPEN = ("GET", "/v1/health")
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Entry:
    """A method at an address. ``role`` None: the route names none, so only an admin may call it.

    ``also`` is a scope that opens the route to a key that names it, whatever its role; ``signed``
    says that the route checks its sender's signature itself.
    """

    method: str
    path: str
    pattern: Pattern[str]
    role: Role | None
    scope: str
    also: str = ""
    takes_files: bool = False
    signed: bool = False

    @property
    def open(self) -> bool:
        """Whether it needs no key: the health check, and what its sender signs instead."""
        return self.signed or (self.method, self.path) == OPEN

    def refusal(self, caller: Caller) -> str:
        """Why ``caller`` may not call this, or ``""``."""
        if self.also and self.also in caller.scopes:
            return ""
        if caller.scopes and self.scope and self.scope not in caller.scopes:
            return (
                f"this needs the scope {self.scope}, and the key {caller.name} is only for "
                f"{', '.join(caller.scopes)}; use another key"
            )
        return role_refusal(caller, self.role or Role.ADMIN)


def role_refusal(caller: Caller, role: Role) -> str:
    """Why ``caller`` may not do what ``role`` may, or ``""``."""
    if caller.role.holds(role):
        return ""
    return (
        f"this needs the role {role.value}, and {caller.name} is {caller.role.value}; "
        "an admin can change that"
    )


class RouteTable:
    """The routes of an app, in the order in which the app tries them."""

    def __init__(self, app: FastAPI) -> None:
        self.entries = tuple(_entries(app))

    def find(self, method: str, path: str) -> Entry | None:
        """The route that answers, or None where the app will say 404 or 405."""
        for entry in self.entries:
            if entry.method in (method, _ANY) and entry.pattern.match(path):
                return entry
        return None


class Routed:
    """Notes in the scope's state which route a request is for."""

    def __init__(self, app: ASGIApp, owner: FastAPI) -> None:
        self._app, self._owner = app, owner
        self._table: RouteTable | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if self._table is None:  # at the first request every route is there
                self._table = RouteTable(self._owner)
            scope["state"]["entry"] = self._table.find(scope["method"], scope["path"])
        await self._app(scope, receive, send)


def _entries(app: FastAPI) -> Iterator[Entry]:
    for route in iter_route_contexts(app.routes):
        path, pattern = route.path or "", route.path_regex
        dependant: Dependant | None = getattr(route, "dependant", None)
        named = list(_checks(dependant)) if dependant is not None else []
        role = max((check.role for check in named), key=lambda r: r.level, default=None)
        also = next((check.also for check in named if check.also), "")
        body = getattr(route, "body_field", None)
        files = body is not None and isinstance(body.field_info, Form)
        signed = bool(named) and all(check.signed for check in named)
        # An app that is mounted has no methods, and answers to all.
        for method in sorted(route.methods or (_ANY,)):
            yield Entry(method, path, pattern, role, scope_of(path), also, files, signed)


def _checks(dependant: Dependant) -> Iterator[Any]:
    """The ``requires`` of a route, those of its routers among them."""
    for dependency in dependant.dependencies:
        if hasattr(dependency.call, "role"):
            yield dependency.call
        yield from _checks(dependency)
