"""``/v1/review-due``: documents and approved answers that somebody has to look at."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.engine import Connection

from api.service.access import CoreDep, SightDep, requires
from api.service.paging import Limit, Offset, Page, page_of
from api.service.roles import Role
from kb.library.entry import State
from kb.library.shelf import Shelf
from kb.records.sources import listing
from kb.values import Audience

router = APIRouter(prefix="/review-due", tags=["reports"], dependencies=[requires(Role.READER)])
Sort = Literal["document", "answer"]


_EXAMPLE: dict[str, Any] = {
    "kind": "document",
    "id": "90d75915495e3046",
    "title": "Encryption and Key Management Policy",
    "owner": "Head of Platform",
    "audience": "internal",
    "due": "2026-11-30",
    "overdue": False,
    "reasons": ["its review is due on 2026-11-30"],
}


class DueLine(BaseModel):
    """A document or an approved answer to review; `due` is null where it is not a date that says
    so, but evidence that changed."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    kind: Sort
    id: str
    title: str
    owner: str
    audience: Audience
    due: date | None
    overdue: bool
    reasons: list[str]


class DueList(Page):
    """A page of what is due: what is overdue first, then by date."""

    model_config = page_of("due", _EXAMPLE, counts={"document": 1, "answer": 0}, overdue=0)

    counts: dict[Sort, int] = Field(description="Of each kind, of all that is asked for.")
    overdue: int
    due: list[DueLine]


@router.get("")
def list_due(
    core: CoreDep,
    sight: SightDep,
    days: Annotated[int, Query(ge=0, le=3_650, description="Looks so many days ahead.")] = 30,
    kind: Annotated[Sort | None, Query(description="Only these.")] = None,
    owner: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> DueList:
    """Documents past or near their review or end date, and approved answers that may not be given
    any more, or soon may not."""
    today = date.today()
    until = today + timedelta(days=days)
    with core.base.records.read() as connection:
        found = [*_documents(connection, sight, today, until)]
        found += _answers(connection, sight, today, until)
    found = [
        one
        for one in found
        if kind in (None, one.kind) and (owner is None or owner.casefold() == one.owner.casefold())
    ]
    found.sort(key=lambda one: (not one.overdue, one.due or today, one.kind, one.title, one.id))
    return DueList(
        total=len(found),
        limit=limit,
        offset=offset,
        counts={
            "document": sum(one.kind == "document" for one in found),
            "answer": sum(one.kind == "answer" for one in found),
        },
        overdue=sum(one.overdue for one in found),
        due=found[offset : offset + limit],
    )


def _documents(
    connection: Connection, sight: Audience, today: date, until: date
) -> Iterator[DueLine]:
    for row in listing(connection):
        dates = {"its review is due on": row["review_by"], "it ends on": row["valid_until"]}
        reasons = {f"{why} {day}": day for why, day in dates.items() if day and day <= until}
        if reasons and row["audience"] in sight.sees():
            due = min(reasons.values())
            yield DueLine(
                kind="document",
                id=row["id"],
                title=row["title"],
                owner=row["owner"],
                audience=row["audience"],
                due=due,
                overdue=due < today,
                reasons=list(reasons),
            )


def _answers(
    connection: Connection, sight: Audience, today: date, until: date
) -> Iterator[DueLine]:
    for one in Shelf(connection, today, sight).all():
        draft = one.entry.draft
        soon = draft.valid_until if draft.valid_until and draft.valid_until <= until else None
        if one.entry.state is not State.APPROVED or not (one.standing.reasons or soon):
            continue
        yield DueLine(
            kind="answer",
            id=one.entry.id,
            title=draft.question,
            owner=draft.owner,
            audience=draft.audience,
            due=soon,
            overdue=bool(one.standing.reasons),
            reasons=list(one.standing.reasons) or [f"it ends on {soon}"],
        )
