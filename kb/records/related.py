"""The controls that passages name, from the catalogues of frameworks that are loaded."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.schema import catalogs, chunks, controls, documents
from kb.text.identifiers import find_identifiers
from kb.values import Audience

#: The kinds of identifier that number controls; see ``kb.text.identifiers``.
_KINDS = frozenset(("tsc", "iso_annex", "csf", "nist", "cfr", "pci", "cis", "article"))
_MOST = 20


@dataclass(frozen=True, slots=True)
class Related:
    """A control of the framework ``framework``, from the catalogue in ``document_id``."""

    framework: str
    id: str
    title: str
    document_id: str


def related_controls(
    connection: Connection, chunk_ids: Collection[str], sight: Audience
) -> list[Related]:
    """The controls that these passages name by their ids, of catalogues that ``sight`` may see.

    By framework and in the catalogue's order; at most 20.
    """
    if not chunk_ids:
        return []
    query = sa.select(chunks.c.text, chunks.c.heading).where(chunks.c.id.in_(sorted(chunk_ids)))
    named: set[str] = set()
    for row in connection.execute(query):
        for found in find_identifiers("\n".join((row.text, *row.heading))):
            if found.kind in _KINDS:
                named.add(found.canonical.lower())
    if not named:
        return []
    known = (
        sa.select(catalogs.c.name, controls.c.id, controls.c.title, controls.c.document_id)
        .join(catalogs, catalogs.c.document_id == controls.c.document_id)
        .join(documents, documents.c.id == controls.c.document_id)
        .where(
            documents.c.state == "live",
            documents.c.audience.in_([one.value for one in sight.sees()]),
            sa.func.lower(controls.c.id).in_(sorted(named)),
        )
        .order_by(catalogs.c.name, controls.c.document_id, controls.c.ordinal)
        .limit(_MOST)
    )
    return [Related(*row) for row in connection.execute(known)]
