"""Only requests to a name that is this service's: a foreign page cannot point its own name here.

Against DNS rebinding: a browser that was led to ``evil.example`` at 127.0.0.1 says so in ``Host``.
"""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.service.problems import WRONG_HOST, problem_response

#: This machine's names for itself.
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Any name will do.
ANY = ("*",)


class Hosts:
    """Turns away (421) a request whose ``Host`` is none of ``names``, whatever case and port."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = frozenset(name.lower().strip("[] ") for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "*" in self._names or _host(scope) in self._names:
            await self._app(scope, receive, send)
            return
        detail = (
            "this service does not go by the name in the request's Host header; call it by its "
            "own name, or add the name to VOUCH_ALLOWED_HOSTS"
        )
        response = problem_response(WRONG_HOST, detail, scope["state"]["request_id"])
        await response(scope, receive, send)


def _host(scope: Scope) -> str:
    given = Headers(scope=scope).getlist("Host")
    if len(given) != 1:
        return ""
    host = given[0].lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if ":" in host else host


def names_for(listening: str, allowed: str) -> tuple[str, ...]:
    """The names to accept: those in the setting ``allowed``, else this machine's where the service
    listens there alone, else any."""
    given = tuple(name.strip() for name in allowed.split(",") if name.strip())
    if given:
        return (*given, *LOOPBACK)
    return LOOPBACK if listening in LOOPBACK else ANY
