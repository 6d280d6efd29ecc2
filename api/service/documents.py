"""The documents: the list, one with all that is known about it, and taking one out."""

from collections import Counter
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.service.access import CallerDep, CoreDep, SightDep, visible
from api.service.responses import DocumentDetail, DocumentList
from kb.records.documents import remove
from kb.records.sources import listing
from kb.values import Collection

router = APIRouter(prefix="/documents", tags=["documents"])

VersionQuery = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="A stored version; the current one if left.")
]


@router.get("")
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


@router.get("/{document_id}")
def show_document(
    document_id: str, core: CoreDep, sight: SightDep, version: VersionQuery = None
) -> DocumentDetail:
    """One version of a document: what it says about itself, its versions, and what was left out."""
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight, version)
    history = [
        {**past, "version": past["number"]}
        for past in row["history"]
        if sight.level == 2 or past["number"] == row["current"]
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


@router.delete("/{document_id}", status_code=204)
def remove_document(document_id: str, core: CoreDep, caller: CallerDep) -> None:
    """Take a document out of every answer from now on; its versions stay readable.

    To erase one for good, stop the service and use `vouch sources purge`.
    """
    with core.turn, core.base.writing("remove"):
        with core.base.records.write() as connection:
            visible(connection, document_id, caller.audience)
            remove(connection, document_id)
        core.base.follow()


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
