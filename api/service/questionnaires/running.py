"""Answering a questionnaire: by a job, and one row again."""

from typing import Annotated

from fastapi import APIRouter, Body, Path

from api.jobs.questionnaires import KIND
from api.service.access import CallerDep, CoreDep, requires
from api.service.core import Core
from api.service.jobs import JobLine, job_line
from api.service.keys import Caller
from api.service.questionnaires.finding import answering, desk_of, idle, may, shown
from api.service.questionnaires.models import QuestionnaireSummary, whole
from api.service.questionnaires.requests import RunRequest
from api.service.questionnaires.row_models import RowDetail
from api.service.questionnaires.row_views import Rows
from api.service.roles import Role
from kb.errors import NotFoundError, RuleError
from kb.questionnaires.review import changes_of
from kb.questionnaires.run import DECIDED, Row, Run
from kb.questionnaires.sight import changes_seen, run_seen
from kb.records import jobs
from kb.records import questionnaires as stored
from kb.values import Audience

router = APIRouter(
    prefix="/questionnaires",
    tags=["questionnaires"],
    dependencies=[requires(Role.CONTRIBUTOR)],
)
RowNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="The row's number.")]


@router.post("/{questionnaire_id}/run", status_code=202)
def run_questionnaire(
    questionnaire_id: str,
    core: CoreDep,
    caller: CallerDep,
    asked: Annotated[RunRequest, Body()] = RunRequest(),
) -> JobLine:
    """Answer what is still to be answered, as a job: one question at a time, each answer kept.

    Stopped or cut off, it goes on where it stopped. A person's words are never overwritten. While
    it is under way, this gives the job that does it.
    """
    with core.base.records.read() as connection:
        run = run_seen(connection, questionnaire_id, caller.audience)
        if not stored.rows(connection, run.id):
            raise RuleError(
                f"no questions were found in {run.name}; say where they are with "
                f"PUT /v1/questionnaires/{run.id}/mapping"
            )
    return begin(core, caller, run, again=asked.again)


@router.post("/{questionnaire_id}/stop")
def stop_questionnaire(
    questionnaire_id: str, core: CoreDep, caller: CallerDep
) -> QuestionnaireSummary:
    """Stop answering after the question under way; run goes on where it stopped."""
    with core.base.records.write() as connection:
        run = run_seen(connection, questionnaire_id, caller.audience)
        job = answering(connection).get(run.id)
        if job is not None:
            jobs.cancel(connection, job)
    core.jobs.wake()
    return whole(*shown(core, run.id, caller.audience))


@router.post("/{questionnaire_id}/rows/{number}/ask")
def ask_again(
    questionnaire_id: str, number: RowNumber, core: CoreDep, caller: CallerDep
) -> RowDetail:
    """Ask one row again. 409 for one that a person has decided on."""
    with core.base.records.read() as connection:
        run = run_seen(connection, questionnaire_id, caller.audience)
        idle(connection, run.id)
        row = _row(stored.rows(connection, run.id, [number]), number)
        may(caller, {})(connection, row)
    if row.state in DECIDED:
        raise RuleError(
            f"row {number} is {row.state.value}: a person's words are not overwritten; undo that "
            "first"
        )
    with core.base.quiet.asking():
        list(desk_of(core).answer(run.id, caller.actor, again=True, numbers=[number]))
    return row_detail(core, run.id, number, caller.audience)


def begin(core: Core, caller: Caller, run: Run, *, again: bool) -> JobLine:
    """The job that answers ``run``: the one under way, or a new one."""
    with core.base.records.read() as connection:
        held = answering(connection).get(run.id)
        if held is not None:
            return job_line(jobs.get(connection, held))
    args = {"run": run.id, "again": again}
    audience = run.options.audience
    return job_line(core.jobs.submit(KIND, args, actor=caller.actor, audience=audience))


def row_detail(core: Core, identity: str, number: int, sight: Audience) -> RowDetail:
    """All of a row as ``sight`` sees it. Raises ``NotFoundError``."""
    found, _ = shown(core, identity, sight)
    row = _row(found.rows, number)
    changes = changes_of(core.base.records, identity, number)
    with core.base.records.read() as connection:
        history = changes_seen(connection, changes, sight)
    return Rows(found.rows, found.summary).detail(row, history)


def _row(rows: list[Row] | tuple[Row, ...], number: int) -> Row:
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        raise NotFoundError(f"there is no row {number} in this questionnaire")
    return found
