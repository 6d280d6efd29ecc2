"""The service, as the page sees it: a few calls over HTTP, and errors a person can act on."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

Json = dict[str, Any]


class ServiceError(Exception):
    """The service refused, failed or could not be reached.

    ``title`` says what happened, ``detail`` what to do; ``status`` is the HTTP status, 0 for none.
    """

    def __init__(self, title: str, detail: str, status: int = 0, request_id: str = "") -> None:
        self.title, self.detail, self.status, self.request_id = title, detail, status, request_id
        super().__init__(f"{title}: {detail}")


def read_key(path: Path) -> str:
    """The service's key. Raises ``ServiceError`` when the file cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ServiceError(
            "The service's key is missing",
            f"{path} cannot be read. Start the page with `vouch ui`, which makes the key.",
        ) from error


def _http() -> httpx.Client:
    # No connection outlives its call: nobody closes a client when a visitor leaves.
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(timeout=httpx.Timeout(120, connect=3), limits=limits, trust_env=False)


@dataclass(frozen=True)
class Client:
    """Calls to the service at ``address``; ``http`` can be replaced in tests."""

    address: str
    key: str
    http: httpx.Client = field(default_factory=_http)

    def ready(self) -> Json:
        """What is warm in the service (see ``GET /v1/ready``); it answers before all of it is."""
        return self._send("GET", "/v1/ready", accepted=(200, 503))

    def ask(self, question: str, history: list[str], audience: str) -> Json:
        """The answer to a question, as this audience may hear it."""
        body = {"question": question, "history": history[-20:], "audience": audience}
        return self._send("POST", "/v1/ask", json=body)

    def documents(self, audience: str) -> Json:
        """How many documents this audience sees, in all and by collection."""
        return self._send("GET", "/v1/documents", params={"audience": audience, "limit": 1})

    def open(self, citation: Json, audience: str) -> Json:
        """The stored text around a citation, in the version it cites."""
        params = {
            "version": citation["version"],
            "start": citation["start"],
            "end": citation["end"],
            "around": 300,
            "audience": audience,
        }
        return self._send("GET", f"/v1/documents/{citation['document_id']}/text", params=params)

    def _send(self, method: str, path: str, accepted: tuple[int, ...] = (200,), **how: Any) -> Json:
        headers = {"Authorization": f"Bearer {self.key}"}
        try:
            response = self.http.request(method, self.address + path, headers=headers, **how)
        except httpx.TimeoutException as error:
            raise ServiceError(
                "The service took too long", "It may be loading documents. Try again in a minute."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceError(
                "The service is not running",
                f"Nothing answers at {self.address}. Start it with `vouch serve`, then try again.",
            ) from error
        body = _json(response)
        problem = response.headers.get("content-type", "").startswith("application/problem+json")
        if response.status_code in accepted and body is not None and not problem:
            return body
        raise _refused(response, body or {})


def _json(response: httpx.Response) -> Json | None:
    try:
        found = response.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _refused(response: httpx.Response, body: Json) -> ServiceError:
    """The error for an answer that is none: the service's own words, where it has any."""
    if response.status_code == 401:
        return ServiceError(
            "The service does not take this page's key",
            "They use different data folders. Stop both, and start them with `vouch ui`.",
            401,
        )
    return ServiceError(
        str(body.get("title") or "The service gave no usable answer"),
        str(body.get("detail") or f"It answered with status {response.status_code}."),
        response.status_code,
        str(body.get("request_id") or ""),
    )
