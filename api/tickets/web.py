"""The one way out to other tools: HTTP to checked addresses, without redirects, within limits."""

import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from api.tickets.addresses import Allowed
from kb.errors import VouchError

_JSON_BYTES = 5_000_000
#: Statuses after which the same request may go through later.
_LATER = (408, 409, 423, 425, 429)
#: Longest wait that a tool's Retry-After is believed, in seconds.
_LONGEST_WAIT = 3_600.0


class DeliveryError(VouchError):
    """Something did not arrive. ``again``: a later attempt may; ``wait``: not before, seconds."""

    def __init__(self, problem: str, *, again: bool, wait: float | None = None) -> None:
        self.again, self.wait = again, wait
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, read whole."""

    status: int
    headers: httpx.Headers
    content: bytes

    def json(self) -> Any:
        """The body as JSON; ``DeliveryError`` where it is none."""
        try:
            return httpx.Response(200, content=self.content).json()
        except ValueError as error:
            raise DeliveryError("the tool's reply is not JSON", again=True) from error


class Pinned(httpx.BaseTransport):
    """Connects to the very address that was checked; the certificate is that of the name."""

    def __init__(self, allowed: Allowed, inner: httpx.BaseTransport | None = None) -> None:
        self._allowed = allowed
        # Connections are kept by address alone, and two names may share one: none is kept.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._inner = inner or httpx.HTTPTransport(trust_env=False, limits=limits)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send to the first address that takes the connection."""
        url = request.url
        failed: httpx.ConnectError | None = None
        for address in self._allowed.addresses(url):
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": url.host},
            )
            try:
                return self._inner.handle_request(pinned)
            except httpx.ConnectError as error:
                failed = error
        raise failed or httpx.ConnectError(f"{url.host} has no address")

    def close(self) -> None:
        """Let go of the connections."""
        self._inner.close()


@dataclass
class Web:
    """HTTP to the hosts that are allowed. ``transport`` stands in for the network in tests."""

    allowed: Allowed
    timeout: float = 10.0
    transport: httpx.BaseTransport | None = None

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        most: int = _JSON_BYTES,
        redirects: bool = False,
        **what: Any,
    ) -> Reply:
        """The reply to one request, of at most ``most`` bytes.

        A redirect is an error unless ``redirects``, and then it is handed back, never followed.
        Raises ``DeliveryError``, and ``RefusedAddressError`` for an address that is refused.
        """
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, TypeError, ValueError) as error:
            raise DeliveryError(f"an address is not valid: {error}", again=False) from error
        self.allowed.check(parsed)
        client = httpx.Client(
            transport=Pinned(self.allowed, self.transport),
            timeout=self.timeout,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": "Vouch"},
        )
        try:
            with client, client.stream(method, parsed, headers=headers, **what) as response:
                content = _read(response, most, time.monotonic() + 3 * self.timeout)
        except httpx.HTTPError as error:
            name = type(error).__name__
            problem = f"{parsed.host} could not be reached: {error or name}"
            raise DeliveryError(problem, again=True) from error
        _check(parsed.host, response, content, redirects=redirects)
        return Reply(response.status_code, response.headers, content)


def _read(response: httpx.Response, most: int, until: float) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_bytes():
        size += len(piece)
        if size > most:
            raise DeliveryError(f"the reply is larger than {most:,} bytes", again=False)
        if time.monotonic() > until:
            raise DeliveryError("the reply took too long", again=True)
        pieces.append(piece)
    return b"".join(pieces)


def _check(host: str, response: httpx.Response, content: bytes, *, redirects: bool) -> None:
    status = response.status_code
    if response.is_success or (redirects and response.has_redirect_location):
        return
    if response.is_redirect:
        raise DeliveryError(f"{host} sends on to another address; not followed", again=False)
    said = content[:200].decode("utf-8", "replace").replace("\n", " ")
    again = status in _LATER or status >= 500
    problem = f"{host} answered {status}: {said}"
    raise DeliveryError(problem, again=again, wait=_wait(response.headers) if again else None)


def _wait(headers: httpx.Headers) -> float | None:
    """The seconds of ``Retry-After``, given in seconds or as a date."""
    told = headers.get("Retry-After", "").strip()
    if not told:
        return None
    if told.isdecimal():
        return min(float(told), _LONGEST_WAIT)
    try:
        at = email.utils.parsedate_to_datetime(told).timestamp()
    except (TypeError, ValueError):
        return None
    return min(max(at - time.time(), 0.0), _LONGEST_WAIT)
