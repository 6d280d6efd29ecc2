"""``/v1/feedback``: what people thought of answers."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from sqlalchemy.engine import Connection

from api.service.access import CallerDep, CoreDep, SightDep, requires
from api.service.keys import Caller
from api.service.paging import Limit, Offset, Page
from api.service.roles import Role
from api.service.written import Line, Request, Sentence
from kb.audit import shown
from kb.errors import NotFoundError
from kb.records import audit, conversations
from kb.records import feedback as stored
from kb.records.feedback import Fault, Feedback, Wanted
from kb.values import Audience, Reason, Status

router = APIRouter(prefix="/feedback", tags=["answers"])
_EXAMPLE: JsonDict = {
    "id": "0d6a4a9d6a0c4d5e8f1b2c3d4e5f6a7b",
    "record": "6f0f7a0c1a5b4b6f9a0f1c2d3e4f5a6b",
    "actor": "person:ann@example.com",
    "helpful": False,
    "reason": "outdated",
    "comment": "The policy changed in May.",
    "at": "2026-11-20T09:31:12.000Z",
}


class NewFeedback(Request):
    """What the caller thinks of an answer; sent again, it replaces what was sent before."""

    record: Line = Field(description="The answer's `record`.")
    helpful: bool
    reason: Fault | None = Field(None, description="Why it did not help.")
    comment: Sentence = ""
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"record": _EXAMPLE["record"], "helpful": True},
                {
                    "record": _EXAMPLE["record"],
                    "helpful": False,
                    "reason": "outdated",
                    "comment": "The policy changed in May.",
                },
            ]
        },
    )

    @model_validator(mode="after")
    def _fits(self) -> "NewFeedback":
        if self.helpful and self.reason is not None:
            raise ValueError("a reason says why an answer did not help; leave it out")
        return self


class FeedbackLine(BaseModel):
    """Feedback as it is kept."""

    id: str
    record: str
    actor: str
    helpful: bool
    reason: Fault | None
    comment: str
    at: str
    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})


class ReviewedFeedback(FeedbackLine):
    """Feedback with what it is on; the question is empty where the answer was erased."""

    question: str
    answer: str
    status: Status | None
    abstained: Reason | None = Field(description="Why the answer was left blank, if it was.")
    audience: Audience


class FeedbackList(Page):
    """A page of feedback, the latest first."""

    feedback: list[ReviewedFeedback]


@router.post("", status_code=201, dependencies=[requires(Role.READER)])
def send_feedback(given: NewFeedback, core: CoreDep, caller: CallerDep) -> FeedbackLine:
    """Say whether an answer helped. Of one's own answers, and those that one may see."""
    with core.base.records.write() as connection:
        audience = _audience(connection, given.record, caller)
        kept = stored.put(
            connection,
            given.record,
            caller.actor,
            audience,
            helpful=given.helpful,
            reason=given.reason,
            comment=given.comment.strip(),
        )
    return FeedbackLine.model_validate(_kept(kept))


@router.get("", dependencies=[requires(Role.REVIEWER)])
def list_feedback(
    core: CoreDep,
    sight: SightDep,
    helpful: Annotated[bool | None, Query(description="Only what helped, or did not.")] = None,
    reason: Annotated[Fault | None, Query(description="Only for this reason.")] = None,
    since: Annotated[date | None, Query(description="From this day on.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> FeedbackList:
    """What people thought of answers, for reviewers, the latest first."""
    wanted = Wanted(helpful, reason, "" if since is None else since.isoformat())
    with core.base.records.read() as connection:
        total, found = stored.listing(connection, wanted, sight, limit, offset)
        page = [_reviewed(connection, one) for one in found]
    return FeedbackList(total=total, limit=limit, offset=offset, feedback=page)


def _audience(connection: Connection, record: str, caller: Caller) -> Audience:
    """Whom the answer was given for. Raises ``NotFoundError`` for one that is not the caller's to
    see: as ``GET /v1/answers/{id}``, and a shared conversation shows its answers too."""
    try:
        row = shown.answer_row(connection, record)
    except NotFoundError as error:
        raise shown.absent(record) from error
    mine = row["actor"] == caller.actor or caller.role.holds(Role.REVIEWER)
    mine = mine or conversations.holds(connection, record, caller.actor, caller.audience)
    if not mine or not shown.may_see(connection, row, caller.audience):
        raise shown.absent(record)
    return Audience(row["payload"].get("audience", Audience.INTERNAL.value))


def _kept(one: Feedback) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FeedbackLine.model_fields}


def _reviewed(connection: Connection, one: Feedback) -> ReviewedFeedback:
    row = audit.read(connection, one.record)
    answer = (row["payload"].get("answer") if row is not None else None) or {}
    more = {
        "question": answer.get("question", ""),
        "answer": answer.get("answer", ""),
        "status": answer.get("status"),
        "abstained": answer.get("reason"),
        "audience": one.audience,
    }
    return ReviewedFeedback.model_validate(_kept(one) | more)
