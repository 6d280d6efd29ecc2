"""``ETag`` on what is read, and 304 for who has it already (RFC 9110, section 13)."""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.front.capture import Capture, send_whole

#: Larger answers are sent as they come, without a tag.
_LONGEST = 4_000_000
#: Headers of a body that is not sent.
_OF_THE_BODY = ("content-length", "content-type")


class ETags:
    """Tags every JSON answer to a GET with the hash of its bytes.

    The answer is made for the caller each time, so a tag tells nobody of what they may not see.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        known = Headers(scope=scope).get("If-None-Match", "")

        async def tagged(start: Message, body: bytes) -> None:
            tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            headers = MutableHeaders(scope=start)
            headers["ETag"] = tag
            if _matches(known, tag):
                for name in _OF_THE_BODY:
                    del headers[name]
                start["status"], body = 304, b""
            await send_whole(send, start, body)

        await self._app(scope, receive, Capture(send, _LONGEST, _is_json, tagged))


def _is_json(start: Message) -> bool:
    kind = Headers(raw=start["headers"]).get("content-type", "")
    return bool(start["status"] == 200) and kind.partition(";")[0] == "application/json"


def _matches(known: str, tag: str) -> bool:
    if known.strip() == "*":
        return True
    return tag in (given.strip().removeprefix("W/") for given in known.split(","))
