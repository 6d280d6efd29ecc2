"""Changing the library: drafts by contributors, what is signed by reviewers."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter
from sqlalchemy.engine import Connection

from api.service.access import CallerDep, CoreDep, requires, visible
from api.service.core import Core
from api.service.keys import Caller
from api.service.library.models import EntryDetail, entry_tag
from api.service.library.reading import shown
from api.service.library.requests import EntryDraft, EntryPatch, FromAnswer, Quoted
from api.service.matching import MatchHeader, check, needed
from api.service.problems import FORBIDDEN, INVALID, RefusedError
from api.service.roles import Role
from kb.audit.shown import absent as absent_answer
from kb.audit.shown import answer_row, may_see
from kb.errors import NotFoundError, RuleError
from kb.library.editing import Check
from kb.library.entry import Draft, Entry, Link, State
from kb.library.shelf import Shelf
from kb.records.library import absent
from kb.values import Audience

router = APIRouter(prefix="/library", tags=["library"])
_CONTRIBUTOR, _REVIEWER = [requires(Role.CONTRIBUTOR)], [requires(Role.REVIEWER)]


@router.post("", status_code=201, dependencies=_CONTRIBUTOR)
def add_entry(draft: EntryDraft, core: CoreDep, caller: CallerDep) -> EntryDetail:
    """Add an entry, as a draft: a reviewer approves it before it is given to anybody."""
    audience = draft.audience or caller.audience.base
    _check_audience(caller, audience)
    made = core.base.library.add(
        Draft(
            question=draft.question,
            answer=draft.answer,
            verdict=draft.verdict,
            wordings=tuple(draft.wordings),
            evidence=_links(core, caller, draft.evidence),
            owner=draft.owner,
            tags=tuple(draft.tags),
            product=draft.product,
            audience=audience,
            valid_until=draft.valid_until,
            origin="a person",
        ),
        caller.actor,
    )
    return shown(core, made.id, caller.audience)


@router.post("/from-answer", status_code=201, dependencies=_CONTRIBUTOR)
def add_from_answer(asked: FromAnswer, core: CoreDep, caller: CallerDep) -> EntryDetail:
    """Make a draft of an answer given before, with its evidence.

    One's own answers; a reviewer may take anybody's of an audience that the reviewer sees.
    """
    draft = _from_answer(core, caller, asked.record)
    made = core.base.library.add(draft, caller.actor)
    return shown(core, made.id, caller.audience)


@router.patch("/{entry_id}", dependencies=_CONTRIBUTOR)
def edit_entry(
    entry_id: str,
    patch: EntryPatch,
    core: CoreDep,
    caller: CallerDep,
    if_match: MatchHeader = None,
) -> EntryDetail:
    """Change an entry. An approved one becomes a draft again, unless only its owner or tags change.

    Changing what was approved takes a reviewer. 412: somebody else changed it in the meantime.
    """
    changed: dict[str, Any] = patch.given()
    if "audience" in changed:
        _check_audience(caller, changed["audience"])
    if "evidence" in changed:
        changed["evidence"] = _links(core, caller, patch.evidence or [])
    for name in ("wordings", "tags"):
        if name in changed:
            changed[name] = tuple(changed[name])
    may = _may(caller, needed(if_match, f"the entry {entry_id}"), signed=set(changed))
    core.base.library.edit(entry_id, changed, caller.actor, check=may)
    return shown(core, entry_id, caller.audience)


@router.post("/{entry_id}/approve", dependencies=_REVIEWER)
def approve_entry(
    entry_id: str,
    core: CoreDep,
    caller: CallerDep,
    if_match: MatchHeader = None,
) -> EntryDetail:
    """Approve an entry: from now on it is given as an answer. With If-Match, only what you saw."""
    core.base.library.approve([entry_id], caller.actor, _may(caller, if_match))
    return shown(core, entry_id, caller.audience)


@router.post("/{entry_id}/retire", dependencies=_REVIEWER)
def retire_entry(
    entry_id: str,
    core: CoreDep,
    caller: CallerDep,
    if_match: MatchHeader = None,
) -> EntryDetail:
    """Take an entry out of use; it stays readable, and undo brings it back."""
    core.base.library.retire([entry_id], caller.actor, _may(caller, if_match))
    return shown(core, entry_id, caller.audience)


@router.post("/{entry_id}/undo", dependencies=_REVIEWER)
def undo_change(
    entry_id: str,
    core: CoreDep,
    caller: CallerDep,
    if_match: MatchHeader = None,
) -> EntryDetail:
    """Take back the last change of an entry; once more takes back the one before."""

    def may_come_back(connection: Connection, entry: Entry) -> None:
        if Shelf(connection, date.today(), caller.audience).shelved(entry) is None:
            raise RuleError(f"there is no change of {entry.id} that can be taken back")

    core.base.library.undo(entry_id, caller.actor, _may(caller, if_match), may_come_back)
    return shown(core, entry_id, caller.audience)


def _may(caller: Caller, header: str | None, signed: set[str] | None = None) -> Check:
    """What looks at an entry before ``caller`` changes it; ``signed`` are the fields changed."""

    def look(connection: Connection, entry: Entry) -> None:
        if Shelf(connection, date.today(), caller.audience).shelved(entry) is None:
            raise NotFoundError(absent(entry.id))
        check(header, entry_tag(entry), f"the entry {entry.id}")
        open_ = signed is None or signed <= {"owner", "tags"}
        if entry.state is State.APPROVED and not open_ and not caller.role.holds(Role.REVIEWER):
            raise RefusedError(
                FORBIDDEN,
                f"{entry.id} is approved, and changing it takes the approval away: ask a reviewer, "
                "or change its owner or tags alone",
            )

    return look


def _check_audience(caller: Caller, audience: Audience) -> None:
    if not caller.audience.covers(audience):
        raise RefusedError(
            FORBIDDEN,
            f"this key sees {caller.audience.value} answers and cannot make {audience.value} ones",
        )


def _links(core: Core, caller: Caller, quotes: list[Quoted]) -> tuple[Link, ...]:
    """The quotes as links to documents that the caller may see."""
    found = []
    for number, one in enumerate(quotes):
        try:
            with core.base.records.read() as connection:
                visible(connection, one.document_id, caller.audience)
            found.append(core.base.library.link(one.document_id, one.quote))
        except NotFoundError as error:
            raise RefusedError(INVALID, f"evidence {number + 1}: {error}") from error
    return tuple(found)


def _from_answer(core: Core, caller: Caller, record: str) -> Draft:
    with core.base.records.read() as connection:
        try:
            row = answer_row(connection, record)
        except NotFoundError as error:
            # That a row was erased tells whoever sees less that there was one.
            if core.base.settings.sees_all(caller.audience) and caller.role.holds(Role.REVIEWER):
                raise
            raise absent_answer(record) from error
        own = row["actor"] == caller.actor or caller.role.holds(Role.REVIEWER)
        if not own or not may_see(connection, row, caller.audience):
            raise absent_answer(record)
    return replace(core.base.library.from_answer(record), audience=caller.audience)
