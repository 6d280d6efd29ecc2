"""What people do to rows: edit, submit, approve, reject, assign, take back, file."""

from collections.abc import Sequence

from fastapi import APIRouter

from api.service.access import CallerDep, CoreDep, requires
from api.service.core import Core
from api.service.keys import Caller
from api.service.matching import MatchHeader, needed
from api.service.problems import INVALID, RefusedError
from api.service.questionnaires.finding import (
    all_of,
    desk_of,
    may,
    only_reviewers_change_what_is_signed,
    shown,
)
from api.service.questionnaires.requests import (
    ApproveRequest,
    AssignRequest,
    FileRequest,
    RejectRequest,
    RowEdit,
    RowsRequest,
)
from api.service.questionnaires.row_models import (
    FiledRows,
    LeftOut,
    RowDetail,
    RowsChanged,
)
from api.service.questionnaires.row_views import Rows, entry_form
from api.service.questionnaires.running import RowNumber, row_detail
from api.service.roles import Role
from kb.questionnaires import review
from kb.questionnaires.review import Check, Edit
from kb.questionnaires.run import Run
from kb.questionnaires.sight import run_seen

router = APIRouter(prefix="/questionnaires", tags=["questionnaires"])
_CONTRIBUTOR, _REVIEWER = [requires(Role.CONTRIBUTOR)], [requires(Role.REVIEWER)]


@router.patch("/{questionnaire_id}/rows/{number}", dependencies=_CONTRIBUTOR)
def edit_row(
    questionnaire_id: str,
    number: RowNumber,
    changed: RowEdit,
    core: CoreDep,
    caller: CallerDep,
    if_match: MatchHeader = None,
) -> RowDetail:
    """Replace what a row says by a person's words; an approval is taken away by it.

    Send the row's `etag` in If-Match. 412: somebody else changed it in the meantime.
    """
    sent = changed.model_fields_set
    clear = "verdict" in sent and changed.verdict is None
    if not clear and changed.answer is None and changed.verdict is None and not changed.cells:
        raise RefusedError(INVALID, "say what changes: answer, verdict or cells")
    run = _run(core, questionnaire_id, caller)
    check = all_of(
        may(caller, {number: needed(if_match, f"row {number}")}),
        only_reviewers_change_what_is_signed(caller),
    )
    cells = {address.strip().upper(): text for address, text in (changed.cells or {}).items()}
    edit = Edit(changed.answer, changed.verdict, clear, cells or None)
    desk_of(core).edit(run.id, number, edit, caller.actor, check)
    return row_detail(core, run.id, number, caller.audience)


@router.post("/{questionnaire_id}/rows/submit", dependencies=_CONTRIBUTOR)
def submit_rows(
    questionnaire_id: str, meant: RowsRequest, core: CoreDep, caller: CallerDep
) -> RowsChanged:
    """Put drafted rows up for review."""
    run = _run(core, questionnaire_id, caller)
    review.submit(core.base.records, run.id, meant.numbers, caller.actor, _check(caller, meant))
    return _changed(core, run, meant.numbers, caller)


@router.post("/{questionnaire_id}/rows/approve", dependencies=_REVIEWER)
def approve_rows(
    questionnaire_id: str, meant: ApproveRequest, core: CoreDep, caller: CallerDep
) -> RowsChanged:
    """Sign rows. Unless they are `named`, those that need a look of their own are left out."""
    found, _ = shown(core, questionnaire_id, caller.audience)
    left = {} if meant.named else review.not_in_bulk(found.rows, found.summary, set(meant.numbers))
    signed = [number for number in meant.numbers if number not in left]
    if not meant.dry_run:
        check = _check(caller, meant)
        review.approve(core.base.records, found.run.id, signed, caller.actor, check)
    return _changed(core, found.run, signed, caller, left)


@router.post("/{questionnaire_id}/rows/reject", dependencies=_REVIEWER)
def reject_rows(
    questionnaire_id: str, meant: RejectRequest, core: CoreDep, caller: CallerDep
) -> RowsChanged:
    """Turn rows down: nothing of them goes into the customer's file, until they are edited."""
    run = _run(core, questionnaire_id, caller)
    check = _check(caller, meant)
    review.reject(core.base.records, run.id, meant.numbers, caller.actor, meant.why, check)
    return _changed(core, run, meant.numbers, caller)


@router.post("/{questionnaire_id}/rows/assign", dependencies=_CONTRIBUTOR)
def assign_rows(
    questionnaire_id: str, meant: AssignRequest, core: CoreDep, caller: CallerDep
) -> RowsChanged:
    """Say who sees to rows, and until when."""
    run = _run(core, questionnaire_id, caller)
    check = _check(caller, meant)
    actor, owner = caller.actor, meant.owner
    review.assign(core.base.records, run.id, meant.numbers, actor, owner, meant.due, check)
    return _changed(core, run, meant.numbers, caller)


@router.post("/{questionnaire_id}/rows/{number}/undo", dependencies=_CONTRIBUTOR)
def undo_change(
    questionnaire_id: str,
    number: RowNumber,
    core: CoreDep,
    caller: CallerDep,
    if_match: MatchHeader = None,
) -> RowDetail:
    """Take back a person's last change of a row; what a reviewer decided takes a reviewer."""
    run = _run(core, questionnaire_id, caller)
    signed = only_reviewers_change_what_is_signed(caller)
    check = all_of(may(caller, {number: if_match}), signed)
    result = all_of(may(caller, {}), signed)
    review.undo(core.base.records, run.id, caller.actor, number, check, result)
    return row_detail(core, run.id, number, caller.audience)


@router.post("/{questionnaire_id}/to-library", dependencies=_REVIEWER)
def file_rows(
    questionnaire_id: str, meant: FileRequest, core: CoreDep, caller: CallerDep
) -> FiledRows:
    """Put approved rows into the library of approved answers; those it has already stay."""
    found, _ = shown(core, questionnaire_id, caller.audience)
    filed = desk_of(core).to_library(found.run.id, meant.numbers, caller.actor, caller.audience)
    return FiledRows(
        added=[entry_form(entry) for entry in filed.added],
        left=[LeftOut(row=number, why=why) for number, why in filed.left],
    )


def _run(core: Core, identity: str, caller: Caller) -> Run:
    with core.base.records.read() as connection:
        return run_seen(connection, identity, caller.audience)


def _check(caller: Caller, meant: RowsRequest) -> Check:
    return may(caller, dict(meant.etags))


def _changed(
    core: Core,
    run: Run,
    numbers: Sequence[int],
    caller: Caller,
    left: dict[int, str] | None = None,
) -> RowsChanged:
    found, _ = shown(core, run.id, caller.audience)
    rows = Rows(found.rows, found.summary)
    return RowsChanged(
        rows=[rows.line(row) for row in found.rows if row.number in set(numbers)],
        left=[LeftOut(row=number, why=why) for number, why in sorted((left or {}).items())],
    )
