"""How much at once, and how often: a turn for every request, and a rate for every caller."""

import asyncio
import math
import time
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from api.service.problems import BUSY, TOO_MANY, Kind, problem_response

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import SlidingWindowCounterRateLimiter

#: What tells whether the service lives and what it does must answer while it is busy.
_ALWAYS = ("/v1/health", "/v1/ready", "/metrics")
#: For each request that works, this many may wait; the next is sent away at once.
_WAITING = 8


class Rates:
    """Turns away (429) a caller's requests past ``per_minute``; 0 lets all pass.

    A request without a caller (one that its sender signs) counts for the address it comes from.
    """

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app, self._per_minute = app, per_minute
        self._limiter: SlidingWindowCounterRateLimiter | None = None
        self._rate: RateLimitItem | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._per_minute or scope["path"] in _ALWAYS:
            await self._app(scope, receive, send)
            return
        wait = self._wait(_name(scope))
        if not wait:
            await self._app(scope, receive, send)
            return
        detail = (
            f"more than {self._per_minute:,} requests in a minute; wait {wait} seconds, or raise "
            "VOUCH_REQUESTS_PER_MINUTE"
        )
        await _turn_away(scope, receive, send, TOO_MANY, detail, wait)

    def _wait(self, name: str) -> int:
        """Seconds until this caller may ask again; 0 for now."""
        if self._limiter is None:
            from limits import RateLimitItemPerMinute
            from limits.storage import MemoryStorage
            from limits.strategies import SlidingWindowCounterRateLimiter

            self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
            self._rate = RateLimitItemPerMinute(self._per_minute)
        assert self._rate is not None
        if self._limiter.hit(self._rate, name):
            return 0
        over = self._limiter.get_window_stats(self._rate, name).reset_time
        return max(1, math.ceil(over - time.time()))


class Turns:
    """Lets ``working`` requests work at once; others wait up to ``seconds``, then leave (503)."""

    def __init__(self, app: ASGIApp, working: int, seconds: float) -> None:
        self._app, self._working, self._seconds = app, working, seconds
        self._free = asyncio.Semaphore(working)
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _ALWAYS:
            await self._app(scope, receive, send)
            return
        if not await self._take():
            detail = (
                f"{self._working} requests are being worked on and others wait; try again in a "
                "moment"
            )
            await _turn_away(scope, receive, send, BUSY, detail, 2)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._free.release()

    async def _take(self) -> bool:
        if self._free.locked() and self._waiting >= self._working * _WAITING:
            return False
        self._waiting += 1
        try:
            await asyncio.wait_for(self._free.acquire(), self._seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True


def _name(scope: Scope) -> str:
    caller = scope["state"].get("caller")
    if caller is not None:
        return str(caller.actor)
    client = scope.get("client")
    return f"address:{client[0] if client else ''}"


async def _turn_away(
    scope: Scope, receive: Receive, send: Send, kind: Kind, detail: str, seconds: int
) -> None:
    headers = {"Retry-After": str(seconds)}
    response = problem_response(kind, detail, scope["state"]["request_id"], headers)
    await response(scope, receive, send)
