"""The documents: the list, and one with all that is known about it."""

from collections import Counter
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.service.access import CoreDep, SightDep, requires, visible
from api.service.responses import DocumentDetail, DocumentList
from api.service.roles import Role
from kb.records.sources import listing
from kb.values import Audience, Collection

router = APIRouter(prefix="/documents", tags=["documents"])

VersionQuery = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="A stored version; the current one if left.")
]


@router.get("", dependencies=[requires(Role.READER)])
def list_documents(
    core: CoreDep,
    sight: SightDep,
    collection: Annotated[Collection | None, Query(description="Only this collection.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> DocumentList:
    """The live documents, by collection and title."""
    with core.base.records.read() as connection:
        rows = listing(connection)
    seen = [row for row in rows if row["audience"] in sight.sees()]
    counted = Counter(row["collection"] for row in seen)
    if collection is not None:
        seen = [row for row in seen if row["collection"] == collection]
    return DocumentList.model_validate(
        {
            "total": len(seen),
            "limit": limit,
            "offset": offset,
            "collections": {c.value: counted[c.value] for c in Collection},
            "documents": [_line(row) for row in seen[offset : offset + limit]],
        }
    )


@router.get("/{document_id}", dependencies=[requires(Role.READER)])
def show_document(
    document_id: str, core: CoreDep, sight: SightDep, version: VersionQuery = None
) -> DocumentDetail:
    """One version of a document: what it says about itself, its versions, and what was left out."""
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight, version)
    return detail(row, sight)


def detail(row: dict[str, Any], sight: Audience) -> DocumentDetail:
    """What ``sight`` is shown of a version, from ``visible``."""
    history = [
        {**past, "version": past["number"]}
        for past in row["history"]
        if sight is Audience.INTERNAL or past["number"] == row["current"]
    ]
    return DocumentDetail.model_validate(
        {
            **row,
            **_line(row | {"current": row["number"]}),
            "current": row["current"],
            "characters": len(row["text"]),
            "history": history,
            "dropped": [{"reason": reason, "text": text} for reason, text in row["dropped"]],
        }
    )


def _line(row: dict[str, Any]) -> dict[str, Any]:
    limits = [day for day in (row["review_by"], row["valid_until"]) if day is not None]
    return {
        **row,
        "version": row["current"],
        "expired": bool(limits) and min(limits) < date.today(),
        "passages": row["chunks"] or 0,
        "external_id": row["external_id"] or None,
        "source": row["source_key"],
    }
