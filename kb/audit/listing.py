"""Finding rows of the audit log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.audit_schema import audit_leaves
from kb.records.schema import audit, audit_sources, documents
from kb.values import Audience

_BATCH = 1_000
#: Kinds that hold no words of a document or question, whatever the audience.
WORDLESS = ("key", "person", "settings", "sign-in")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of a kind (``library`` takes in ``library.edit``), by an actor, about a document,
    from one day to another, both included."""

    kind: str = ""
    actor: str = ""
    document: str = ""
    since: date | None = None
    until: date | None = None


def listing(
    connection: Connection, wanted: Wanted, sight: Audience | None, limit: int, offset: int
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows ``sight`` may see, and a page of them, the latest first; None sees all.

    Who may not see everything is shown the answers given for its own level, and the rows that hold
    no words at all; other rows are not there, nor is any place in the log.
    """
    where = [*_filters(wanted), *_seen_by(sight)]
    joined = audit_leaves.join(audit, audit.c.id == audit_leaves.c.audit_id)
    count = sa.select(sa.func.count()).select_from(joined).where(*where)
    query = (
        sa.select(audit, audit_leaves.c.position, audit_leaves.c.erased_by)
        .select_from(joined)
        .where(*where)
        .order_by(audit_leaves.c.position.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = [dict(row) for row in connection.execute(query).mappings()]
    named = sources(connection, [row["id"] for row in rows])
    for row in rows:
        row["documents"] = named.get(row["id"], [])
        if sight is not None:
            # Both are counted over everything.
            row["position"] = None
            row["payload"] = {k: v for k, v in row["payload"].items() if k != "change"}
    return connection.execute(count).scalar_one(), rows


def every(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every row with its leaf and documents, the first one first."""
    joined = audit_leaves.join(audit, audit.c.id == audit_leaves.c.audit_id)
    last = -1
    while True:
        query = (
            sa.select(audit_leaves, audit)
            .select_from(joined)
            .where(audit_leaves.c.position > last)
            .order_by(audit_leaves.c.position)
            .limit(_BATCH)
        )
        rows = list(connection.execute(query).mappings())
        if not rows:
            return
        last = rows[-1]["position"]
        named = sources(connection, [row["id"] for row in rows])
        for row in rows:
            yield {**row, "documents": named.get(row["id"], [])}


def sources(connection: Connection, ids: list[str]) -> dict[str, list[str]]:
    """The documents that each of these rows rests on."""
    query = sa.select(audit_sources).where(audit_sources.c.audit_id.in_(ids))
    named: dict[str, list[str]] = {}
    for row in connection.execute(query.order_by(audit_sources.c.document_id)):
        named.setdefault(row.audit_id, []).append(row.document_id)
    return named


def _filters(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.kind:
        below = audit.c.kind.startswith(f"{wanted.kind}.", autoescape=True)
        yield sa.or_(audit.c.kind == wanted.kind, below)
    if wanted.actor:
        yield audit.c.actor == wanted.actor
    if wanted.document:
        about = sa.select(audit_sources.c.audit_id)
        yield audit.c.id.in_(about.where(audit_sources.c.document_id == wanted.document))
    if wanted.since is not None:
        yield audit.c.at >= wanted.since.isoformat()
    # There is no day after the last one, and nothing later to leave out.
    if wanted.until is not None and wanted.until < date.max:
        yield audit.c.at < (wanted.until + timedelta(days=1)).isoformat()


def _seen_by(sight: Audience | None) -> Iterator[sa.ColumnElement[bool]]:
    if sight is None:
        return
    levels = [one.value for one in sight.sees()]
    above = (
        sa.select(audit_sources.c.audit_id)
        .join(documents, documents.c.id == audit_sources.c.document_id)
        .where(audit_sources.c.audit_id == audit.c.id, documents.c.audience.not_in(levels))
    )
    own = sa.and_(
        audit.c.kind == "answer",
        audit.c.payload["audience"].as_string().in_(levels),
        ~above.exists(),
    )
    yield sa.or_(
        audit.c.kind.in_(WORDLESS), *(audit.c.kind.startswith(f"{w}.") for w in WORDLESS), own
    )
