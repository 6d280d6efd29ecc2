"""``GET /v1/library``: the list, one entry, and what overlaps."""

from collections import Counter
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.service.access import CoreDep, SightDep, requires
from api.service.core import Core
from api.service.library.models import (
    EntryDetail,
    EntryLine,
    EntryList,
    OverlapLine,
    OverlapList,
    detail,
    line,
)
from api.service.paging import Limit, Offset
from api.service.roles import Role
from kb.library.entry import State
from kb.library.shelf import Freshness, Shelf, Shelved
from kb.values import Audience

router = APIRouter(prefix="/library", tags=["library"], dependencies=[requires(Role.READER)])

Word = Annotated[str | None, Query(max_length=200)]


@router.get("")
def list_entries(
    core: CoreDep,
    sight: SightDep,
    text: Annotated[
        str | None, Query(max_length=400, description="Words of the question or the answer.")
    ] = None,
    state: Annotated[
        State | None, Query(description="Only in this state; all but retired ones otherwise.")
    ] = None,
    owner: Word = None,
    tag: Word = None,
    product: Word = None,
    standing: Annotated[Freshness | None, Query(description="How it stands today.")] = None,
    order: Annotated[
        Literal["changed", "created", "question"], Query(description="The latest first, or A to Z.")
    ] = "changed",
    limit: Limit = 100,
    offset: Offset = 0,
) -> EntryList:
    """The approved answers and drafts that the caller may see."""
    with core.base.records.read() as connection:
        seen = list(Shelf(connection, date.today(), sight).all())
    found = [
        one
        for one in seen
        if (one.entry.state is state if state else one.entry.state is not State.RETIRED)
        and (standing is None or one.freshness is standing)
        and (owner is None or one.entry.draft.owner.casefold() == owner.casefold())
        and (tag is None or tag in one.entry.draft.tags)
        and (product is None or one.entry.draft.product.casefold() == product.casefold())
        and (not text or _holds(one, text))
    ]
    found = _ordered(found, order)
    drafts = [one.entry.draft for one in seen]
    return EntryList(
        total=len(found),
        limit=limit,
        offset=offset,
        states=dict(Counter(one.entry.state.value for one in seen)),
        standings=dict(Counter(one.freshness.value for one in seen)),
        owners=sorted({draft.owner for draft in drafts if draft.owner}),
        tags=sorted({tag for draft in drafts for tag in draft.tags}),
        products=sorted({draft.product for draft in drafts if draft.product}),
        entries=[line(one) for one in found[offset : offset + limit]],
    )


@router.get("/overlaps")
def list_overlaps(
    core: CoreDep,
    sight: SightDep,
    differing: Annotated[
        bool, Query(description="Only approved ones that contradict each other.")
    ] = False,
    limit: Limit = 100,
    offset: Offset = 0,
) -> OverlapList:
    """Entries that answer the same question: one too many, or two that contradict each other."""
    library = core.base.library
    pairs = library.conflicts() if differing else library.near_duplicates()
    with core.base.records.read() as connection:
        shelf = Shelf(connection, date.today(), sight)
        lines: dict[str, EntryLine | None] = {}
        for entry in (entry for pair in pairs for entry in (pair.one, pair.other)):
            if entry.id not in lines:
                shelved = shelf.shelved(entry)
                lines[entry.id] = None if shelved is None else line(shelved)
    found = [
        OverlapLine(one=one, other=other, wordings=pair.wordings, differing=pair.differing)
        for pair in pairs
        if (one := lines[pair.one.id]) is not None and (other := lines[pair.other.id]) is not None
    ]
    page = found[offset : offset + limit]
    return OverlapList(total=len(found), limit=limit, offset=offset, overlaps=page)


@router.get("/{entry_id}")
def show_entry(entry_id: str, core: CoreDep, sight: SightDep) -> EntryDetail:
    """One entry: its evidence as the documents are now, whether it may be given, its history."""
    return shown(core, entry_id, sight)


def shown(core: Core, identity: str, sight: Audience) -> EntryDetail:
    """The entry as ``sight`` sees it."""
    with core.base.records.read() as connection:
        shelf = Shelf(connection, date.today(), sight)
        return detail(shelf.get(identity), list(shelf.history(identity)))


def _holds(one: Shelved, text: str) -> bool:
    draft = one.entry.draft
    said = " ".join((draft.question, *draft.wordings, draft.answer, *draft.tags, one.entry.id))
    return all(word in said.casefold() for word in text.casefold().split())


def _ordered(found: list[Shelved], order: str) -> list[Shelved]:
    if order == "question":
        return sorted(found, key=lambda one: (one.entry.draft.question.casefold(), one.entry.id))
    at = "changed_at" if order == "changed" else "created_at"
    return sorted(found, key=lambda one: (getattr(one.entry, at), one.entry.id), reverse=True)
