"""Taking a questionnaire in, saying how it is read, and taking it out again."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile

from api.service.access import CallerDep, CoreDep, requires
from api.service.keys import Caller
from api.service.problems import FORBIDDEN, KINDS, RefusedError
from api.service.questionnaires.finding import desk_of, idle
from api.service.questionnaires.preview_models import Preview
from api.service.questionnaires.reading import previewed
from api.service.questionnaires.requests import Mapping
from api.service.questionnaires.running import begin
from api.service.receiving import received
from api.service.roles import Role
from api.service.storing import safe_name
from ingest.questionnaires.handling import read_as_told
from kb.errors import UnreadableError
from kb.questionnaires.desk import Questionnaires
from kb.questionnaires.run import Options, Run
from kb.questionnaires.sight import run_seen
from kb.records import questionnaires as stored
from kb.values import Audience
from kb.values.questionnaires import ColumnMap, Questionnaire

router = APIRouter(
    prefix="/questionnaires",
    tags=["questionnaires"],
    dependencies=[requires(Role.CONTRIBUTOR)],
)
_Word = Annotated[str, Form(max_length=200)]


@router.post("", status_code=201)
def load_questionnaire(
    core: CoreDep,
    caller: CallerDep,
    file: Annotated[
        UploadFile, File(description="The customer's file: .xlsx, .csv, .docx, .pdf, .json, .txt.")
    ],
    audience: Annotated[
        Audience | None,
        Form(description="What the customer may see; the key's own audience if left out."),
    ] = None,
    customer: Annotated[
        str, Form(max_length=200, description="Who asks; shows what they were told before.")
    ] = "",
    due: Annotated[date | None, Form(description="Until when: 2026-12-31.")] = None,
    with_evidence: Annotated[bool, Form(description="Name the sources in the comment.")] = False,
    organisation: Annotated[
        list[_Word] | None,
        Form(max_length=20, description='Our own names, for which "we" may be said.'),
    ] = None,
    product: Annotated[
        str,
        Form(max_length=200, description="Give the answers that were approved for this product."),
    ] = "",
    run: Annotated[bool, Form(description="Begin to answer it at once.")] = False,
) -> Preview:
    """Read a customer's questionnaire, and show what was found in it before anything is answered.

    It is read in a process of its own, with limits. Where it was read wrongly, or no question was
    found, `PUT /v1/questionnaires/{id}/mapping` says how it is to be read.
    """
    level = audience or caller.audience.base
    if level not in caller.audience.sees():
        raise RefusedError(
            FORBIDDEN,
            f"this key sees what is for {caller.audience.value} eyes and cannot answer for "
            f"{level.value} ones",
        )
    own = tuple(name for one in organisation or () if (name := " ".join(one.split())))
    options = Options(level, with_evidence, own, product=" ".join(product.split()))
    desk = desk_of(core)
    with received(file, core.base.settings.upload_bytes) as path:
        found = _read(desk, path, (), caller)
        data = path.read_bytes()
        made = desk.start(
            found, data, options, customer=customer, due=due, empty=True, by=caller.actor
        )
    if run and found.items:
        begin(core, caller, made, again=False)
    return previewed(core, made.id, caller.audience)


@router.put("/{questionnaire_id}/mapping")
def correct_mapping(
    questionnaire_id: str, mapping: Mapping, core: CoreDep, caller: CallerDep
) -> Preview:
    """Say how the columns of the file are to be read, and read it again.

    Remembered for files of the same form. 409 once a question has been answered: load the file
    again, which is then read so, and keeps what was approved.
    """
    desk = desk_of(core)
    with core.base.records.read() as connection:
        run = run_seen(connection, questionnaire_id, caller.audience)
        idle(connection, run.id)
        stored.unanswered(connection, run)
    if mapping.forget:
        desk.forget(run.shape, caller.actor)
    maps = tuple(one.value() for one in mapping.sheets)
    made = desk.reread(run.id, _stored(desk, run, maps, caller), caller.actor)
    return previewed(core, made.id, caller.audience)


@router.delete("/{questionnaire_id}", status_code=204)
def remove_questionnaire(questionnaire_id: str, core: CoreDep, caller: CallerDep) -> None:
    """Delete a questionnaire that nobody has worked on; 409 for one that was."""
    with core.base.records.read() as connection:
        run = run_seen(connection, questionnaire_id, caller.audience)
        idle(connection, run.id)
    desk_of(core).remove(run.id, caller.actor)


def _stored(
    desk: Questionnaires, run: Run, maps: tuple[ColumnMap, ...], caller: Caller
) -> Questionnaire:
    """The run's file, read again."""
    with tempfile.TemporaryDirectory(prefix="vouch-") as folder:
        path = Path(folder) / safe_name(run.name)
        path.write_bytes(desk.file(run.id))
        return _read(desk, path, maps, caller)


def _read(
    desk: Questionnaires, path: Path, maps: tuple[ColumnMap, ...], caller: Caller
) -> Questionnaire:
    try:
        return read_as_told(desk, path, maps, caller.actor)
    except UnreadableError as error:
        kind = KINDS[next(c for c in type(error).__mro__ if c in KINDS)]
        raise RefusedError(kind, f"{path.name}: {error}") from error
