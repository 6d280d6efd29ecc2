"""``/v1/conflicts``: documents that disagree on the same thing."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.jobs.reports import CONFLICTS
from api.service.access import CallerDep, CoreDep, SightDep, requires
from api.service.paging import Limit, Offset
from api.service.reports.making import Made, accepted, latest
from api.service.responses import ConflictValue
from api.service.roles import Role
from kb.disagreements.report import Kind, Why
from kb.lexical.analysis import terms

router = APIRouter(prefix="/conflicts", tags=["reports"], dependencies=[requires(Role.READER)])


class DisagreementLine(BaseModel):
    """Two sources, or more, that differ. `confidence`: that they speak of one and the same thing;
    `why`: what explains that they differ, where it can be told."""

    topic: str
    kind: Kind
    confidence: float
    why: Why | None
    detail: str
    values: list[ConflictValue]


class ConflictsAnswer(Made):
    """The last report, the surest first, and whether it is current. A person has to judge each."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "current": True,
                    "made_at": "2026-11-02T09:14:10.420Z",
                    "job": None,
                    "on": "2026-11-02",
                    "documents": 63,
                    "statements": 1371,
                    "explained": 3,
                    "total": 6,
                    "limit": 100,
                    "offset": 0,
                    "conflicts": [],
                }
            ]
        }
    )

    on: str | None
    documents: int
    statements: int
    explained: int = Field(description="Those that an edition, a date or a scope explains.")
    total: int
    limit: int
    offset: int
    conflicts: list[DisagreementLine]


@router.get(
    "",
    responses={
        202: {"model": ConflictsAnswer, "description": "It is being made: see `job`, ask again."}
    },
)
def list_conflicts(
    core: CoreDep,
    caller: CallerDep,
    sight: SightDep,
    response: Response,
    topic: Annotated[
        str, Query(max_length=200, description="Only what these words are about.")
    ] = "",
    kind: Annotated[Kind | None, Query(description="Only this sort of value.")] = None,
    explained: Annotated[
        bool, Query(description="Those that an edition, a date or a scope explains, too.")
    ] = False,
    limit: Limit = 100,
    offset: Offset = 0,
) -> ConflictsAnswer:
    """Documents that disagree, among those that the caller may see.

    Made by a job when documents have changed since the last time: the last report comes at once
    (202, `current` false), or an empty one when there is none.
    """
    found = latest(core, caller, sight, CONFLICTS, "", {})
    accepted(response, found)
    content: dict[str, Any] = {} if found.report is None else found.report.content
    every: list[dict[str, Any]] = content.get("found", [])
    wanted = set(terms(topic))
    kept = [
        one
        for one in every
        if (explained or one["why"] is None)
        and kind in (None, one["kind"])
        and wanted <= set(terms(_said(one)))
    ]
    return ConflictsAnswer(
        **found.facts(),
        on=content.get("on"),
        documents=content.get("documents", 0),
        statements=content.get("statements", 0),
        explained=sum(one["why"] is not None for one in every),
        total=len(kept),
        limit=limit,
        offset=offset,
        conflicts=[DisagreementLine.model_validate(one) for one in kept[offset : offset + limit]],
    )


def _said(one: dict[str, Any]) -> str:
    return " ".join((one["topic"], *(value["citation"]["quote"] for value in one["values"])))
