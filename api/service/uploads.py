"""``POST /v1/documents``: files in, the load's report out, at once or by a job."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import JSONResponse

from api.jobs import loading
from api.jobs.loading import Upload
from api.service.access import CallerDep, CoreDep, requires
from api.service.core import Core
from api.service.jobs import JobLine, job_line
from api.service.keys import Caller
from api.service.places import places
from api.service.problems import FORBIDDEN, KINDS, RefusedError
from api.service.responses import LoadReport
from api.service.roles import Role
from api.service.storing import FOLDER, Staged, stage
from kb.errors import UnreadableError
from kb.values import Audience, Collection

router = APIRouter(
    prefix="/documents", tags=["documents"], dependencies=[requires(Role.CONTRIBUTOR)]
)

#: Longest wait for another load, in seconds, before the sender is asked to come by again.
_PATIENCE = 30.0


@router.post(
    "",
    response_model=LoadReport,
    responses={202: {"model": JobLine, "description": "The job that loads them (wait=false)."}},
)
def load_documents(
    core: CoreDep,
    caller: CallerDep,
    file: Annotated[
        list[UploadFile],
        File(max_length=100, description="Documents, or zip archives of documents."),
    ],
    collection: Annotated[
        Literal["policy", "framework", "reference"],
        Form(description="What they prove: what we do, what a standard requires, or guidance."),
    ] = "policy",
    audience: Annotated[
        Audience | None, Form(description="Who may see them; else the setting VOUCH_AUDIENCE.")
    ] = None,
    product: Annotated[
        str, Form(max_length=200, description="The one product they are about, if they are.")
    ] = "",
    wait: Annotated[
        bool, Form(description="Answer with the report, or at once with the job that loads them.")
    ] = True,
) -> Response | LoadReport:
    """Load files, or load them again: one of the same name becomes a new version.

    Files of which nothing could be read are a problem (422) with the report in it.
    """
    settings = core.base.settings
    level = audience or Audience(settings.audience)
    _check_audience(caller, level)
    sent = [(one.filename or "", one.file) for one in file]
    staged = stage(sent, settings.home, settings.upload_bytes)
    staged = _placed(core, staged, level, caller.audience)
    upload = Upload(staged, Collection(collection), level, caller.audience, product.strip())
    if not wait:
        job = core.jobs.submit(
            loading.KIND,
            upload.as_args(),
            actor=caller.actor,
            audience=caller.audience,
            identity=staged.identity,
        )
        headers = {"Location": f"/v1/jobs/{job.id}"}
        return JSONResponse(job_line(job).model_dump(mode="json"), 202, headers)
    try:
        body = loading.load(core.base, upload, patience=_PATIENCE, actor=caller.actor)
    finally:
        staged.drop()
    if problem := loading.nothing_read(body):
        raise RefusedError(KINDS[UnreadableError], problem, report=body)
    return LoadReport.model_validate(body)


def _placed(core: Core, staged: Staged, level: Audience, sight: Audience) -> Staged:
    folder = str(core.base.settings.home / FOLDER)
    with core.base.records.read() as connection:
        return replace(staged, names=places(connection, folder, staged.names, level, sight))


def _check_audience(caller: Caller, level: Audience) -> None:
    if not caller.audience.covers(level):
        raise RefusedError(
            FORBIDDEN,
            f"this key sees {caller.audience.value} documents and cannot load {level.value} ones",
        )
