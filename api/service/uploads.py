"""``POST /v1/documents``: a file in, the load's report out."""

from pathlib import Path
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, File, Form, UploadFile

from api.service.access import CallerDep, CoreDep
from api.service.core import Core
from api.service.keys import Caller
from api.service.problems import FORBIDDEN, KINDS, RefusedError
from api.service.responses import LoadReport
from api.service.storing import save
from ingest.intake import Options
from ingest.load import Loader
from ingest.report import FileStatus, Report
from kb.errors import UnreadableError
from kb.records import files
from kb.records.schema import origins
from kb.values import Audience, Collection

router = APIRouter(prefix="/documents", tags=["documents"])

_NOTHING = (FileStatus.FAILED, FileStatus.SKIPPED)


@router.post("")
def load_document(
    core: CoreDep,
    caller: CallerDep,
    file: Annotated[UploadFile, File(description="A document, or a zip archive of documents.")],
    collection: Annotated[
        Literal["policy", "framework", "reference"],
        Form(description="What it proves: what we do, what a standard requires, or guidance."),
    ] = "policy",
    audience: Annotated[
        Audience | None, Form(description="Who may see it; else the setting VOUCH_AUDIENCE.")
    ] = None,
) -> LoadReport:
    """Load a file, or load it again: one of the same name becomes a new version.

    A file of which nothing could be read is a problem (422) with the report in it.
    """
    settings = core.base.settings
    level = audience or Audience(settings.audience)
    _check_audience(caller, level)
    options = Options(Collection(collection), level, True, settings.chunk_words)
    with core.turn, core.base.writing("upload"):
        path = save(file.file, settings.home, file.filename or "", settings.upload_bytes)
        with core.base.records.write() as connection:
            # A document taken out earlier comes back when its file is uploaded again.
            files.forget(connection, str(path))
        report = Loader(core.base, options).load([path])
    body = _report(report, path, _loaded_ids(core, path))
    if report.failures and all(outcome.status in _NOTHING for outcome in report.files):
        problem = "; ".join(outcome.problem for outcome in report.failures)
        raise RefusedError(KINDS[UnreadableError], f"{path.name}: {problem}", report=body)
    return LoadReport.model_validate(body)


def _check_audience(caller: Caller, level: Audience) -> None:
    if level.level > caller.audience.level:
        raise RefusedError(
            FORBIDDEN,
            f"this key sees {caller.audience.value} documents and cannot load {level.value} ones",
        )


def _loaded_ids(core: Core, path: Path) -> list[str]:
    with core.base.records.read() as connection:
        query = sa.select(origins.c.document_id).where(origins.c.path == str(path))
        return sorted(connection.execute(query).scalars())


def _report(report: Report, path: Path, ids: list[str]) -> dict[str, Any]:
    """The report, with paths as the uploader knows them."""
    folder = f"{path.parent}/"
    return {
        "counts": report.counts,
        "documents": report.documents,
        "passages": report.chunks,
        "document_ids": ids,
        "seconds": round(report.seconds, 2),
        "files": [
            {
                "path": outcome.path.removeprefix(folder),
                "status": outcome.status.value,
                "documents": outcome.documents,
                "passages": outcome.chunks,
                "problem": outcome.problem or None,
                "warnings": list(outcome.warnings),
            }
            for outcome in report.files
        ],
        "near_duplicates": [
            {"first": pair.first, "second": pair.second, "similarity": pair.similarity}
            for pair in report.near_duplicates
        ],
    }
