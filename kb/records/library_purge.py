"""Erasing from the library what was taken from a document that is purged.

An answer that rests on the document may hold its sentences word for word, and so may every earlier
form of it in the history: they are taken out of both. An entry that never rested on it is a text
of its own and stays.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.library.entry import Change, Draft, Entry, State
from kb.records import audit, library
from kb.records.engine import now
from kb.records.library_schema import library_evidence, library_history
from kb.records.schema import audit as audit_rows
from kb.records.schema import chunks, documents, versions
from kb.values import Audience

#: As many characters in a row are no accident, but the document's words.
_RUN = 24
_PURGED = "[purged]"


def resting_on(connection: Connection, document_ids: Iterable[str]) -> set[str]:
    """The ids of the entries that rest on any of these documents, or ever did."""
    found: set[str] = set()
    for identity in document_ids:
        linked = library_evidence.c.document_id == identity
        found |= set(
            connection.execute(sa.select(library_evidence.c.entry_id).where(linked)).scalars()
        )
        held = [
            sa.cast(column, sa.Text).contains(identity)
            for column in (library_history.c.before, library_history.c.after)
        ]
        rows = sa.select(library_history.c.entry_id).where(sa.or_(*held))
        found |= set(connection.execute(rows).scalars())
    return found


def texts(connection: Connection, ids: Iterable[str] | None = None) -> list[str]:
    """Every text that these entries (all by default) hold or held."""
    found: list[str] = []
    for entry in library.entries(connection, ids):
        changes = library.history(connection, entry.id)
        earlier = [one for change in changes for one in (change.before, change.after) if one]
        for one in (entry, *earlier):
            found += (*one.questions, one.draft.answer)
    return sorted(set(found))


def erase_quotes(connection: Connection, document_id: str, by: str = "local") -> int:
    """Take a document's words out of the library; returns from how many entries.

    To be called while the document is still stored. An approved entry becomes a draft.
    """
    ids = sorted(resting_on(connection, [document_id]))
    if not ids:
        return 0
    erase = _eraser(connection, document_id, texts(connection, ids))
    whose = sa.select(documents.c.audience).where(documents.c.id == document_id)
    groups = Audience(connection.execute(whose).scalar_one()).groups

    def erased(entry: Entry) -> Entry:
        draft = _erased(entry.draft, document_id, erase)
        # What may be left of it stays with its groups, when nothing else tells of them any more.
        kept = draft.audience.joined(Audience.base_of(0, groups))
        return replace(entry, draft=replace(draft, audience=kept))

    for entry in library.entries(connection, ids):
        for change in library.history(connection, entry.id):
            before = None if change.before is None else erased(change.before)
            library.rewrite_history(
                connection, replace(change, before=before, after=erased(change.after))
            )
        left = erased(entry)
        lost = set(entry.questions) - set(left.questions)
        library.drop_vectors(connection, [hashlib.sha256(q.encode()).hexdigest() for q in lost])
        at = now()
        after = replace(left, changed_at=at)
        if left.state is State.APPROVED:
            after = replace(after, state=State.DRAFT, approver="", approved_at="")
        library.save(connection, after)
        library.append(connection, Change(0, entry.id, at, by, "purge", left, after))
    _blank_audit(connection, ids, by)
    return len(ids)


def _blank_audit(connection: Connection, ids: Iterable[str], by: str) -> None:
    """Blank what the audit log holds of these entries; that they were changed stays on record."""
    for identity in ids:
        holds = sa.cast(audit_rows.c.payload, sa.Text).contains(identity)
        query = sa.select(audit_rows.c.id).where(audit_rows.c.kind.startswith("library."), holds)
        audit.erase(connection, connection.execute(query).scalars(), {"entry": identity}, by)


def _erased(draft: Draft, document_id: str, erase: Callable[[str], str]) -> Draft:
    return replace(
        draft,
        question=erase(draft.question),
        wordings=tuple(map(erase, draft.wordings)),
        answer=erase(draft.answer),
        evidence=tuple(
            replace(link, quote="", document=_PURGED, heading=(), start=0, end=0)
            if link.document_id == document_id
            else link
            for link in draft.evidence
        ),
    )


def _eraser(connection: Connection, document_id: str, held: list[str]) -> Callable[[str], str]:
    """What takes out of a text each run that stands in the document and in no other one."""
    pieces = {text[at : at + _RUN] for text in held for at in range(len(text) - _RUN + 1)}
    own = list(_all_texts(connection, versions.c.document_id == document_id))
    passages = sa.select(chunks.c.text).where(chunks.c.document_id == document_id)
    own += connection.execute(passages).scalars()
    common = {
        piece
        for text in own
        for at in range(len(text) - _RUN + 1)
        if (piece := text[at : at + _RUN]) in pieces
    }
    others = list(_all_texts(connection, versions.c.document_id != document_id)) if common else []

    def erase(text: str) -> str:
        marked = bytearray(len(text))
        for at in range(len(text) - _RUN + 1):
            if text[at : at + _RUN] in common:
                marked[at : at + _RUN] = b"\x01" * _RUN
        said, end = [], 0
        for run in re.finditer(rb"\x01+", bytes(marked)):
            words = text[run.start() : run.end()]
            if not any(words in other for other in others):
                said += [text[end : run.start()], _PURGED]
                end = run.end()
        return "".join([*said, text[end:]])

    return erase


def _all_texts(connection: Connection, which: sa.ColumnElement[bool]) -> Iterable[str]:
    return connection.execute(sa.select(versions.c.text).where(which)).scalars()
