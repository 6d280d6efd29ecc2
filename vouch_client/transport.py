"""One place where requests leave: the key, retries, idempotency, ETags, and errors."""

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from vouch_client.errors import ServiceError, SlowError, UnreachableError, error_for

_SAFE = ("GET", "HEAD")
#: Answers that another try may turn into a better one; only a safe request is tried again.
_PASSING = (429, 502, 503, 504)
_LONGEST_WAIT = 5.0
_KEPT_ANSWERS = 200


class Transport:
    """Requests to the service at ``address``, with ``key`` as bearer.

    A safe request is tried up to ``retries`` times more; a write never is, and carries an
    ``Idempotency-Key``, so that a caller who sends it again with the same one has one effect.
    Answers that carry an ETag are kept, and not sent again by the service while they hold.
    """

    def __init__(
        self,
        address: str,
        key: str,
        *,
        retries: int = 2,
        seconds: float = 120.0,
        http: httpx.Client | None = None,
    ) -> None:
        self.address, self._key, self._retries = address.rstrip("/"), key, retries
        timeout = httpx.Timeout(seconds, connect=3.0)
        self._http = http or httpx.Client(timeout=timeout, trust_env=False)
        self._kept: OrderedDict[str, tuple[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Transport({self.address!r})"  # a key has no place in a log

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def json(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        accepted: tuple[int, ...] = (),
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        **how: Any,
    ) -> Any:
        """The JSON of an answer; None where it has no body. ``accepted`` adds good statuses."""
        request_headers = dict(headers or {}) | self._headers(method, idempotency_key)
        place = f"{path}?{httpx.QueryParams(_given(params))}"
        kept = self._known(place) if method == "GET" else None
        if kept is not None:
            request_headers["If-None-Match"] = kept[0]
        if body is not None:
            how["json"] = body
        response = self._tried(method, path, headers=request_headers, params=_given(params), **how)
        if response.status_code == 304 and kept is not None:
            return kept[1]
        found = _json(response)
        good = response.is_success or response.status_code in accepted
        if not good or _is_problem(response):
            raise _problem(response, found)
        if found is _NOT_JSON:
            raise error_for(
                response.status_code, {"detail": f"{self.address} does not answer as Vouch does."}
            )
        if method == "GET" and response.status_code == 200:
            self._keep(place, response.headers.get("etag"), found)
        return found

    def file(self, path: str, *, params: Mapping[str, Any] | None = None) -> tuple[str, bytes]:
        """A file's name, as the service gives it, and its bytes."""
        response = self._tried(
            "GET", path, headers=self._headers("GET", None), params=_given(params)
        )
        if not response.is_success:
            raise _problem(response, _json(response))
        return _file_name(response.headers.get("content-disposition", "")), response.content

    @contextmanager
    def lines(self, method: str, path: str, body: Any) -> Iterator[Iterator[str]]:
        """The lines of a streamed answer, as they come."""
        headers = self._headers(method, None) | {"Accept": "text/event-stream"}
        with _mapped(self.address):
            url = self.address + path
            with self._http.stream(method, url, headers=headers, json=body) as response:
                if not response.is_success:
                    response.read()
                    raise _problem(response, _json(response))
                yield response.iter_lines()

    def _headers(self, method: str, idempotency_key: str | None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        if method not in _SAFE:
            headers["Idempotency-Key"] = idempotency_key or str(uuid.uuid4())
        return headers

    def _tried(self, method: str, path: str, **how: Any) -> httpx.Response:
        tries = self._retries if method in _SAFE else 0
        for attempt in range(tries + 1):
            last = attempt == tries
            try:
                with _mapped(self.address):
                    response = self._http.request(method, self.address + path, **how)
            except SlowError:
                raise
            except UnreachableError:
                if last:
                    raise
                time.sleep(0.1 * 2**attempt)
                continue
            if last or response.status_code not in _PASSING or _json_is_not_problem(response):
                return response
            time.sleep(min(_retry_after(response) or 0.1 * 2**attempt, _LONGEST_WAIT))
        raise AssertionError("the last try returns or raises")

    def _known(self, place: str) -> tuple[str, Any] | None:
        with self._lock:
            return self._kept.get(place)

    def _keep(self, place: str, tag: str | None, found: Any) -> None:
        if not tag:
            return
        with self._lock:
            self._kept[place] = (tag, found)
            self._kept.move_to_end(place)
            while len(self._kept) > _KEPT_ANSWERS:
                self._kept.popitem(last=False)


_NOT_JSON = object()


@contextmanager
def _mapped(address: str) -> Iterator[None]:
    """Turn the transport's errors into ours."""
    try:
        yield
    except httpx.TimeoutException as error:
        if isinstance(error, httpx.ConnectTimeout):
            raise _nothing_there(address) from error
        raise SlowError(
            "The service took too long", "It may be loading documents. Try again in a minute."
        ) from error
    except (httpx.ReadError, httpx.RemoteProtocolError) as error:
        raise UnreachableError(
            "The answer broke off", "The service stopped in the middle of it. Try again."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _nothing_there(address) from error


def _nothing_there(address: str) -> UnreachableError:
    return UnreachableError(
        "The service is not running",
        f"Nothing answers at {address}. Start it with `vouch serve`, then try again.",
    )


def _given(params: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (params or {}).items() if value is not None}


def _json(response: httpx.Response) -> Any:
    if not response.content:
        return None if response.is_success or response.status_code == 304 else _NOT_JSON
    try:
        return response.json()
    except ValueError:
        return _NOT_JSON


def _is_problem(response: httpx.Response) -> bool:
    return bool(response.headers.get("content-type", "").startswith("application/problem+json"))


def _json_is_not_problem(response: httpx.Response) -> bool:
    """A 503 that is an answer (``GET /v1/ready``) needs no second try."""
    return bool(response.headers.get("content-type", "").startswith("application/json"))


def _problem(response: httpx.Response, found: Any) -> ServiceError:
    body = found if isinstance(found, dict) else {}
    return error_for(response.status_code, body, _retry_after(response))


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None


def _file_name(disposition: str) -> str:
    """The file name of a Content-Disposition header: RFC 6266's plain or encoded one."""
    from email.message import Message

    message = Message()
    message["Content-Disposition"] = disposition or "attachment"
    return message.get_filename() or "download"
