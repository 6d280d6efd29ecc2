"""``GET /v1/documents/{id}/text``: a citation, opened where it stands in the stored version."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.service.access import CoreDep, SightDep, requires, visible
from api.service.documents import VersionQuery
from api.service.problems import INVALID, RefusedError
from api.service.responses import OpenedText
from api.service.roles import Role

router = APIRouter(prefix="/documents", tags=["documents"], dependencies=[requires(Role.READER)])

#: Most characters returned between ``start`` and ``end``; ask again from the end for more.
LONGEST = 100_000
Offset = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("/{document_id}/text")
def open_text(
    document_id: str,
    core: CoreDep,
    sight: SightDep,
    version: VersionQuery = None,
    start: Offset = 0,
    end: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
    around: Annotated[
        int, Query(ge=0, le=5_000, description="Characters shown before and after.")
    ] = 400,
) -> OpenedText:
    """The stored text from `start` to `end`, with what stands around it, for any version.

    Offsets are a citation's. `before` and `after` are cut at a word, up to `around` characters.
    """
    with core.base.records.read() as connection:
        row = visible(connection, document_id, sight, version)
    return OpenedText.model_validate(opened(row, start, end, around))


def opened(row: dict[str, Any], start: int, end: int | None, around: int) -> dict[str, Any]:
    """The text of a version (a row of ``visible``) from ``start`` to ``end``, as ``OpenedText``.

    Raises ``RefusedError`` (422) when they do not lie in it.
    """
    text: str = row["text"]
    stop = len(text) if end is None else end
    if not start <= stop <= len(text):
        raise RefusedError(
            INVALID,
            f"characters {start} to {stop} do not lie in version {row['number']}, "
            f"which has {len(text)}",
        )
    stop = min(stop, start + LONGEST)
    first, last = _widened(text, start, stop, around)
    return {
        **row,
        "version": row["number"],
        "characters": len(text),
        "from": first,
        "start": start,
        "end": stop,
        "to": last,
        "before": text[first:start],
        "quote": text[start:stop],
        "after": text[stop:last],
        "blocks": _blocks(row["outline"], first, last),
    }


def _widened(text: str, start: int, end: int, around: int) -> tuple[int, int]:
    """Where the surroundings begin and end: whole words, at most ``around`` characters a side."""
    first, last = max(0, start - around), min(len(text), end + around)
    if first > 0:
        while first < start and not text[first - 1].isspace():
            first += 1
    if last < len(text):
        while last > end and not text[last].isspace():
            last -= 1
    return first, last


def _blocks(outline: list[list[Any]], first: int, last: int) -> list[dict[str, Any]]:
    """The blocks that overlap characters ``first`` to ``last``, in reading order."""
    names = ("kind", "level", "page", "start", "end", "header")
    found = (dict(zip(names, block, strict=True)) for block in outline)
    return [block for block in found if block["start"] < last and block["end"] > first]
