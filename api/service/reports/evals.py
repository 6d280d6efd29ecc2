"""``/v1/evals``: how good the answers were when `vouch eval` last measured them."""

import json
from pathlib import Path
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.service.access import CallerDep, CoreDep, requires
from api.service.core import Core
from api.service.keys import Caller
from api.service.roles import Role
from kb.eval_results import BEFORE, folder

router = APIRouter(prefix="/evals", tags=["reports"], dependencies=[requires(Role.READER)])
log = structlog.get_logger()

#: The format of the results.
_FORMAT = 1
_LARGEST = 50_000_000


class FigureLine(BaseModel):
    """A figure with its interval; `goal` is what it is to reach."""

    model_config = ConfigDict(extra="allow")

    name: str
    label: str
    meaning: str
    headline: bool
    unit: str
    value: float | None
    low: float | None
    high: float | None


class GroupShare(BaseModel):
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float


class GroupLine(BaseModel):
    """How many of the cases of one kind are right."""

    name: str
    interval: GroupShare
    cases: int


class CurveStep(BaseModel):
    """Answers at least this sure: their share of all cases, and how many of them are right."""

    confidence: float
    coverage: float
    accuracy: float


_EXAMPLE: dict[str, Any] = {
    "suite": "company",
    "split": "dev",
    "at": "2026-11-02T09:14:10+00:00",
    "cases": 120,
    "passages": 294,
    "model": "all-MiniLM-L6-v2",
    "llm": None,
    "seconds": 41.2,
    "figures": [],
    "contestants": {},
    "rows": None,
}


class SuiteResult(BaseModel):
    """The last run of a suite."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    suite: str
    split: str
    at: str
    cases: int
    passages: int
    model: str
    llm: str | None
    seconds: float
    figures: list[FigureLine]
    contestants: dict[str, list[FigureLine]] = Field(
        description="What trivial ways of answering reach on the same cases."
    )
    limit: int | None = Field(None, description="Only so many cases were asked, if not all.")
    groups: list[GroupLine] = []
    confusion: dict[str, dict[str, int]] = Field(
        {}, description="How often each verdict was given where each was right."
    )
    curve: list[CurveStep] = Field([], description="The surest answers first.")
    rows: list[dict[str, Any]] | None = Field(description="Every case; see `cases`.")


class EvalList(BaseModel):
    """Runs, the latest first; none where `vouch eval` was never run here."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"suites": [_EXAMPLE]}]})

    suites: list[SuiteResult]


@router.get("")
def list_evals(
    core: CoreDep,
    caller: CallerDep,
    suite: Annotated[str | None, Query(max_length=100, description="Only this suite.")] = None,
    cases: Annotated[
        bool,
        Query(description="Every case with its answer, too; for reviewers of `internal` only."),
    ] = False,
    earlier: Annotated[
        bool, Query(description="Every run there is, the one before the last of a suite, too.")
    ] = False,
) -> EvalList:
    """The figures of the last run of each suite, split and sample, or of every run that is kept."""
    paths = sorted(folder(core.base.settings.home).glob("*.json"))
    found = [
        one
        for path in paths
        if (earlier or not path.name.endswith(BEFORE)) and (one := _read(path)) is not None
    ]
    kept = [one for one in found if suite in (None, one["suite"])]
    kept.sort(key=lambda one: (one["at"], one["suite"]), reverse=True)
    whole = cases and _may_see_cases(core, caller)
    return EvalList(
        suites=[
            SuiteResult.model_validate(one | {"rows": one.get("rows", []) if whole else None})
            for one in kept
        ]
    )


def _may_see_cases(core: Core, caller: Caller) -> bool:
    """Cases quote whatever documents the suite was run over."""
    return core.base.settings.sees_all(caller.audience) and caller.role.holds(Role.REVIEWER)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        if path.stat().st_size > _LARGEST:
            return None
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        log.warning("a result of vouch eval cannot be read", file=path.name, problem=str(error))
        return None
    return value if isinstance(value, dict) and value.get("format") == _FORMAT else None
