"""The versions of a document, and what changed from one to another."""

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.service.access import CoreDep, SightDep, may_see_version, requires, visible
from api.service.paging import Limit, Offset
from api.service.problems import INVALID, RefusedError
from api.service.roles import Role

router = APIRouter(prefix="/documents", tags=["documents"], dependencies=[requires(Role.READER)])

#: Most blocks of a version that are compared, and most characters shown of one.
_BLOCKS, _SHOWN = 20_000, 2_000
_FACTS = ("title", "reference", "owner", "label", "status", "effective", "review_by", "valid_until")
Number = Annotated[int, Query(ge=1, le=2**31 - 1)]


class VersionLine(BaseModel):
    """A version; ``label`` is what the document itself calls it."""

    version: int
    label: str
    loaded_at: str
    superseded_at: str | None


class VersionList(BaseModel):
    """The versions that the caller may see, the earliest first; ``current`` is in force."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "document_id": "90d75915495e3046",
                    "current": 1,
                    "versions": [
                        {
                            "version": 1,
                            "label": "2.1",
                            "loaded_at": "2026-03-01T09:00:00.000Z",
                            "superseded_at": None,
                        }
                    ],
                }
            ]
        }
    )
    document_id: str
    current: int
    versions: list[VersionLine]


class BlockShown(BaseModel):
    """A block of a version; ``text`` is cut at 2,000 characters, ``start`` to ``end`` is not."""

    kind: str
    page: int | None
    start: int
    end: int
    text: str


class Change(BaseModel):
    """A block that is there no more, is new, or says something else."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    kind: Literal["added", "removed", "changed"]
    from_: BlockShown | None = Field(alias="from")
    to: BlockShown | None


class FactChange(BaseModel):
    """Something the document says about itself that has changed."""

    name: str
    before: str | date | None
    after: str | date | None


class Changes(BaseModel):
    """What changed from one version to another, in the order of the text."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    document_id: str
    from_: int = Field(alias="from")
    to: int
    facts: list[FactChange]
    counts: dict[str, int]
    total: int
    limit: int
    offset: int
    changes: list[Change]


@router.get("/{document_id}/versions")
def list_versions(document_id: str, core: CoreDep, sight: SightDep) -> VersionList:
    """The versions of a document; only `internal` sees those before the current one."""
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight)
    lines = [
        {**past, "version": past["number"]}
        for past in row["history"]
        if may_see_version(past, row["current"], sight)
    ]
    return VersionList.model_validate(
        {"document_id": document_id, "current": row["current"], "versions": lines}
    )


@router.get("/{document_id}/changes")
def show_changes(
    document_id: str,
    core: CoreDep,
    sight: SightDep,
    from_: Annotated[Number, Query(alias="from", description="The earlier version.")],
    to: Annotated[Number, Query(description="The later version.")],
    limit: Limit = 200,
    offset: Offset = 0,
) -> Changes:
    """What one version says that another does not, block by block."""
    with core.base.records.read() as connection:
        before = visible(connection, document_id, sight, from_)
        after = visible(connection, document_id, sight, to)
    for row in (before, after):
        if len(row["outline"]) > _BLOCKS:
            raise RefusedError(
                INVALID,
                f"version {row['number']} has {len(row['outline']):,} blocks; at most "
                f"{_BLOCKS:,} are compared, so open both with GET /v1/documents/{{id}}/text",
            )
    changes = list(_changes(before, after))
    counts = {k: sum(c["kind"] == k for c in changes) for k in ("added", "removed", "changed")}
    facts = [
        {"name": name, "before": before[name], "after": after[name]}
        for name in _FACTS
        if before[name] != after[name]
    ]
    return Changes.model_validate(
        {
            "document_id": document_id,
            "from": from_,
            "to": to,
            "facts": facts,
            "counts": counts,
            "total": len(changes),
            "limit": limit,
            "offset": offset,
            "changes": changes[offset : offset + limit],
        }
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[dict[str, Any]]:
    old, new = _blocks(before), _blocks(after)
    # Blocks that stand there hundreds of times are no landmarks: the matcher's own rule for them
    # keeps tables of thousands of like rows from taking for ever.
    matcher = SequenceMatcher(a=[_says(b) for b in old], b=[_says(b) for b in new])
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[i:j], new[k:m]
        for at in range(max(len(gone), len(come))):
            first = gone[at] if at < len(gone) else None
            second = come[at] if at < len(come) else None
            kind = "added" if first is None else "removed" if second is None else "changed"
            yield {"kind": kind, "from": first and _cut(first), "to": second and _cut(second)}


def _blocks(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "page": page, "start": start, "end": end, "text": row["text"][start:end]}
        for kind, _, page, start, end, _ in row["outline"]
    ]


def _says(block: dict[str, Any]) -> tuple[str, str]:
    return block["kind"], " ".join(block["text"].split())


def _cut(block: dict[str, Any]) -> dict[str, Any]:
    return block | {"text": block["text"][:_SHOWN]}
