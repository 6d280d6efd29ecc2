"""Indexes are derived: each remembers the last change it applied and follows the change log.

An index can be deleted at any time and is built again from the records. What it remembers is
written after what it holds, so a crash in between only means that some changes are applied twice,
which changes nothing.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from kb.errors import DerivedIndexError
from kb.records import Records
from kb.records.changes import last_change, since
from kb.records.passages import IndexEntry, entries


@dataclass(frozen=True, slots=True)
class Position:
    """How far an index has followed: which store, which embedding model, which change."""

    store: str
    model: str
    seq: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What an index says of a chunk: its id and the index's own score, higher is better."""

    chunk_id: str
    score: float


class DerivedIndex(Protocol):
    """An index that can follow the records."""

    name: str

    def position(self) -> Position | None:
        """What it has applied, or None when it is empty, damaged or of another format."""
        ...

    def replace(
        self, documents: Sequence[str], found: Iterable[IndexEntry], position: Position
    ) -> None:
        """Forget everything of ``documents``, add ``found``, remember ``position``."""
        ...

    def rebuild(self, found: Iterable[IndexEntry], position: Position) -> None:
        """Build anew from ``found`` beside what is there, then swap; the old is erased."""
        ...


def catch_up(index: DerivedIndex, records: Records, model: str) -> bool:
    """Bring ``index`` to the records' present state; True when there was anything to do.

    An index of another store, another embedding model, or one that has still to forget something
    purged, is rebuilt whole: only that leaves no trace of what was deleted.
    """
    at = index.position()
    with records.read() as connection:
        if at is not None and at.store == records.store_id and at.model == model:
            pending = since(connection, at.seq)
            if not pending.documents and at.seq == pending.last:
                return False
            if not pending.purged and at.seq <= pending.last:
                found = entries(connection, model, pending.documents)
                # One that cannot be written any more is damaged: it is built anew like a lost one.
                with suppress(DerivedIndexError):
                    index.replace(pending.documents, found, Position(at.store, model, pending.last))
                    return True
        last = last_change(connection)
        index.rebuild(entries(connection, model), Position(records.store_id, model, last))
    return True


def rebuild(index: DerivedIndex, records: Records, model: str) -> None:
    """Build ``index`` anew from the records, whatever it holds."""
    with records.read() as connection:
        last = last_change(connection)
        index.rebuild(entries(connection, model), Position(records.store_id, model, last))


def lag(index: DerivedIndex, records: Records, model: str) -> int | None:
    """How many documents ``index`` is behind, or None when it must be rebuilt."""
    at = index.position()
    if at is None or at.store != records.store_id or at.model != model:
        return None
    with records.read() as connection:
        pending = since(connection, at.seq)
        return None if at.seq > pending.last else len(pending.documents)


def read_position(path: Path) -> tuple[Position | None, dict[str, str]]:
    """The position in the file ``path`` and what else it notes; None when missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        position = Position(**found["position"])
        notes = {str(k): str(v) for k, v in found["notes"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None, {}
    return position, notes


def write_position(path: Path, position: Position, notes: dict[str, str]) -> None:
    """Replace the file ``path``, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps({"position": asdict(position), "notes": notes}), encoding="utf-8")
    partial.replace(path)
