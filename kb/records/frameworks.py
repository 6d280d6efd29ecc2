"""Catalogues and crosswalks, stored beside the document that stated them."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.schema import catalogs, controls, crosswalk_rows, crosswalks
from kb.values import Document

_TABLES = (controls, catalogs, crosswalk_rows, crosswalks)


def forget(connection: Connection, document_id: str) -> None:
    """Delete what a document stated in structured form."""
    for table in _TABLES:
        connection.execute(sa.delete(table).where(table.c.document_id == document_id))


def put(connection: Connection, document_id: str, document: Document) -> None:
    """Store what a new document states in structured form; ``forget`` the old one's first."""
    catalog, crosswalk = document.catalog, document.crosswalk
    if catalog is not None:
        row = {"document_id": document_id, "id": catalog.id, "name": catalog.name}
        row |= {"issuer": catalog.issuer, "version": catalog.version}
        connection.execute(sa.insert(catalogs), row)
        rows = [
            {
                "document_id": document_id,
                "ordinal": ordinal,
                "catalog": catalog.id,
                "id": control.id,
                "title": control.title,
                "text": control.text,
                "parent": control.parent,
                "assessable": control.assessable,
            }
            for ordinal, control in enumerate(catalog.controls)
        ]
        if rows:
            connection.execute(sa.insert(controls), rows)
    if crosswalk is not None:
        head = {"document_id": document_id, "id": crosswalk.id, "name": crosswalk.name}
        head |= {"source": crosswalk.source, "target": crosswalk.target}
        connection.execute(sa.insert(crosswalks), head | {"publisher": crosswalk.publisher})
        pairs = [
            {
                "document_id": document_id,
                "ordinal": ordinal,
                "source": row.source,
                "target": row.target,
                "relation": row.relation.value,
                "note": row.note,
            }
            for ordinal, row in enumerate(crosswalk.rows)
        ]
        if pairs:
            connection.execute(sa.insert(crosswalk_rows), pairs)
