"""What the handlers are given: the core, the caller, and how far the caller sees."""

from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Query, Request
from fastapi.security import APIKeyHeader, HTTPBearer
from sqlalchemy.engine import Connection

from api.service.core import Core
from api.service.front.metrics import Metrics
from api.service.front.route_table import role_refusal
from api.service.keys import Caller
from api.service.problems import FORBIDDEN, RefusedError
from api.service.roles import Role
from kb.errors import NotFoundError
from kb.records.schema import documents
from kb.records.sources import details
from kb.values import Audience

# The gate has checked the key by now; these two only tell OpenAPI how it is sent.
described_keys = [
    Depends(HTTPBearer(auto_error=False, scheme_name="bearer")),
    Depends(APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="header")),
]


def _core(request: Request) -> Core:
    core: Core = request.app.state.core
    return core


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


CoreDep = Annotated[Core, Depends(_core)]
CallerDep = Annotated[Caller, Depends(_caller)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]


def requires(role: Role, *, also: str = "") -> Any:
    """A dependency that refuses (403) callers whose role does not hold ``role``.

    A key that names the scope ``also`` may pass whatever its role. Every route but the health
    check names a role: ``tests/api/service/test_matrix.py`` tries them all. The gate reads it from
    here to refuse before a body is read; this is the second lock.
    """

    def check(caller: CallerDep) -> None:
        refusal = "" if also and also in caller.scopes else role_refusal(caller, role)
        if refusal:
            raise RefusedError(FORBIDDEN, refusal)

    return _marked(check, role, also, signed=False)


def signed_by_sender() -> Any:
    """Says that a route needs no key because it checks a signature over the raw body itself, and
    refuses (401) what is not signed; it has no ``CallerDep``."""

    def check() -> None:
        """The route's own business."""

    return _marked(check, Role.READER, "", signed=True)


def _marked(check: Any, role: Role, also: str, *, signed: bool) -> Any:
    """``check`` as a dependency, with what the route table reads from it."""
    check.role, check.also, check.signed = role, also, signed
    return Depends(check)


def lowered(caller: Caller, asked: Audience | None) -> Audience:
    """The audience a request runs as: the caller's, or the one asked for if that is lower."""
    return caller.audience if asked is None else asked.shared(caller.audience)


def _sight(
    caller: CallerDep,
    audience: Annotated[Audience | None, Query(description="See as this audience.")] = None,
) -> Audience:
    return lowered(caller, audience)


SightDep = Annotated[Audience, Depends(_sight)]


def visible(
    connection: Connection, identity: str, sight: Audience, version: int | None = None
) -> dict[str, Any]:
    """All that is stored about a document (see ``kb.records.sources.details``) if ``sight`` may
    see it.

    What may not be seen is the same ``NotFoundError`` as what is not there. Earlier versions, and
    removed documents, are only for ``internal``; see ``may_see_version``.
    """
    query = sa.select(documents.c.audience, documents.c.state, documents.c.current)
    head = connection.execute(query.where(documents.c.id == identity)).one_or_none()
    absent = NotFoundError(f"there is no document {identity}")
    if head is None or not sight.covers(Audience(head.audience)):
        raise absent
    if head.state != "live" and sight.level < Audience.INTERNAL.level:
        raise absent
    found = details(connection, identity, version)
    if not may_see_version(found, head.current, sight):
        raise NotFoundError(f"document {identity} has no version {version}")
    return found


def may_see_version(version: Mapping[str, Any], current: int, sight: Audience) -> bool:
    """Whether ``sight``, which sees the document as it is now, may see this version of it.

    An earlier one may have been meant for fewer people: which groups it was for stands with it,
    not for which level, so only ``internal`` opens those.
    """
    return bool(version["number"] == current) or sight.covers(
        Audience.INTERNAL.joined(Audience(version["meant_for"]))
    )
