"""The headings of a document, and its passages in order."""

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.service.access import CoreDep, SightDep, requires, visible
from api.service.documents import VersionQuery
from api.service.paging import Limit, Offset, Page, page_of
from api.service.roles import Role
from kb.records.schema import chunks

router = APIRouter(prefix="/documents", tags=["documents"], dependencies=[requires(Role.READER)])

#: Most headings returned.
_HEADINGS = 5_000


class Heading(BaseModel):
    """A heading: its level from 1, and where it stands."""

    level: int
    text: str
    start: int
    page: int | None


class Outline(BaseModel):
    """The headings of a version, in the order of the text; ``total`` counts them all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "document_id": "90d75915495e3046",
                    "version": 1,
                    "total": 1,
                    "headings": [{"level": 2, "text": "3. Encryption", "start": 812, "page": 4}],
                }
            ]
        }
    )

    document_id: str
    version: int
    total: int
    headings: list[Heading]


class PassageLine(BaseModel):
    """A passage: characters ``start`` to ``end`` of the version's stored text."""

    chunk_id: str
    heading: list[str]
    page: int | None
    start: int
    end: int
    text: str


class PassageList(Page):
    """A page of the passages, in the order of the text."""

    model_config = page_of(
        "passages",
        {
            "chunk_id": "90d75915495e3046.1.7",
            "heading": ["Backup Policy", "3. Encryption"],
            "page": 4,
            "start": 1040,
            "end": 1087,
            "text": "All backups are encrypted at rest with AES-256.",
        },
        document_id="90d75915495e3046",
        version=1,
    )

    document_id: str
    version: int
    passages: list[PassageLine] = Field(description="What answers are made of.")


@router.get("/{document_id}/outline")
def show_outline(
    document_id: str, core: CoreDep, sight: SightDep, version: VersionQuery = None
) -> Outline:
    """The headings of a document's text."""
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight, version)
    found = [
        Heading(level=level, text=row["text"][start:end].strip()[:300], start=start, page=page)
        for kind, level, page, start, end, _ in row["outline"]
        if kind == "heading"
    ]
    return Outline(
        document_id=document_id,
        version=row["number"],
        total=len(found),
        headings=found[:_HEADINGS],
    )


@router.get("/{document_id}/passages")
def list_passages(
    document_id: str,
    core: CoreDep,
    sight: SightDep,
    version: VersionQuery = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> PassageList:
    """The passages of a document, as answers find them."""
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight, version)
        query = (
            sa.select(chunks)
            .where(chunks.c.document_id == document_id, chunks.c.version == row["number"])
            .order_by(chunks.c.ordinal)
            .limit(limit)
            .offset(offset)
        )
        found = [_passage(dict(one)) for one in connection.execute(query).mappings()]
    return PassageList(
        total=row["chunks"],
        limit=limit,
        offset=offset,
        document_id=document_id,
        version=row["number"],
        passages=found,
    )


def _passage(row: dict[str, Any]) -> PassageLine:
    names = ("heading", "page", "start", "end", "text")
    return PassageLine.model_validate(
        {"chunk_id": row["id"], **{name: row[name] for name in names}}
    )
