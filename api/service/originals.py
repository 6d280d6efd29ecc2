"""The uploaded file behind a document: a page of it as a picture, and the file itself."""

import hashlib
import threading
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse

from api.service.access import CoreDep, SightDep, requires, visible
from api.service.core import Core
from api.service.documents import VersionQuery
from api.service.problems import INVALID, RefusedError
from api.service.roles import Role
from api.service.storing import FOLDER
from kb.errors import NotFoundError
from kb.records.schema import files
from kb.records.sources import details

router = APIRouter(prefix="/documents", tags=["documents"], dependencies=[requires(Role.READER)])

#: What a page is drawn with at most; a usual one takes a tenth of a second and 50 MB.
_SECONDS, _MEGABYTES = 15.0, 600
#: Pages drawn at once: each takes a process.
_DRAWING = threading.BoundedSemaphore(2)
#: A browser that opens what a stranger made may run nothing of it, nor guess what it is.
_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox"}
Offset = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


class PngResponse(Response):
    """A picture."""

    media_type = "image/png"


@router.get("/{document_id}/page", response_class=PngResponse)
def show_page(
    document_id: str,
    core: CoreDep,
    sight: SightDep,
    number: Annotated[int, Query(ge=1, le=100_000, description="The page, from 1.")],
    version: VersionQuery = None,
    start: Offset = None,
    end: Offset = None,
) -> PngResponse:
    """A page of an uploaded PDF as PNG, with the text from `start` to `end` marked.

    Offsets are a citation's. The header `X-Marks` says how many pieces are marked: 0 when the text
    stands on another page. 404 when the original is not kept.
    """
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight, version)
    quote = _quote(row, start, end)
    path = _original(core, row)
    if not _is_pdf(path):
        raise NotFoundError(f"{path.name} is no PDF and has no pages; open its text instead")
    with _DRAWING:
        drawn = _draw(core, path, number, quote)
    return PngResponse(drawn.png, headers=_HEADERS | {"X-Marks": str(drawn.marks)})


@router.get("/{document_id}/file", response_class=FileResponse)
def show_file(
    document_id: str, core: CoreDep, sight: SightDep, version: VersionQuery = None
) -> FileResponse:
    """The uploaded file of a document, to be saved: it is never shown as a page.

    404 when the original is not kept.
    """
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight, version)
    path = _original(core, row)
    return FileResponse(path, 200, _HEADERS, "application/octet-stream", filename=path.name)


def _quote(row: dict[str, Any], start: int | None, end: int | None) -> str:
    first, last = start or 0, start or 0 if end is None else end
    if not first <= last <= len(row["text"]):
        raise RefusedError(
            INVALID,
            f"characters {first} to {last} do not lie in version {row['number']}, "
            f"which has {len(row['text'])}",
        )
    return str(row["text"][first : min(last, first + 10_000)])


def _original(core: Core, row: dict[str, Any]) -> Path:
    """The upload a version was read from. ``NotFoundError`` where it is not kept.

    Only the latest upload of a name is kept; a version whose words are the same came from it too.
    """
    absent = NotFoundError(
        f"the original of {row['title']}, version {row['number']}, is not kept here: only the "
        "latest upload of a file is; open the version's text instead"
    )
    uploads = core.base.settings.home / FOLDER
    named = row["source_key"]
    with core.base.records.read() as connection:
        current = details(connection, row["id"])
        known = sa.select(files).where(files.c.path.in_([named, named.rpartition("#")[0]]))
        found = connection.execute(known).mappings().all()
    if current["text_hash"] != row["text_hash"] or not found:
        raise absent
    seen = max(found, key=lambda file: len(file["path"]))
    path = Path(seen["path"])
    if uploads not in (path.parent, path.parent.parent) or path.is_symlink() or not path.is_file():
        raise absent
    with path.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != seen["sha256"]:
            raise absent
    if seen["status"] != "loaded":
        raise absent
    return path


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as stream:
        return b"%PDF-" in stream.read(1_024)


def _draw(core: Core, path: Path, number: int, quote: str) -> Any:
    from ingest.limits import Limits
    from ingest.sandbox import ReaderPool

    given = core.base.settings.limits.model_dump()
    given["seconds"] = min(given["seconds"], _SECONDS)
    given["memory_mb"] = min(given["memory_mb"], _MEGABYTES)
    with ReaderPool(Limits(**given)) as pool:
        return pool.picture(path, number, quote)
