"""``/v1/coverage``: every control of a framework held against the documents."""

import json
from html import escape
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.jobs.reports import COVERAGE
from api.service.access import CallerDep, CoreDep, SightDep, requires
from api.service.attachments import attachment, file_response
from api.service.core import Core
from api.service.keys import Caller
from api.service.paging import Limit, Offset
from api.service.problems import KINDS, RefusedError
from api.service.reports.known import known
from api.service.reports.making import Latest, Made, accepted, latest
from api.service.responses import Citation
from api.service.roles import Role
from kb.coverage.applicability import HEADER
from kb.coverage.files import as_csv, as_workbook
from kb.coverage.report import Standing, State, Way
from kb.errors import RuleError
from kb.values import Audience, Relation

router = APIRouter(prefix="/coverage", tags=["reports"], dependencies=[requires(Role.READER)])


class ViaEnd(BaseModel):
    """One end of a crosswalk's row."""

    framework: str
    control: str


class Via(BaseModel):
    """A row of a crosswalk that evidence was found by."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    from_: ViaEnd = Field(alias="from")
    to: ViaEnd
    relation: Relation
    source: str


class EvidenceLine(BaseModel):
    """A quote, how it was found, and what it says of the practice."""

    found_by: Way
    says: Standing
    confidence: float
    citation: Citation
    via: list[Via]
    note: str


class ControlCoverage(BaseModel):
    """A control and how it stands; `nearest` shows nothing, it only comes nearest."""

    id: str
    title: str
    family: str
    state: State
    note: str
    nearest: Citation | None
    evidence: list[EvidenceLine]


class FamilyCoverage(BaseModel):
    """How the controls of a group stand."""

    id: str
    title: str
    counts: dict[State, int]


class CoverageReport(BaseModel):
    """A framework's coverage on one day: a draft for a person to confirm. `controls` is a page of
    those asked for, `total` how many they are."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    framework: str
    name: str
    from_: str = Field(alias="from", description="Where its controls are known from.")
    on: str
    documents: int
    counts: dict[State, int]
    families: list[FamilyCoverage]
    total: int
    limit: int
    offset: int
    controls: list[ControlCoverage]


class CoverageAnswer(Made):
    """The last report, and whether it is current; null while the first is being made."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "current": True,
                    "made_at": "2026-11-02T09:14:10.420Z",
                    "job": None,
                    "report": {
                        "framework": "iso27001",
                        "name": "ISO/IEC 27001",
                        "from": "catalogue",
                        "on": "2026-11-02",
                        "documents": 42,
                        "counts": {"covered": 21, "partly": 28, "out of date": 0, "gap": 44},
                        "families": [],
                        "total": 93,
                        "limit": 100,
                        "offset": 0,
                        "controls": [],
                    },
                }
            ]
        }
    )

    report: CoverageReport | None


_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": CoverageAnswer, "description": "It is being made: see `job`, ask again."}
}


@router.get("/{framework_id}", responses=_ACCEPTED)
def show_coverage(
    framework_id: str,
    core: CoreDep,
    caller: CallerDep,
    sight: SightDep,
    response: Response,
    state: Annotated[State | None, Query(description="Only controls that stand so.")] = None,
    family: Annotated[str | None, Query(max_length=200, description="Only of this group.")] = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> CoverageAnswer:
    """How a framework is covered by the documents that the caller may see.

    Made by a job when documents have changed since the last time: the last report comes at once
    (202, `current` false), or none when there is none.
    """
    found = _latest(core, caller, sight, framework_id)
    accepted(response, found)
    report = None if found.report is None else _report(found.report.content)
    if report is not None:
        kept = [
            one
            for one in report.controls
            if state in (None, one.state) and family in (None, one.family)
        ]
        page = {"total": len(kept), "limit": limit, "offset": offset}
        report = report.model_copy(update=page | {"controls": kept[offset : offset + limit]})
    return CoverageAnswer(**found.facts(), report=report)


@router.get(
    "/{framework_id}/applicability",
    response_class=Response,
    responses=file_response("The draft statement of applicability."),
)
def show_applicability(
    framework_id: str,
    core: CoreDep,
    caller: CallerDep,
    sight: SightDep,
    form: Annotated[
        Literal["csv", "xlsx", "html", "json"], Query(description="The kind of file.")
    ] = "json",
) -> Response:
    """A draft statement of applicability; a person has to confirm every cell.

    409 while the report that it is made from is being made.
    """
    found = _latest(core, caller, sight, framework_id)
    if found.report is None or found.job is not None:
        job = found.job.id if found.job else ""
        raise RefusedError(
            KINDS[RuleError],
            f"the coverage of {framework_id} is being made by job {job}; ask again once it is done",
            job=job,
        )
    rows: list[list[str]] = found.report.content["statement"]
    name = found.report.content["report"]["framework"]
    return attachment(_statement(form, name, rows), f"applicability-{name}.{form}")


def _latest(core: Core, caller: Caller, sight: Audience, wanted: str) -> Latest:
    framework = known(core, sight).standards.find(wanted).id
    return latest(core, caller, sight, COVERAGE, framework, {"framework": framework})


def _report(content: dict[str, Any]) -> CoverageReport:
    body = content["report"]
    groups: dict[str, dict[str, int]] = {
        family: {state.value: 0 for state in State} for family, _ in content["families"]
    }
    for control in body["controls"]:
        groups[control["family"]][control["state"]] += 1
    families = [
        {"id": family, "title": title, "counts": groups[family]}
        for family, title in content["families"]
    ]
    page = {"total": len(body["controls"]), "limit": 0, "offset": 0}
    return CoverageReport.model_validate({**body, "families": families, **page})


def _statement(form: str, name: str, rows: list[list[str]]) -> bytes:
    if form == "csv":
        return as_csv(HEADER, rows)
    if form == "xlsx":
        return as_workbook("Draft SoA", HEADER, rows)
    if form == "json":
        entries = [dict(zip(HEADER, row, strict=True)) for row in rows]
        return json.dumps({"framework": name, "entries": entries}, ensure_ascii=False).encode()
    title = f"Statement of applicability (draft): {escape(name)}"
    head = "".join(f"<th>{escape(cell)}</th>" for cell in HEADER)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"</head><body><h1>{title}</h1>\n<table border=1><thead><tr>{head}</tr></thead>\n<tbody>\n"
        f"{body}</tbody></table></body></html>\n"
    ).encode()
