"""Holding an answer back until it is whole, to look at it before it leaves."""

from collections.abc import Awaitable, Callable

from starlette.types import Message, Send

#: Given the start and the whole body of an answer; sends what shall be sent.
Whole = Callable[[Message, bytes], Awaitable[None]]


class Capture:
    """A ``send`` that hands an answer over whole, or lets it pass as it comes.

    It passes when ``wanted`` says so of its start, when it grows past ``longest`` bytes, or when it
    is of a kind that has no body to hold; ``passed`` tells. ``on_long`` changes the start of one
    that is too long.
    """

    def __init__(
        self,
        send: Send,
        longest: int,
        wanted: Callable[[Message], bool],
        on_whole: Whole,
        on_long: Callable[[Message], None] = lambda _start: None,
    ) -> None:
        self._send, self._longest, self._wanted = send, longest, wanted
        self._on_whole, self._on_long = on_whole, on_long
        self.start: Message = {}
        self._body = bytearray()
        self.passed = False
        self.too_long = False

    async def __call__(self, message: Message) -> None:
        """Take the next message of the answer."""
        if self.passed:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self.start = message
            if not self._wanted(message):
                await self._pass()
        elif message["type"] == "http.response.body":
            await self._take(message)
        else:
            await self._pass()
            await self._send(message)

    async def _take(self, message: Message) -> None:
        self._body += message.get("body", b"")
        more = bool(message.get("more_body", False))
        if len(self._body) > self._longest:
            self.too_long = True
            self._on_long(self.start)
            await self._pass()
            if not more:
                await self._send({"type": "http.response.body", "body": b""})
        elif not more:
            self.passed = True
            await self._on_whole(self.start, bytes(self._body))

    async def _pass(self) -> None:
        self.passed = True
        await self._send(self.start)
        if self._body:
            body = bytes(self._body)
            await self._send({"type": "http.response.body", "body": body, "more_body": True})
            self._body.clear()


async def send_whole(send: Send, start: Message, body: bytes) -> None:
    """Send an answer that was held back."""
    await send(start)
    await send({"type": "http.response.body", "body": body})
