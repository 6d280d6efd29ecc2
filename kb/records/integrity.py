"""Whether the records still say what was loaded, and mending what can be mended from the rest."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.documents import log, text_hash
from kb.records.engine import Records
from kb.records.schema import chunks, versions

_OF_VERSION = (versions.c.document_id == chunks.c.document_id) & (
    versions.c.number == chunks.c.version
)
_CUT = sa.func.substr(versions.c.text, chunks.c.start + 1, chunks.c.end - chunks.c.start)


def damaged_versions(connection: Connection) -> tuple[list[str], int]:
    """The documents of which a version's text is not the one that was stored, by its hash, and how
    many versions there are."""
    query = sa.select(versions.c.document_id, versions.c.text, versions.c.text_hash)
    wrong: set[str] = set()
    count = 0
    for row in connection.execute(query, execution_options={"yield_per": 100}):
        count += 1
        if text_hash(row.text) != row.text_hash:
            wrong.add(row.document_id)
    return sorted(wrong), count


def misplaced_chunks(connection: Connection) -> list[str]:
    """The chunks whose text is not their version's at their offsets."""
    query = sa.select(chunks.c.id).join(versions, _OF_VERSION).where(chunks.c.text != _CUT)
    return sorted(connection.execute(query).scalars())


def recut(records: Records) -> int:
    """Cut the misplaced chunks anew from their versions' text; returns how many there were.

    Their documents are logged as changed, so that the indexes read them again.
    """
    with records.write() as connection:
        wrong = misplaced_chunks(connection)
        touched: set[str] = set()
        for chunk_id in wrong:
            query = sa.select(_CUT, chunks.c.document_id).join(versions, _OF_VERSION)
            text, document_id = connection.execute(query.where(chunks.c.id == chunk_id)).one()
            connection.execute(sa.update(chunks).where(chunks.c.id == chunk_id).values(text=text))
            touched.add(document_id)
        log(connection, sorted(touched), "put")
    return len(wrong)
