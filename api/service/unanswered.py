"""``GET /v1/unanswered``: what people asked that nobody could answer."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.service.access import CoreDep, SightDep, requires
from api.service.paging import Limit, Offset, Page
from api.service.roles import Role
from kb.answering.whom import whom
from kb.audit.unanswered import Blanks, Wanted, near
from kb.records.sources import owners
from kb.values import Audience, Reason

router = APIRouter(prefix="/unanswered", tags=["answers"], dependencies=[requires(Role.REVIEWER)])


class UnansweredLine(BaseModel):
    """A question that was left blank each time, however it was put."""

    question: str = Field(description="As it was put last.")
    understood: str = Field(description="What a follow-up was taken to ask.")
    count: int
    askers: int
    reason: Reason = Field(description="Why it was left blank the last time.")
    reasons: dict[str, int]
    audiences: list[Audience] = Field(description="Whom it was asked for.")
    first_at: str
    last_at: str
    record: str = Field(description="The last blank, for `GET /v1/answers/{id}`.")
    ask: str = Field(
        description="Who may know: whom its topic is for, else who owns what came nearest; empty "
        "where nobody is named."
    )
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "Do you have a bug bounty programme?",
                    "understood": "Do you have a bug bounty programme?",
                    "count": 4,
                    "askers": 2,
                    "reason": "no_evidence",
                    "reasons": {"no_evidence": 4},
                    "audiences": ["nda"],
                    "first_at": "2026-10-02T08:11:09.120Z",
                    "last_at": "2026-11-20T09:31:12.000Z",
                    "record": "6f0f7a0c1a5b4b6f9a0f1c2d3e4f5a6b",
                    "ask": "Head of Platform (owner of “Vulnerability Management Policy”)",
                }
            ]
        }
    )


class UnansweredList(Page):
    """A page of the questions, those asked most first; ``reasons`` counts them all by reason."""

    reasons: dict[str, int]
    questions: list[UnansweredLine]


@router.get("")
def list_unanswered(
    core: CoreDep,
    sight: SightDep,
    reason: Annotated[
        list[Reason] | None, Query(max_length=6, description="Only for these reasons.")
    ] = None,
    since: Annotated[date | None, Query(description="Asked on this day or later.")] = None,
    until: Annotated[date | None, Query(description="Asked up to this day.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> UnansweredList:
    """The questions that were left blank, those asked most first.

    One that was answered since, for askers who see as little, is not among them. The latest 10,000
    answers are looked through.
    """
    base = core.base
    blanks = Blanks(base.library.matcher.reader, base.contrasts)
    wanted = Wanted(since.isoformat() if since else "", f"{until}T24" if until else "")
    with base.records.read() as connection:
        found = blanks.find(connection, wanted, sight)
        chosen = [one for one in found if not reason or one.reason in reason]
        shown = chosen[offset : offset + limit]
        close = near(connection, [one.record for one in shown])
        known = owners(connection)
    counts: dict[str, int] = {}
    for one in found:
        counts[one.reason.value] = counts.get(one.reason.value, 0) + 1
    page = [
        UnansweredLine.model_validate(
            {
                **asdict(one),
                "ask": whom(one.understood, close.get(one.record, ()), base.topics, known),
            }
        )
        for one in shown
    ]
    return UnansweredList(
        total=len(chosen),
        limit=limit,
        offset=offset,
        reasons=dict(sorted(counts.items())),
        questions=page,
    )
