"""The change log, as the indexes read it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.schema import changes


@dataclass(frozen=True, slots=True)
class Pending:
    """What an index has not applied yet: the documents changed, and the log's last number."""

    documents: tuple[str, ...]
    purged: bool
    last: int


def last_change(connection: Connection) -> int:
    """The number of the last change, 0 for an empty store."""
    return int(connection.execute(sa.select(sa.func.max(changes.c.seq))).scalar() or 0)


def since(connection: Connection, seq: int) -> Pending:
    """The documents changed after ``seq``, each once, and whether a purge is among the changes."""
    query = sa.select(changes.c.document_id, changes.c.kind).where(changes.c.seq > seq)
    rows = connection.execute(query).all()
    return Pending(
        documents=tuple(sorted({row.document_id for row in rows})),
        purged=any(row.kind == "purge" for row in rows),
        last=last_change(connection),
    )
