"""Approved answers in the records: entries, their evidence, their history, and their vectors."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.library.entry import Change, Draft, Entry, Link, State, entry_from_json, entry_json
from kb.records.library_schema import (
    library_entries,
    library_evidence,
    library_history,
    library_vectors,
)
from kb.values import Audience, Verdict

_BATCH = 500


def save(connection: Connection, entry: Entry) -> None:
    """Store an entry as it now is, in the place of what was stored under its id."""
    draft = entry.draft
    row = {
        "state": entry.state.value,
        "question": draft.question,
        "wordings": list(draft.wordings),
        "answer": draft.answer,
        "verdict": None if draft.verdict is None else draft.verdict.value,
        "owner": draft.owner,
        "approver": entry.approver,
        "approved_at": entry.approved_at,
        "tags": list(draft.tags),
        "product": draft.product,
        "audience": draft.audience.value,
        "valid_until": draft.valid_until,
        "origin": draft.origin,
        "created_at": entry.created_at,
        "changed_at": entry.changed_at,
    }
    known = library_entries.c.id == entry.id
    if not connection.execute(sa.update(library_entries).where(known).values(row)).rowcount:
        connection.execute(sa.insert(library_entries), {"id": entry.id, **row})
    connection.execute(sa.delete(library_evidence).where(library_evidence.c.entry_id == entry.id))
    rows = [
        {
            "entry_id": entry.id,
            "ordinal": ordinal,
            "document_id": link.document_id,
            "version": link.version,
            "document": link.document,
            "heading": list(link.heading),
            "page": link.page,
            "quote": link.quote,
            "start": link.start,
            "end": link.end,
        }
        for ordinal, link in enumerate(draft.evidence)
    ]
    if rows:
        connection.execute(sa.insert(library_evidence), rows)


def get(connection: Connection, identity: str) -> Entry:
    """The entry with this id; ``NotFoundError`` where there is none."""
    found = entries(connection, [identity])
    if not found:
        raise NotFoundError(absent(identity))
    return found[0]


def absent(identity: str) -> str:
    """What is said of an entry that is not there, or not for whoever asks."""
    return f"there is no approved answer {identity}; see `vouch library list`"


def entries(connection: Connection, ids: Iterable[str] | None = None) -> list[Entry]:
    """These entries (all by default), in the order in which they were made."""
    if ids is None:
        return _entries(connection, None)
    wanted = sorted(set(ids))
    found: list[Entry] = []
    for at in range(0, len(wanted), _BATCH):
        found += _entries(connection, wanted[at : at + _BATCH])
    return sorted(found, key=lambda entry: (entry.created_at, entry.id))


def _entries(connection: Connection, ids: list[str] | None) -> list[Entry]:
    links = sa.select(library_evidence).order_by(
        library_evidence.c.entry_id, library_evidence.c.ordinal
    )
    rows = sa.select(library_entries).order_by(library_entries.c.created_at, library_entries.c.id)
    if ids is not None:
        links = links.where(library_evidence.c.entry_id.in_(ids))
        rows = rows.where(library_entries.c.id.in_(ids))
    evidence: dict[str, list[Link]] = {}
    for row in connection.execute(links).mappings():
        evidence.setdefault(row["entry_id"], []).append(_link(row))
    return [
        _entry(row, tuple(evidence.get(row["id"], ())))
        for row in connection.execute(rows).mappings()
    ]


def _link(row: sa.RowMapping) -> Link:
    return Link(
        row["document_id"],
        row["version"],
        row["quote"],
        row["start"],
        row["end"],
        row["document"],
        tuple(row["heading"]),
        row["page"],
    )


def _entry(row: sa.RowMapping, evidence: tuple[Link, ...]) -> Entry:
    return Entry(
        id=row["id"],
        draft=Draft(
            question=row["question"],
            answer=row["answer"],
            verdict=Verdict(row["verdict"]) if row["verdict"] else None,
            wordings=tuple(row["wordings"]),
            evidence=evidence,
            owner=row["owner"],
            tags=tuple(row["tags"]),
            product=row["product"],
            audience=Audience(row["audience"]),
            valid_until=row["valid_until"],
            origin=row["origin"],
        ),
        state=State(row["state"]),
        approver=row["approver"],
        approved_at=row["approved_at"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


def append(connection: Connection, change: Change) -> None:
    """Add a row to the history; ``change.seq`` is not read, the store counts."""
    row = {
        "entry_id": change.entry_id,
        "at": change.at,
        "actor": change.actor,
        "action": change.action,
        "undoes": change.undoes,
        "before": sa.null() if change.before is None else entry_json(change.before),
        "after": entry_json(change.after),
    }
    connection.execute(sa.insert(library_history).values(row))


def history(connection: Connection, identity: str) -> list[Change]:
    """Every change of an entry, the first one first."""
    query = sa.select(library_history).where(library_history.c.entry_id == identity)
    rows = connection.execute(query.order_by(library_history.c.seq)).mappings()
    return [
        Change(
            seq=row["seq"],
            entry_id=row["entry_id"],
            at=row["at"],
            actor=row["actor"],
            action=row["action"],
            before=None if row["before"] is None else entry_from_json(row["before"]),
            after=entry_from_json(row["after"]),
            undoes=row["undoes"],
        )
        for row in rows
    ]


def rewrite_history(connection: Connection, change: Change) -> None:
    """Replace the texts of one change: only for erasing what must not be kept."""
    row = {
        "before": sa.null() if change.before is None else entry_json(change.before),
        "after": entry_json(change.after),
    }
    connection.execute(
        sa.update(library_history).where(library_history.c.seq == change.seq).values(row)
    )


def position(connection: Connection) -> int:
    """The number of the last change, 0 for an empty library."""
    return int(connection.execute(sa.select(sa.func.max(library_history.c.seq))).scalar() or 0)


def changed_since(connection: Connection, seq: int) -> set[str]:
    """The ids of the entries changed after ``seq``."""
    query = sa.select(library_history.c.entry_id).where(library_history.c.seq > seq)
    return set(connection.execute(query).scalars())


def vectors(connection: Connection, model: str, keys: Sequence[str]) -> dict[str, bytes]:
    """The stored vectors among ``keys``, little-endian float32."""
    found: dict[str, bytes] = {}
    for at in range(0, len(keys), _BATCH):
        query = sa.select(library_vectors.c.key, library_vectors.c.vector).where(
            library_vectors.c.model == model, library_vectors.c.key.in_(keys[at : at + _BATCH])
        )
        found.update((row.key, row.vector) for row in connection.execute(query))
    return found


def put_vectors(connection: Connection, model: str, made: dict[str, bytes]) -> None:
    """Store vectors; those that are stored already stay as they are."""
    held = vectors(connection, model, sorted(made))
    rows = [
        {"key": key, "model": model, "vector": vector}
        for key, vector in sorted(made.items())
        if key not in held
    ]
    if rows:
        connection.execute(sa.insert(library_vectors), rows)


def drop_vectors(connection: Connection, keys: Iterable[str]) -> None:
    """Forget the vectors under these keys, of every model."""
    wanted = sorted(set(keys))
    for at in range(0, len(wanted), _BATCH):
        part = library_vectors.c.key.in_(wanted[at : at + _BATCH])
        connection.execute(sa.delete(library_vectors).where(part))
