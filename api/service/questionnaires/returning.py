"""Giving a questionnaire back: the customer's own file, filled, and the report beside it."""

import json
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.service.access import CallerDep, CoreDep, SightDep, requires
from api.service.attachments import attachment, file_response
from api.service.problems import INVALID, RefusedError
from api.service.questionnaires.finding import desk_of, shown
from api.service.roles import Role
from api.service.storing import safe_name
from ingest.questionnaires.handling import NO_ANSWERS, hand_over, report_rows
from ingest.questionnaires.writing import write_report
from kb.questionnaires.desk import Shown
from kb.questionnaires.reporting import leaving, report_lines

router = APIRouter(prefix="/questionnaires", tags=["questionnaires"])
DocumentForm = Literal["html", "md", "xlsx"]


@router.get(
    "/{questionnaire_id}/export",
    dependencies=[requires(Role.REVIEWER)],
    response_class=Response,
    responses=file_response("The customer's file with the answers in it."),
)
def export_questionnaire(
    questionnaire_id: str,
    core: CoreDep,
    caller: CallerDep,
    approved: Annotated[bool, Query(description="Only rows that a person approved.")] = False,
    form: Annotated[
        DocumentForm | None,
        Query(description="For a PDF or a text, which take no answers: a document of its own."),
    ] = None,
) -> Response:
    """The customer's own file, filled; nothing but answer cells is changed, and that is proved.

    That it was given out is noted: from then on, what it says counts as told. The headers
    X-Vouch-Written and X-Vouch-Refused say how many cells were written, and how many could not be;
    `last_export` of the questionnaire names those, and says why.
    """
    found, _ = shown(core, questionnaire_id, caller.audience)
    if found.run.kind not in NO_ANSWERS and form is not None:
        raise RefusedError(
            INVALID, f"form is for a PDF or a text; {found.run.name} is filled itself"
        )
    desk = desk_of(core)
    writes = leaving(found.rows, approved_only=approved)
    name = Path(safe_name(found.run.name))
    with tempfile.TemporaryDirectory(prefix="vouch-") as folder:
        if found.run.kind in NO_ANSWERS:
            target = Path(folder) / f"{name.stem} (answers).{form or 'html'}"
            write_report(target, report_rows(found.rows, report_lines(found.rows, ())))
            written, refused = len(writes), 0
            desk.exported(found.run.id, caller.actor, target=target.name, written=written)
        else:
            target = Path(folder) / f"{name.stem} (filled){name.suffix}"
            result = hand_over(desk, found, target, writes, caller.actor)
            written, refused = len(result.places), len(result.refused)
        data = target.read_bytes()
    counts = {"X-Vouch-Written": str(written), "X-Vouch-Refused": str(refused)}
    return attachment(data, target.name, counts)


@router.get(
    "/{questionnaire_id}/report",
    dependencies=[requires(Role.CONTRIBUTOR)],
    response_class=Response,
    responses=file_response("The report beside the filled file, with the evidence."),
)
def report_questionnaire(
    questionnaire_id: str,
    core: CoreDep,
    sight: SightDep,
    form: Annotated[
        Literal["jsonl", "html", "csv", "xlsx", "md"], Query(description="The kind of file.")
    ] = "jsonl",
) -> Response:
    """Every question with its answer, its evidence, and why it is blank, for reviewers."""
    found, _ = shown(core, questionnaire_id, sight)
    name = f"{Path(safe_name(found.run.name)).stem} (report).{form}"
    return attachment(_report(found, form), name)


def _report(found: Shown, form: str) -> bytes:
    lines = report_lines(found.rows, {w.place for w in leaving(found.rows)})
    if form == "jsonl":
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines).encode()
    with tempfile.TemporaryDirectory(prefix="vouch-") as folder:
        target = Path(folder) / f"report.{form}"
        write_report(target, report_rows(found.rows, lines))
        return target.read_bytes()
