"""``GET /v1/documents/problems``: the files that could not be read, or not all of them."""

from typing import Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.engine import Connection

from api.service.access import CoreDep, SightDep, requires
from api.service.paging import Limit, Offset
from api.service.roles import Role
from ingest.intake import as_loaded
from kb.records.schema import documents, files, versions
from kb.values import Audience

router = APIRouter(prefix="/documents", tags=["documents"], dependencies=[requires(Role.READER)])


class Problem(BaseModel):
    """A file of which nothing could be read (``failed``), or a document that was not read whole
    (``cut``), and why."""

    path: str
    kind: Literal["failed", "cut"]
    document_id: str | None
    title: str | None
    reasons: list[str]
    at: str


class ProblemList(BaseModel):
    """A page of the problems, the latest first."""

    total: int
    limit: int
    offset: int
    problems: list[Problem]


@router.get("/problems")
def list_problems(
    core: CoreDep,
    sight: SightDep,
    limit: Limit = 100,
    offset: Offset = 0,
) -> ProblemList:
    """What loading could not read, with the reason; a file that was read since is not here."""
    with core.base.records.read() as connection:
        found = [*_failed(connection, sight), *_cut(connection, sight)]
    found.sort(key=lambda problem: (problem["at"], problem["path"]), reverse=True)
    page = [Problem.model_validate(problem) for problem in found[offset : offset + limit]]
    return ProblemList(total=len(found), limit=limit, offset=offset, problems=page)


def _failed(connection: Connection, sight: Audience) -> list[dict[str, Any]]:
    """Files that failed; one whose audience is not known any more is for ``internal`` only."""
    query = sa.select(files).where(files.c.status == "failed")
    found = []
    for row in connection.execute(query).mappings():
        options = as_loaded(row["settings"])
        audience = Audience.INTERNAL if options is None else options.audience
        if audience in sight.sees():
            line = {"path": row["path"], "kind": "failed", "document_id": None, "title": None}
            found.append({**line, "reasons": [row["problem"]], "at": row["loaded_at"]})
    return found


def _cut(connection: Connection, sight: Audience) -> list[dict[str, Any]]:
    query = (
        sa.select(
            documents.c.id,
            documents.c.source_key,
            versions.c.title,
            versions.c.warnings,
            versions.c.truncated,
            versions.c.loaded_at,
        )
        .join(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
        )
        .where(
            documents.c.state == "live",
            documents.c.audience.in_([audience.value for audience in sight.sees()]),
        )
    )
    found = []
    for row in connection.execute(query):
        reasons = list(row.warnings)
        if row.truncated:
            reasons.append("the source itself breaks off here")
        if reasons:
            line = {"path": row.source_key, "kind": "cut", "document_id": row.id}
            found.append({**line, "title": row.title, "reasons": reasons, "at": row.loaded_at})
    return found
