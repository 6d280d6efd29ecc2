"""Reports over everything that is stored, kept until what they were made from changes."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.engine import now
from kb.records.schema import documents
from kb.records.service_schema import reports
from kb.values import Audience

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was made; ``state`` is that of the documents then, see ``state_of``."""

    state: str
    made_at: str
    content: Json


def state_of(connection: Connection, audience: Audience, *more: str) -> str:
    """Names the documents that ``audience`` may see, as they now are, and ``more``.

    Whatever happens to other documents, it stays the same.
    """
    columns = (documents.c.id, documents.c.current, documents.c.collection, documents.c.audience)
    query = (
        sa.select(*columns, documents.c.changed_at)
        .where(documents.c.state == "live", _seen(audience))
        .order_by(documents.c.id)
    )
    digest = hashlib.sha256("\x1f".join(more).encode())
    for row in connection.execute(query):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def get(connection: Connection, kind: str, subject: str, audience: Audience) -> Report | None:
    """The last report, if there is one and this audience may still see all that it quotes."""
    row = connection.execute(sa.select(reports).where(*_key(kind, subject, audience))).first()
    if row is None:
        return None
    seen = sa.select(documents.c.id).where(documents.c.state == "live", _seen(audience))
    if not set(row.documents) <= set(connection.execute(seen).scalars()):
        return None
    return Report(row.state, row.made_at, row.content)


def put(
    connection: Connection,
    kind: str,
    subject: str,
    audience: Audience,
    *,
    state: str,
    quoted: Collection[str],
    content: Json,
) -> None:
    """Keep a report in the place of the one before; ``quoted`` are the documents it quotes."""
    connection.execute(sa.delete(reports).where(*_key(kind, subject, audience)))
    connection.execute(
        sa.insert(reports),
        {
            "kind": kind,
            "subject": subject,
            "audience": audience.value,
            "state": state,
            "made_at": now(),
            "documents": sorted(set(quoted)),
            "content": content,
        },
    )


def forget(connection: Connection, document_id: str) -> None:
    """Delete the reports that may hold something of a document: they are made anew. Those for
    audiences that never saw it stay, so that nobody can tell from them."""
    query = sa.select(documents.c.audience).where(documents.c.id == document_id)
    level = connection.execute(query).scalar_one_or_none()
    names = (reports.c.kind, reports.c.subject, reports.c.audience, reports.c.documents)
    for kind, subject, audience, quoted in connection.execute(sa.select(*names)).all():
        sight = Audience(audience)
        if level is None or sight.covers(Audience(level)) or document_id in quoted:
            connection.execute(sa.delete(reports).where(*_key(kind, subject, sight)))


def _seen(audience: Audience) -> sa.ColumnElement[bool]:
    return documents.c.audience.in_([one.value for one in audience.sees()])


def _key(kind: str, subject: str, audience: Audience) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        reports.c.kind == kind,
        reports.c.subject == subject,
        reports.c.audience == audience.value,
    )
