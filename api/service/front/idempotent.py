"""``Idempotency-Key``: a write that is sent twice has one effect and one answer.

An answer is stored before it is sent, so whoever got one can have it again, byte for byte. A
request whose process died before that may be sent again once its lease is over; what it did by
then, if anything, is done again, which the routes bear.
"""

import asyncio
import re
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from anyio import CapacityLimiter, to_thread
from sqlalchemy.engine import Connection
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.front.body_digest import BodyDigest
from api.service.front.capture import Capture, send_whole
from api.service.problems import (
    KEY_IN_USE,
    KEY_REUSED,
    NOT_KEPT,
    TOO_LARGE,
    TOO_LARGE_HELP,
    Kind,
    kind_of,
    problem_response,
)
from kb.errors import VouchError
from kb.records import Records
from kb.records import idempotency as stored
from kb.records.idempotency import Stored, UnderWay

#: Larger answers are not kept; they say so.
LONGEST = 1_000_000
LEASE = timedelta(seconds=30)
_RENEW_SECONDS = 8.0
_PRUNE_SECONDS = 600.0
_WRITES = ("POST", "PUT", "PATCH", "DELETE")
#: Answers that say "not now": nothing was done, and another try may go better.
_NOT_FINAL = (401, 403, 408, 409, 413, 425, 429)
_KEY = re.compile(r"[\x21-\x7e]{1,128}")
T = TypeVar("T")
log = structlog.get_logger()


class Idempotency:
    """Answers a write again that carries the ``Idempotency-Key`` of one done before."""

    def __init__(self, app: ASGIApp, records: Records) -> None:
        self._app, self._records = app, records
        self._threads: CapacityLimiter | None = None
        self._pruned = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in _WRITES:
            await self._app(scope, receive, send)
            return
        caller, key = scope["state"].get("caller"), Headers(scope=scope).get("Idempotency-Key")
        if key is None or caller is None or scope["state"]["entry"] is None:
            await self._app(scope, receive, send)
            return
        if not _KEY.fullmatch(key):
            detail = "an Idempotency-Key is 1 to 128 visible ASCII characters; a UUID serves well"
            await _problem(scope, receive, send, KEY_REUSED, detail)
            return
        turn = _Turn(self, scope, caller.fingerprint, key, receive, send)
        try:
            found = await self.do(turn.claim)
            if found is None:
                await turn.work(self._app)
            else:
                await turn.repeat(found)
        except VouchError as error:
            await _problem(scope, receive, send, kind_of(error), str(error))

    async def do(self, work: Callable[[Connection], T]) -> T:
        """Do ``work`` in a transaction, in a thread."""
        if self._threads is None:
            self._threads = CapacityLimiter(4)

        def run() -> T:
            with self._records.write() as connection:
                if time.monotonic() - self._pruned > _PRUNE_SECONDS:
                    self._pruned = time.monotonic()
                    stored.prune(connection)
                return work(connection)

        return await to_thread.run_sync(run, limiter=self._threads)


class _Turn:
    """One request that carries a key."""

    def __init__(
        self, owner: Idempotency, scope: Scope, caller: str, key: str, receive: Receive, send: Send
    ) -> None:
        self._owner, self._scope, self._receive, self._send = owner, scope, receive, send
        self._held = (caller, key, uuid.uuid4().hex)
        self._digest = BodyDigest(scope)
        self._read_all = False
        self._settled = False

    def claim(self, connection: Connection) -> Stored | UnderWay | None:
        return stored.claim(connection, *self._held, LEASE)

    async def repeat(self, found: Stored | UnderWay) -> None:
        """Answer from what was done before, if this is the same request."""
        if isinstance(found, UnderWay):
            detail = "a request with this Idempotency-Key is being worked on; ask again in a moment"
            await self._refuse(KEY_IN_USE, detail, {"Retry-After": "1"})
            return
        try:
            await self._drain()
        except HTTPException:
            await self._refuse(TOO_LARGE, TOO_LARGE_HELP)
            return
        if not self._read_all:  # the caller has left
            return
        if self._digest.hexdigest() != found.request:
            detail = (
                "this Idempotency-Key was used for another request; use a new one for each write"
            )
            await self._refuse(KEY_REUSED, detail)
        elif found.body is None:
            detail = (
                "this request was done before, and its answer was not kept: it was too large, held "
                "a secret, or quoted what was purged since; look at what it made instead"
            )
            await self._refuse(NOT_KEPT, detail, done_status=found.status)
        else:
            headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in found.headers]
            headers.append((b"idempotency-replayed", b"true"))
            start = {"type": "http.response.start", "status": found.status, "headers": headers}
            await send_whole(self._send, start, found.body)

    async def work(self, app: ASGIApp) -> None:
        """Let the app do it, and keep its answer."""
        keeper = asyncio.create_task(self._keep())
        capture = Capture(self._send, LONGEST, _is_whole, self._finish, _say_not_kept)
        try:
            await app(self._scope, self._counted, capture)
            if not self._settled:
                await self._end(capture)
        except Exception:
            # The route failed with an error of ours: its transaction is undone.
            if not self._settled:
                await self._release()
            raise
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper

    async def _counted(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._digest.add(message.get("body", b""))
            self._read_all = not message.get("more_body", False)
        return message

    async def _drain(self) -> None:
        while not self._read_all:
            if (await self._counted())["type"] != "http.request":
                return

    async def _finish(self, start: Message, body: bytes) -> None:
        """The whole answer is there: keep it, then send it."""
        kept = None if self._scope["state"].get("keep_no_answer") else body
        await self._settle(start, kept)
        await send_whole(self._send, start, body)

    async def _end(self, capture: Capture) -> None:
        """An answer has left as it came: one that was too long is remembered as done."""
        if capture.too_long:
            await self._settle(capture.start, None)
        else:
            await self._release()

    async def _settle(self, start: Message, body: bytes | None) -> None:
        self._settled = True
        status = int(start["status"])
        with suppress(HTTPException):  # past the limit; a body nobody read counts for nothing
            await self._drain()
        if status >= 500 or status in _NOT_FINAL or not self._read_all:
            await self._release()
            return
        pairs = Headers(raw=start["headers"]).items()
        answer = Stored(self._digest.hexdigest(), status, tuple(pairs), body)
        await self._owner.do(lambda c: stored.finish(c, *self._held, answer))

    async def _release(self) -> None:
        await self._owner.do(lambda c: stored.release(c, *self._held))

    async def _keep(self) -> None:
        """Renew the lease while the app works."""
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            try:
                await self._owner.do(lambda c: stored.renew(c, *self._held, LEASE))
            except VouchError as error:
                log.warning("an idempotency key could not be held", problem=str(error))

    async def _refuse(
        self, kind: Kind, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        await _problem(self._scope, self._receive, self._send, kind, detail, headers, **more)


async def _problem(
    scope: Scope,
    receive: Receive,
    send: Send,
    kind: Kind,
    detail: str,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> None:
    response = problem_response(kind, detail, scope["state"]["request_id"], headers, **more)
    await response(scope, receive, send)


def _is_whole(start: Message) -> bool:
    """Whether an answer can be kept: one that streams events cannot."""
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return kind.partition(";")[0] not in ("text/event-stream", "application/x-ndjson")


def _say_not_kept(start: Message) -> None:
    MutableHeaders(scope=start)["Idempotency-Kept"] = "no"
