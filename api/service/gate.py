"""In front of every route: a request id, a key for everything but the health check, and a limit.

All are plain ASGI, so that a request without a key is turned away before its body is read.
"""

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.keys import Keys
from api.service.problems import (
    REQUEST_ID,
    TOO_LARGE,
    TOO_LARGE_HELP,
    UNAUTHENTICATED,
    problem_response,
)

OPEN_PATH = "/v1/health"
UPLOAD_PATH = "/v1/documents"
#: Largest request that is no upload, in bytes.
_JSON_BYTES = 1_000_000
#: What the other parts of a form add to an uploaded file, in bytes, at most.
_FORM_BYTES = 65_536
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


class BodyLimit:
    """Turns away a request that is too large: at once if it says so, else when it proves to be."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self._app, self._upload_bytes = app, upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = scope["path"] == UPLOAD_PATH
        longest = self._upload_bytes + _FORM_BYTES if is_upload else _JSON_BYTES
        announced = Headers(scope=scope).get("Content-Length", "")
        if announced.isdecimal() and int(announced) > longest:
            identity = scope["state"]["request_id"]
            await problem_response(TOO_LARGE, TOO_LARGE_HELP, identity)(scope, receive, send)
            return
        taken = 0

        async def receive_counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > longest:
                raise HTTPException(TOO_LARGE.status)
            return message

        await self._app(scope, receive_counted, send)


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
