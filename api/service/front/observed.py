"""Every request in the log and in the figures: what it was for, how it ended, how long it took.

The log has the route as it is declared, never the query, a body, or a key.
"""

import asyncio
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.front.metrics import Metrics

log = structlog.get_logger("access")


class Observed:
    """Counts and logs the requests that pass."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, sent, began = 500, 0, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        self._metrics.working.inc()
        try:
            await self._app(scope, receive, watched)
        except asyncio.CancelledError:
            # The server does not wait any longer; the route's thread goes on all the same.
            scope["app"].state.cut_off = True
            raise
        finally:
            seconds = time.perf_counter() - began
            self._metrics.working.dec()
            entry, caller = scope["state"].get("entry"), scope["state"].get("caller")
            route = entry.path if entry is not None else "none"
            method = entry.method if entry is not None else "none"
            self._metrics.request(method, route, status, seconds)
            log.info(
                "request",
                method=scope["method"],
                route=route,
                path=scope["path"] if entry is not None else "",
                status=status,
                ms=round(seconds * 1_000, 1),
                bytes=sent,
                caller=caller.actor if caller is not None else None,
                client=scope["client"][0] if scope.get("client") else None,
            )
