"""``GET /v1/suggestions``: questions that the documents can answer."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.jobs.suggesting import KIND
from api.service.access import CoreDep, SightDep, requires
from api.service.core import Core
from api.service.roles import Role
from kb import suggestions
from kb.records import jobs, reports
from kb.records.jobs import JobState
from kb.values import Audience, Status

router = APIRouter(prefix="/suggestions", tags=["answers"], dependencies=[requires(Role.READER)])
#: Who the jobs that make suggestions belong to.
_ACTOR = "service:suggestions"


class SuggestedQuestion(BaseModel):
    """A question, and what its answer was when it was tried."""

    question: str
    status: Status


class Suggestions(BaseModel):
    """``making``: the documents have changed, and new suggestions are being made."""

    suggestions: list[SuggestedQuestion]
    making: bool = Field(description="Ask again in a moment for newer ones.")
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "suggestions": [
                        {"question": "Is customer data encrypted at rest?", "status": "grounded"}
                    ],
                    "making": False,
                }
            ]
        }
    )


@router.get("")
def list_suggestions(
    core: CoreDep,
    sight: SightDep,
    limit: Annotated[int, Query(ge=1, le=suggestions.MOST, description="Most of them.")] = 6,
) -> Suggestions:
    """Questions that the documents can answer: each was tried when the suggestions were made.

    They are made in the background when somebody asks for them and the documents have changed;
    until then the last ones are given, as far as they still may be.
    """
    now = suggestions.state(core.base, sight, date.today())
    with core.base.records.read() as connection:
        held = reports.get(connection, KIND, "", sight)
    making = held is None or held.state != now
    if making:
        _make(core, sight)
    content = [] if held is None else held.content["suggestions"]
    page = [SuggestedQuestion.model_validate(one) for one in content[:limit]]
    return Suggestions(suggestions=page, making=making)


def _make(core: Core, sight: Audience) -> None:
    """Have them made, unless they are being made already."""
    with core.base.records.read() as connection:
        for state in (JobState.QUEUED, JobState.RUNNING):
            _, held = jobs.listing(connection, audiences=[sight], actor=_ACTOR, state=state)
            if held:
                return
    core.jobs.submit(KIND, {}, actor=_ACTOR, audience=sight)
