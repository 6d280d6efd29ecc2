"""The service's description: what every operation may say beside its own answer.

Each problem is ``application/problem+json`` (RFC 9457); the routes name only what is theirs.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from api.service.examples import add_examples
from api.service.front.route_table import RouteTable
from api.service.problems import MEDIA_TYPE

Json = dict[str, Any]
_REF = {"$ref": "#/components/schemas/ProblemDetails"}
_PROBLEM: Json = {
    "title": "ProblemDetails",
    "type": "object",
    "description": "What went wrong, in a sentence that says what to do. Some kinds have more.",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "`urn:vouch:problem:` and a word that stays."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
    },
    "examples": [
        {
            "type": "urn:vouch:problem:not-found",
            "title": "Not found",
            "status": 404,
            "detail": "there is no document 90d75915495e3046",
            "request_id": "c9b1f7d2a0e84c5bb1a1f2a5f0a9a6d1",
        }
    ],
}
_SAID = {
    400: "The body cannot be read",
    401: "A key is needed",
    403: "This key may not do that",
    404: "Not found, or not for this caller",
    409: "That cannot be done as things stand",
    412: "Somebody changed it in the meantime",
    413: "Too large",
    421: "This service has another name",
    422: "The request is not valid",
    428: "Say which state you change, in If-Match",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Not now; try again",
}
_OPEN, _KEYED = (421, 422), (401, 403, 404, 409, 421, 422, 429, 500, 503)


def describe(app: FastAPI) -> None:
    """Let ``app.openapi`` name the problems that every operation may answer with, and examples."""
    plain = app.openapi

    def openapi() -> Json:
        if app.openapi_schema is None:
            made = plain()
            made["components"]["schemas"]["ProblemDetails"] = _PROBLEM
            add_examples(made)
            open_ = {(e.method, e.path) for e in RouteTable(app).entries if e.open and not e.signed}
            for path, methods in made["paths"].items():
                for method, operation in methods.items():
                    is_open = (method.upper(), path) in open_
                    _complete(operation, is_open, reads=method == "get")
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(operation: Json, is_open: bool, *, reads: bool) -> None:
    """Add to an operation the problems that it does not name itself."""
    responses: Json = operation["responses"]
    for status in _statuses(operation, is_open):
        held = responses.setdefault(str(status), {"description": _SAID[status]})
        content = held.setdefault("content", {})
        # FastAPI describes its own form of this one, which never leaves here.
        if "HTTPValidationError" in str(content.get("application/json")):
            held["description"] = _SAID[status]
            del content["application/json"]
        content.setdefault(MEDIA_TYPE, {"schema": _REF})
    if reads and "application/json" in responses.get("200", {}).get("content", {}):
        responses.setdefault("304", {"description": "You have it already: see If-None-Match"})


def _statuses(operation: Json, is_open: bool) -> Iterator[int]:
    yield from _OPEN if is_open else _KEYED
    if "requestBody" in operation:
        yield from (400, 413)
    if any(one["name"] == "If-Match" for one in operation.get("parameters", ())):
        yield from (412, 428)
