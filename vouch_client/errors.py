"""What can go wrong: one tree, made from the service's ``application/problem+json`` (RFC 9457).

VouchClientError
├── UnreachableError        nothing answers there, or the answer broke off
│   └── SlowError           it took longer than the client waits
└── ServiceError            the service answered with a problem
    ├── KeyNeededError      401: no key, or one that opens nothing
    ├── ForbiddenError      403: this key may not do that
    ├── NotFoundError       404: not there, or not for this caller
    ├── ConflictError       409, 412, 428: somebody changed it, or it is in use
    ├── InvalidError        400, 413, 422: what was sent cannot be used
    └── BusyError           429, 503: try again later; ``retry_after`` says when
"""

from collections.abc import Mapping
from typing import Any


class VouchClientError(Exception):
    """Any failure of a call; ``title`` says what happened, ``detail`` what to do about it."""

    def __init__(self, title: str, detail: str) -> None:
        self.title, self.detail = title, detail
        super().__init__(f"{title}: {detail}")


class UnreachableError(VouchClientError):
    """Nothing answers at the service's address, or the answer broke off."""


class SlowError(UnreachableError):
    """The service took longer than the client waits."""


class ServiceError(VouchClientError):
    """The service answered with a problem.

    ``slug`` is the stable word of its ``type`` (``not-found``), ``request_id`` names the request in
    the service's log, ``body`` is the whole problem.
    """

    def __init__(self, status: int, body: Mapping[str, Any], retry_after: float | None) -> None:
        self.status, self.body, self.retry_after = status, dict(body), retry_after
        self.slug = str(body.get("type") or "").rpartition(":")[2]
        self.request_id = str(body.get("request_id") or "")
        super().__init__(
            str(body.get("title") or "The service gave no usable answer"),
            str(body.get("detail") or f"It answered with status {status}."),
        )


class KeyNeededError(ServiceError):
    """No key was sent, or one that opens nothing (any more)."""


class ForbiddenError(ServiceError):
    """The key is good, but not for this."""


class NotFoundError(ServiceError):
    """It is not there, or this caller may not see it: the service does not tell which."""


class ConflictError(ServiceError):
    """It does not go with what is stored now: somebody changed it, or it is in use."""


class InvalidError(ServiceError):
    """What was sent cannot be used; ``detail`` names the field."""


class BusyError(ServiceError):
    """Not now; ``retry_after`` is the wait in seconds, where the service named one."""


_KINDS: dict[int, type[ServiceError]] = {
    400: InvalidError,
    401: KeyNeededError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    412: ConflictError,
    413: InvalidError,
    422: InvalidError,
    428: ConflictError,
    429: BusyError,
    503: BusyError,
}


def error_for(
    status: int, body: Mapping[str, Any], retry_after: float | None = None
) -> ServiceError:
    """The error for an answer with ``status`` and this problem body."""
    return _KINDS.get(status, ServiceError)(status, body, retry_after)
