"""What the audit log says of documents: loaded, in which version, removed; never their words."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records import audit
from kb.records.documents import Outcome
from kb.records.schema import documents

#: Most documents named in one row.
_GROUP = 500


def log_loaded(connection: Connection, outcomes: Iterable[tuple[Outcome, str]], actor: str) -> None:
    """Note which documents were added or changed, and the version each has now."""
    made = {i: o.value for o, i in outcomes if o in (Outcome.ADDED, Outcome.CHANGED)}
    ids = sorted(made)
    for at in range(0, len(ids), _GROUP):
        part = ids[at : at + _GROUP]
        query = sa.select(documents.c.id, documents.c.current, documents.c.audience)
        held = connection.execute(query.where(documents.c.id.in_(part)).order_by(documents.c.id))
        lines = [
            {"id": row.id, "version": row.current, "audience": row.audience, "was": made[row.id]}
            for row in held
        ]
        payload = {"change": "loaded", "documents": lines}
        audit.append(connection, "document", payload, sources=part, actor=actor)


def log_removed(connection: Connection, ids: Sequence[str], actor: str) -> None:
    """Note that documents were taken out of every answer."""
    for at in range(0, len(ids), _GROUP):
        part = sorted(ids[at : at + _GROUP])
        payload = {"change": "removed", "documents": [{"id": identity} for identity in part]}
        audit.append(connection, "document", payload, sources=part, actor=actor)
