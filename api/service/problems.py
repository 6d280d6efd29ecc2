"""Errors on their way out: one table from Vouch's errors to HTTP, as ``application/problem+json``.

Source of the format: RFC 9457. ``type`` is ``urn:vouch:problem:`` and a word that stays the same,
``detail`` is the sentence for a person; nothing of the inside (no traceback) leaves.
"""

from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kb import errors
from kb.disk import disk_fault

MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "X-Request-ID"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its HTTP status, its word, and its title."""

    status: int
    slug: str
    title: str


KINDS: dict[type[errors.VouchError], Kind] = {
    errors.NotFoundError: Kind(404, "not-found", "Not found"),
    errors.RuleError: Kind(409, "refused", "That cannot be done as things stand"),
    errors.StoreBusyError: Kind(409, "store-busy", "The data folder is in use"),
    errors.UnreadableError: Kind(422, "unreadable", "The file could not be read"),
    errors.UnsupportedError: Kind(422, "unsupported", "This kind of file cannot be read"),
    errors.LimitError: Kind(422, "limit", "The file is past a limit"),
    errors.StoreError: Kind(503, "store", "The records cannot be reached"),
    errors.IndexAwayError: Kind(503, "index-away", "The server of an index does not answer"),
    errors.DerivedIndexError: Kind(503, "index", "An index is not usable"),
    errors.ModelError: Kind(503, "model", "The embedding model is not usable"),
    errors.SettingsError: Kind(500, "settings", "A setting is wrong"),
    errors.VerificationError: Kind(500, "verification", "A citation did not pass the check"),
    errors.VouchError: Kind(500, "internal", "Something went wrong"),
}
INVALID = Kind(422, "invalid-request", "The request is not valid")
CHANGED = Kind(412, "changed", "Somebody changed it in the meantime")
MATCH_NEEDED = Kind(428, "match-needed", "Say which state you change")
UNAUTHENTICATED = Kind(401, "key-needed", "A key is needed")
FORBIDDEN = Kind(403, "forbidden", "This key may not do that")
TOO_LARGE = Kind(413, "too-large", "Too large")
TOO_LARGE_HELP = "the request is larger than this service takes; see VOUCH_UPLOAD_BYTES"
WRONG_HOST = Kind(421, "wrong-host", "This service has another name")
SIGN_IN = Kind(503, "sign-in", "Sign-ins cannot be checked")
BUSY = Kind(503, "busy", "Too much to do at once")
TOO_MANY = Kind(429, "too-many", "Too many requests")
KEY_IN_USE = Kind(409, "request-under-way", "The same request is being worked on")
KEY_REUSED = Kind(422, "idempotency-key", "The idempotency key cannot be used for this")
DISK = Kind(503, "disk", "The disk cannot be written")
NOT_KEPT = Kind(409, "answer-not-kept", "Done before; the answer was not kept")
#: Every kind that is not in ``KINDS``, for the documentation.
OWN = (
    INVALID,
    CHANGED,
    MATCH_NEEDED,
    UNAUTHENTICATED,
    FORBIDDEN,
    TOO_LARGE,
    WRONG_HOST,
    SIGN_IN,
    BUSY,
    TOO_MANY,
    KEY_IN_USE,
    KEY_REUSED,
    NOT_KEPT,
    DISK,
)
log = structlog.get_logger()
INTERNAL = Kind(500, "internal", "Something went wrong")
_HTTP = {
    404: Kind(404, "no-such-route", "There is nothing at this address"),
    405: Kind(405, "method", "This address does not take that method"),
    413: TOO_LARGE,
}


class RefusedError(Exception):
    """A refusal that is the service's own; ``more`` joins the body as further members."""

    def __init__(self, kind: Kind, detail: str, **more: Any) -> None:
        self.kind, self.detail, self.more = kind, detail, more
        super().__init__(detail)


def kind_of(error: errors.VouchError) -> Kind:
    """The kind of the nearest class of ``error`` that is in the table."""
    return next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)


def problem_response(
    kind: Kind, detail: str, request_id: str, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """The response for a problem."""
    body = problem_body(kind, detail, request_id, **more)
    return JSONResponse(body, kind.status, headers, MEDIA_TYPE)


def problem_body(kind: Kind, detail: str, request_id: str, **more: Any) -> dict[str, Any]:
    """A problem's JSON."""
    return {
        "type": f"urn:vouch:problem:{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "request_id": request_id,
        **more,
    }


def install(app: FastAPI) -> None:
    """Let every error of ``app`` leave as a problem."""
    app.add_exception_handler(errors.VouchError, _vouch_error)
    app.add_exception_handler(RefusedError, _own)
    app.add_exception_handler(OSError, _disk)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    # Starlette sends this answer and raises the error again, so the server's log has it.
    app.add_exception_handler(Exception, _unexpected)


def request_id(request: Request) -> str:
    """The id of this request, as it is in the response's header."""
    return str(getattr(request.state, "request_id", ""))


def _vouch_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.VouchError)
    return problem_response(kind_of(error), str(error), request_id(request))


def _own(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedError)
    return problem_response(error.kind, error.detail, request_id(request), **error.more)


def _disk(request: Request, error: Exception) -> JSONResponse:
    if fault := disk_fault(error):
        log.error("a disk cannot be written", problem=str(error))
        return problem_response(DISK, fault, request_id(request))
    raise error


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = [
        {"where": ".".join(str(part) for part in e["loc"]), "problem": str(e["msg"])}
        for e in error.errors()
    ]
    detail = "; ".join(f"{e['where']}: {e['problem']}" for e in found)
    more = jsonable_encoder({"errors": found})
    return problem_response(INVALID, detail, request_id(request), **more)


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, OSError) and disk_fault(error.__cause__):
        return _disk(request, error.__cause__)  # a form that could not be put down to be read
    kind = _HTTP.get(error.status_code) or Kind(error.status_code, "http", "The request failed")
    detail = {
        404: f"there is no {request.url.path}; GET /v1/openapi.json lists every address",
        413: TOO_LARGE_HELP,
    }.get(error.status_code, str(error.detail))
    headers = dict(error.headers) if error.headers else None
    return problem_response(kind, detail, request_id(request), headers)


def _unexpected(request: Request, _error: Exception) -> JSONResponse:
    identity = request_id(request)
    detail = f"an error that was not foreseen; the service's log has it as request {identity}"
    return problem_response(INTERNAL, detail, identity, {REQUEST_ID: identity})
