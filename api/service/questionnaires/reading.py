"""The questionnaires as they stand: the list, one of them, its rows, its history."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.service.access import CoreDep, SightDep, requires
from api.service.core import Core
from api.service.paging import Limit, Offset
from api.service.questionnaires.about import About
from api.service.questionnaires.finding import answering, desk_of, shown
from api.service.questionnaires.models import (
    QuestionnaireList,
    QuestionnaireSummary,
    Stage,
    line,
    whole,
)
from api.service.questionnaires.preview_models import Preview, preview
from api.service.questionnaires.row_models import RowDetail, RowList
from api.service.questionnaires.row_views import Rows
from api.service.questionnaires.running import RowNumber, row_detail
from api.service.roles import Role
from kb.questionnaires.run import Outcome, Row, State
from kb.questionnaires.sight import shown_to
from kb.records import questionnaires as stored
from kb.records.questionnaires_log import starters
from kb.values import Audience, Reason

router = APIRouter(
    prefix="/questionnaires", tags=["questionnaires"], dependencies=[requires(Role.READER)]
)


@router.get("")
def list_questionnaires(
    core: CoreDep,
    sight: SightDep,
    text: Annotated[
        str | None, Query(max_length=200, description="In the file's or the customer's name.")
    ] = None,
    stage: Annotated[Stage | None, Query(description="Only those that have come so far.")] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> QuestionnaireList:
    """The questionnaires that the caller may see, the latest first."""
    wanted = (text or "").casefold()
    with core.base.records.read() as connection:
        runs = [
            run
            for run in stored.runs(connection)
            if run.options.audience in sight.sees()
            and wanted in f"{run.name} {run.customer}".casefold()
        ]
        at_work = answering(connection)
        total = len(runs)
        if stage is None:  # what is not on the page is not read
            runs = runs[offset : offset + limit]
        by = starters(connection, [run.id for run in runs])
        found = [
            line(shown_to(connection, run, sight), About(at_work.get(run.id), by.get(run.id, "")))
            for run in runs
        ]
    if stage is not None:
        kept = [one for one in found if one.stage == stage]
        total, found = len(kept), kept[offset : offset + limit]
    return QuestionnaireList(total=total, limit=limit, offset=offset, questionnaires=found)


@router.get("/{questionnaire_id}")
def show_questionnaire(
    questionnaire_id: str, core: CoreDep, sight: SightDep
) -> QuestionnaireSummary:
    """How a questionnaire stands, what to review first, and what would close most gaps."""
    return whole(*shown(core, questionnaire_id, sight))


@router.get("/{questionnaire_id}/preview")
def preview_questionnaire(questionnaire_id: str, core: CoreDep, sight: SightDep) -> Preview:
    """What was found in its file, as when it was taken in or its mapping was corrected."""
    return previewed(core, questionnaire_id, sight)


def previewed(core: Core, identity: str, sight: Audience) -> Preview:
    """What was found in a questionnaire's file, as ``sight`` sees it. Raises ``NotFoundError``."""
    found, about = shown(core, identity, sight)
    remembered = bool(desk_of(core).maps(found.run.shape))
    return preview(found, about, remembered=remembered)


@router.get("/{questionnaire_id}/rows")
def list_rows(
    questionnaire_id: str,
    core: CoreDep,
    sight: SightDep,
    state: Annotated[State | None, Query(description="What a person has said of it.")] = None,
    status: Annotated[Outcome | None, Query(description="What became of it.")] = None,
    reason: Annotated[Reason | None, Query(description="Why it is blank.")] = None,
    owner: Annotated[
        str | None, Query(max_length=200, description="Who sees to it; empty for nobody.")
    ] = None,
    section: Annotated[
        str | None, Query(max_length=400, description="In the sheet's or section's name.")
    ] = None,
    risk: Annotated[
        int, Query(ge=0, le=100, description="Only rows to look at, of at least this weight.")
    ] = 0,
    text: Annotated[
        str | None, Query(max_length=400, description="Words of the question or the answer.")
    ] = None,
    order: Annotated[
        Literal["file", "risk"], Query(description="As in the file, or the gravest first.")
    ] = "file",
    limit: Limit = 100,
    offset: Offset = 0,
) -> RowList:
    """The rows of a questionnaire."""
    found, _ = shown(core, questionnaire_id, sight)
    rows = Rows(found.rows, found.summary)
    kept = [
        row
        for row in found.rows
        if (state is None or row.state is state)
        and (status is None or rows.outcome(row) is status)
        and (reason is None or (row.answer is not None and row.answer.reason is reason))
        and (owner is None or row.owner.casefold() == owner.casefold())
        and rows.risk(row) >= risk
        and _within(row, section)
        and _says(row, text)
    ]
    if order == "risk":
        kept.sort(key=lambda row: (-rows.risk(row), row.number))
    page = [rows.line(row) for row in kept[offset : offset + limit]]
    return RowList(total=len(kept), limit=limit, offset=offset, rows=page)


@router.get("/{questionnaire_id}/rows/{number}")
def show_row(questionnaire_id: str, number: RowNumber, core: CoreDep, sight: SightDep) -> RowDetail:
    """A row: its answer with the evidence, what this customer was told before, its history."""
    return row_detail(core, questionnaire_id, number, sight)


def _within(row: Row, section: str | None) -> bool:
    titles = " ".join((row.item.place.sheet, *row.item.section)).casefold()
    return not section or section.casefold() in titles


def _says(row: Row, text: str | None) -> bool:
    said = f"{row.item.ref} {row.item.text} {row.text}".casefold()
    return not text or all(word in said for word in text.casefold().split())
