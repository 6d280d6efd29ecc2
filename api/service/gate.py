"""The gate: a key or a sign-in for everything but the health check, and the right to the route.

It is plain ASGI, so that a request that may not pass is turned away before its body is read.
"""

import re
import uuid

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.service.callers import Callers
from api.service.front.route_table import Entry
from api.service.keys import Caller
from api.service.oidc import ProviderError, TokenError
from api.service.problems import (
    FORBIDDEN,
    REQUEST_ID,
    SIGN_IN,
    TOO_LARGE,
    TOO_LARGE_HELP,
    UNAUTHENTICATED,
    Kind,
    kind_of,
    problem_response,
)
from kb.errors import VouchError

#: Largest request that carries no file, in bytes.
_JSON_BYTES = 1_000_000
#: What the other parts of a form add to an uploaded file, in bytes, at most.
_FORM_BYTES = 65_536
#: Longest key or token looked at, in characters.
_LONGEST_TOKEN = 16_000
#: Threads that look keys up: not those that the routes work in, so a busy service still says no.
_LOOKUPS = 4
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HELP = (
    "send the service's key as `Authorization: Bearer KEY` or `X-API-Key: KEY`; "
    "`vouch serve` says at its start which file holds it"
)
#: Nothing here is a page: no browser may run, frame, guess or pass on what it gets.
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class RequestIds:
    """Takes over the caller's ``X-Request-ID`` if it is a plain word, else makes one, returns it,
    and lets every log line of the request have it; adds the headers that every answer has."""

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
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        with bound_contextvars(request_id=identity):
            await self._app(scope, receive, send_with_id)


class Gate:
    """Lets a request through when its caller may call its route, and notes whose it is."""

    def __init__(self, app: ASGIApp, callers: Callers) -> None:
        self._app, self._callers = app, callers
        self._threads: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:  # a WebSocket: there are none here
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        entry: Entry | None = scope["state"]["entry"]
        if entry is not None and entry.open:
            await self._app(scope, receive, send)
            return
        token = presented_key(Headers(scope=scope))
        kind, detail = UNAUTHENTICATED, _HELP
        caller: Caller | None = None
        try:
            caller = await self._caller(token)
        except TokenError as error:
            detail = f"this sign-in is not accepted: {error}"
        except ProviderError as error:
            kind, detail = SIGN_IN, str(error)
        except VouchError as error:
            kind, detail = kind_of(error), str(error)
        else:
            if token:
                detail = f"this is not the key of this service; {_HELP}"
        if caller is not None:
            scope["state"]["caller"] = caller
            refusal = entry.refusal(caller) if entry is not None else ""
            if not refusal:
                await self._app(scope, receive, send)
                return
            kind, detail = FORBIDDEN, refusal
        await _refuse(scope, receive, send, kind, detail)

    async def _caller(self, token: str) -> Caller | None:
        if not token or len(token) > _LONGEST_TOKEN:
            return None
        if (known := self._callers.known(token)) is not None:
            return known
        if self._threads is None:
            self._threads = CapacityLimiter(_LOOKUPS)
        return await to_thread.run_sync(self._callers.find, token, limiter=self._threads)


async def _refuse(scope: Scope, receive: Receive, send: Send, kind: Kind, detail: str) -> None:
    headers = {"WWW-Authenticate": "Bearer"} if kind is UNAUTHENTICATED else None
    response = problem_response(kind, detail, scope["state"]["request_id"], headers)
    await response(scope, receive, send)


class BodyLimit:
    """Turns away a request that is too large: at once if it says so, else when it proves to be."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self._app, self._upload_bytes = app, upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entry: Entry | None = scope["state"]["entry"]
        is_upload = entry is not None and entry.takes_files
        longest = self._upload_bytes + _FORM_BYTES if is_upload else _JSON_BYTES
        announced = Headers(scope=scope).get("Content-Length", "")
        if announced.isdecimal() and int(announced) > longest:
            await _refuse(scope, receive, send, TOO_LARGE, TOO_LARGE_HELP)
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


def presented_key(headers: Headers) -> str:
    """The key or token a request carries, or ``""``."""
    scheme, _, value = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return headers.get("X-API-Key", "").strip()
