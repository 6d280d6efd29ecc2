"""The near duplicates among the documents just stored and all others."""

from collections.abc import Set

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ingest.near_duplicates import candidates, jaccard
from ingest.report import NearDuplicate
from kb.records import Records
from kb.records.schema import documents, versions

#: From this share of common five-word runs on, two documents are worth a person's look.
SIMILAR = 0.5


def near_duplicates(records: Records, new: Set[str]) -> list[NearDuplicate]:
    """The pairs with at least one document of ``new``, most alike first."""
    with records.read() as connection:
        sketches = _sketches(connection)
        fresh = {key: value for key, value in sketches.items() if key in new}
        if not fresh:
            return []
        pairs = candidates(fresh, sketches)
        found = [_measured(connection, first, second) for first, second in pairs]
    alike = [pair for pair in found if pair.similarity >= SIMILAR]
    return sorted(alike, key=lambda pair: (-pair.similarity, pair.first_id, pair.second_id))


_CURRENT = (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current)


def _sketches(connection: Connection) -> dict[str, bytes]:
    query = (
        sa.select(documents.c.id, versions.c.sketch)
        .join(versions, _CURRENT)
        .where(documents.c.state == "live", versions.c.sketch.is_not(None))
    )
    return {row.id: row.sketch for row in connection.execute(query)}


def _measured(connection: Connection, first: str, second: str) -> NearDuplicate:
    query = sa.select(versions.c.text, documents.c.source_key).join(documents, _CURRENT)
    one, two = (connection.execute(query.where(documents.c.id == i)).one() for i in (first, second))
    similarity = round(jaccard(one.text, two.text), 3)
    return NearDuplicate(one.source_key, two.source_key, first, second, similarity)
