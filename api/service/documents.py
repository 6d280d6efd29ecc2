"""The documents: the list, and one with all that is known about it."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from api.service.access import CoreDep, SightDep, may_see_version, requires, visible
from api.service.paging import Limit, Offset
from api.service.responses import DocumentDetail, DocumentList
from api.service.roles import Role
from kb.records.document_list import Wanted, find
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
    text: Annotated[
        str, Query(max_length=400, description="Words of the title, reference, owner or file.")
    ] = "",
    level: Annotated[
        Audience | None, Query(description="Only what this audience may see at the least.")
    ] = None,
    standing: Annotated[
        Literal["in_date", "expired", "incomplete"] | None,
        Query(description="In date, past a date, or not read whole."),
    ] = None,
    state: Annotated[
        Literal["live", "removed"],
        Query(description="Those in use, or those taken out, which only `internal` sees."),
    ] = "live",
    order: Annotated[
        Literal["title", "changed", "problems"],
        Query(description="By collection and title, the latest first, or what needs a look first."),
    ] = "title",
    limit: Limit = 100,
    offset: Offset = 0,
) -> DocumentList:
    """The documents that the caller may see."""
    # Whom a document that was taken out was meant for is not known any more.
    hidden = state == "removed" and sight.level < Audience.INTERNAL.level
    wanted = Wanted(
        () if hidden else sight.sees(),
        date.today(),
        removed=state == "removed",
        collection=collection,
        level=level,
        standing=standing,
        text=text,
        order=order,
    )
    with core.base.records.read() as connection:
        found = find(connection, wanted, limit, offset)
    return DocumentList.model_validate(
        {
            "total": found.total,
            "limit": limit,
            "offset": offset,
            "collections": {c.value: found.collections.get(c.value, 0) for c in Collection},
            "documents": [_line(row) for row in found.rows],
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
        if may_see_version(past, row["current"], sight)
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
        "incomplete": bool(row["truncated"] or row["warnings"]),
        "passages": row["chunks"] or 0,
        "external_id": row["external_id"] or None,
        "source": row["source_key"],
    }
