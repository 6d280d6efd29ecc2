"""In front of every route: a request id, and a key for everything but the health check.

Both are plain ASGI, so that a request without a key is turned away before its body is read.
"""

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.keys import Keys
from api.service.problems import REQUEST_ID, UNAUTHENTICATED, problem_response

OPEN_PATH = "/v1/health"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HELP = (
    "send the service's key as `Authorization: Bearer KEY` or `X-API-Key: KEY`; "
    "`vouch serve` says at its start which file holds it"
)


class RequestIds:
    """Takes over the caller's ``X-Request-ID`` if it is a plain word, else makes one, and returns
    it; no answer is kept by a cache."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        identity = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = identity

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = identity
                headers["Cache-Control"] = "no-store"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, send_with_id)


class Gate:
    """Lets a request through when it carries a key, and notes whose it is."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app, self._keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_open(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:  # a WebSocket: there are none here
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = presented_key(Headers(scope=scope))
        caller = self._keys.caller(key) if key else None
        if caller is not None:
            scope["state"]["caller"] = caller
            await self._app(scope, receive, send)
            return
        detail = _HELP if not key else f"this is not the key of this service; {_HELP}"
        headers = {"WWW-Authenticate": "Bearer"}
        identity = scope["state"]["request_id"]
        response = problem_response(UNAUTHENTICATED, detail, identity, headers)
        await response(scope, receive, send)


def _is_open(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and scope["path"] == OPEN_PATH
    )


def presented_key(headers: Headers) -> str:
    """The key a request carries, or ``""``."""
    scheme, _, value = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return headers.get("X-API-Key", "").strip()
