"""``POST /v1/library/import`` and ``GET /v1/library/export``."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from api.service.access import CallerDep, CoreDep, SightDep, requires
from api.service.attachments import attachment, file_response
from api.service.core import Core
from api.service.keys import Caller
from api.service.library.models import ImportedRow, ImportReport, RefusedRow
from api.service.problems import FORBIDDEN, INVALID, KINDS, RefusedError
from api.service.receiving import received
from api.service.roles import Role
from ingest.library_export import library_bytes
from ingest.library_files import Found, Row, read_library
from kb.errors import UnreadableError, VouchError
from kb.library.entry import State
from kb.library.library import Taken
from kb.library.shelf import Shelf
from kb.records import audit

router = APIRouter(prefix="/library", tags=["library"])


@router.post("/import", dependencies=[requires(Role.CONTRIBUTOR)])
def import_entries(
    core: CoreDep,
    caller: CallerDep,
    file: Annotated[UploadFile, File(description="A .csv, .xlsx or .json file.")],
    columns: Annotated[
        str,
        Form(
            max_length=2_000,
            description="Columns that are not found by their headers, by header or letter: "
            "`question=C,answer=Response,verdict=E`.",
        ),
    ] = "",
    dry_run: Annotated[bool, Form(description="Only say what would happen.")] = False,
    approve: Annotated[
        bool, Form(description="Approve what is added; needs the role reviewer.")
    ] = False,
) -> ImportReport:
    """Take in answers from a past questionnaire, or from an export; drafts unless `approve`.

    A question that is there already, in whatever words, is named and left out. Rows for a higher
    audience than the key's are refused; a row that names no audience gets the key's.
    """
    if approve and not caller.role.holds(Role.REVIEWER):
        raise RefusedError(
            FORBIDDEN, f"approving needs the role reviewer, and {caller.name} has not got it"
        )
    found = _read(core, file, _mapping(columns))
    rows, refused = _allowed(found, caller)
    library = core.base.library
    drafts = [row.draft for row in rows]
    if dry_run:
        taken = library.would_take(drafts, caller.audience)
    else:
        taken = library.take(drafts, caller.actor, approve=approve, audience=caller.audience)
    return _report(rows, taken, refused, found.passed, dry_run=dry_run)


@router.get(
    "/export",
    dependencies=[requires(Role.REVIEWER)],
    response_class=Response,
    responses=file_response("The library as a file that the import reads back."),
)
def export_entries(
    core: CoreDep,
    caller: CallerDep,
    sight: SightDep,
    form: Annotated[Literal["csv", "xlsx", "json"], Query(description="The kind of file.")] = "csv",
    state: Annotated[State | None, Query(description="Only in this state.")] = None,
) -> Response:
    """The library as a file. No cell of it is a formula."""
    with core.base.records.read() as connection:
        shelf = Shelf(connection, date.today(), sight)
        entries = [one.entry for one in shelf.all() if state in (None, one.entry.state)]
    data = library_bytes(f".{form}", entries)
    with core.base.records.write() as connection:
        payload = {"entries": len(entries), "form": form, "audience": sight.value}
        audit.append(connection, "library.export", payload, actor=caller.actor)
    return attachment(data, f"library-{date.today().isoformat()}.{form}")


def _mapping(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if any(not (name.strip() and mark and where.strip()) for name, mark, where in pairs):
        raise RefusedError(INVALID, f"columns {text!r}: write it as question=C,answer=Response")
    return {name.strip(): where.strip() for name, _, where in pairs}


def _read(core: Core, file: UploadFile, mapped: dict[str, str]) -> Found:
    """The drafts in an uploaded file; what is said of it names the file as its sender does."""
    with received(file, core.base.settings.upload_bytes) as path:
        try:
            return read_library(path, mapped)
        except VouchError as error:
            said = str(error).replace(str(path), path.name)
            said = said.replace('--map "question=C,answer=E"', "columns=question=C,answer=E")
            raise RefusedError(KINDS[UnreadableError], said) from error


def _allowed(found: Found, caller: Caller) -> tuple[list[Row], list[RefusedRow]]:
    rows: list[Row] = []
    refused = [RefusedRow(place=place, reason=why) for place, why in found.refused]
    for row in found.rows:
        draft = row.draft
        if not row.audience_given:
            draft = replace(draft, audience=caller.audience.base)
        if draft.audience in caller.audience.sees():
            rows.append(replace(row, draft=draft))
        else:
            reason = f"it is for {draft.audience.value} eyes, this key is {caller.audience.value}"
            refused.append(RefusedRow(place=row.place, reason=reason))
    return rows, refused


def _report(
    rows: list[Row], taken: Taken, refused: list[RefusedRow], passed: int, *, dry_run: bool
) -> ImportReport:
    repeated = dict(taken.repeated)
    wrong = dict(taken.refused)
    fresh = [at for at in range(len(rows)) if at not in repeated and at not in wrong]
    made = [entry.id or None for entry in taken.added]
    return ImportReport(
        dry_run=dry_run,
        added=[_line(rows[at], entry) for at, entry in zip(fresh, made, strict=True)],
        repeated=[_line(rows[at], entry.id or None) for at, entry in sorted(repeated.items())],
        refused=[
            *refused,
            *(RefusedRow(place=rows[at].place, reason=why) for at, why in sorted(wrong.items())),
        ],
        without_answer=passed,
    )


def _line(row: Row, entry: str | None) -> ImportedRow:
    draft = row.draft
    return ImportedRow(
        place=row.place,
        question=draft.question,
        answer=draft.answer,
        verdict=draft.verdict,
        entry=entry,
    )
