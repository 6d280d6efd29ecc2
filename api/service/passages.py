"""``GET /v1/passages/{chunk_id}``: a passage, opened in its document and version."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy.engine import Connection

from api.service.access import CoreDep, SightDep, requires, visible
from api.service.opening import opened
from api.service.responses import OpenedText
from api.service.roles import Role
from kb.errors import NotFoundError
from kb.records.schema import chunks
from kb.values import Audience, Collection

router = APIRouter(prefix="/passages", tags=["documents"], dependencies=[requires(Role.READER)])


class OpenedPassage(OpenedText):
    """A passage (``quote``) with what stands around it; ``page`` is the PDF's, from 1."""

    chunk_id: str
    heading: list[str]
    page: int | None
    collection: Collection
    audience: Audience
    source: str = Field(description="The file it was loaded from.")


@router.get("/{chunk_id}")
def open_passage(
    chunk_id: str,
    core: CoreDep,
    sight: SightDep,
    around: Annotated[
        int, Query(ge=0, le=5_000, description="Characters shown before and after.")
    ] = 400,
) -> OpenedPassage:
    """A passage of a hit or a citation, where it stands in the version it was taken from."""
    with core.base.records.read() as connection:
        passage = _passage(connection, chunk_id)
        try:
            row = visible(connection, passage["document_id"], sight, passage["version"])
        except NotFoundError as error:
            # What may not be seen is not there, and its document is not told either.
            raise _absent(chunk_id) from error
    shown = opened(row, passage["start"], passage["end"], around)
    named = {"chunk_id": chunk_id, "heading": passage["heading"], "page": passage["page"]}
    return OpenedPassage.model_validate({**shown, **named, "source": row["source_key"]})


def _passage(connection: Connection, chunk_id: str) -> dict[str, Any]:
    query = sa.select(chunks).where(chunks.c.id == chunk_id)
    found = connection.execute(query).mappings().one_or_none()
    if found is None:
        raise _absent(chunk_id)
    return dict(found)


def _absent(chunk_id: str) -> NotFoundError:
    return NotFoundError(f"there is no passage {chunk_id}")
