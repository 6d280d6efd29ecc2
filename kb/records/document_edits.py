"""Changing what is known about a stored document, and bringing back one that was taken out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.records.documents import log
from kb.records.engine import now
from kb.records.origins import add_origin
from kb.records.purge import source_files
from kb.records.schema import chunks, documents, versions
from kb.values import Audience, Collection

#: What of a version may be edited.
DATES = ("effective", "review_by", "valid_until")


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to change; ``dates`` holds those of ``DATES`` that do, None for no date."""

    audience: Audience | None = None
    collection: Collection | None = None
    dates: Mapping[str, date | None] | None = None
    product: str | None = None


def edit(connection: Connection, identity: str, change: Edit) -> int:
    """Make a new version of a live document that says the same with ``change``; returns its number.

    Versions are never changed: answers given earlier quote them. The new one has the old one's
    ``content_hash``, so loading the same file again leaves the edit alone. Raises
    ``NotFoundError`` when there is no such live document.
    """
    head = connection.execute(sa.select(documents).where(documents.c.id == identity)).mappings()
    document = head.one_or_none()
    if document is None or document["state"] != "live":
        raise NotFoundError(f"there is no document {identity}")
    old, new, at = int(document["current"]), int(document["current"]) + 1, now()
    mine = (versions.c.document_id == identity) & (versions.c.number == old)
    version = dict(connection.execute(sa.select(versions).where(mine)).mappings().one())
    audience = change.audience or Audience(document["audience"])
    version |= {"number": new, "loaded_at": at, "superseded_at": None, **(change.dates or {})}
    version["meant_for"] = audience.value
    connection.execute(sa.update(versions).where(mine).values(superseded_at=at))
    connection.execute(sa.insert(versions), version)
    _copy_chunks(connection, identity, old, new)
    place = {
        "audience": audience.value,
        "product": document["product"] if change.product is None else change.product,
        "collection": (change.collection or Collection(document["collection"])).value,
    }
    values = {"current": new, "changed_at": at, **place}
    connection.execute(sa.update(documents).where(documents.c.id == identity).values(**values))
    log(connection, [identity], "edit")
    return new


def _copy_chunks(connection: Connection, identity: str, old: int, new: int) -> None:
    held = sa.select(chunks).where(chunks.c.document_id == identity, chunks.c.version == old)
    rows: list[dict[str, Any]] = [
        {**row, "version": new, "id": f"{identity}.{new}.{row['ordinal']}"}
        for row in connection.execute(held).mappings()
    ]
    if rows:
        connection.execute(sa.insert(chunks), rows)


def restore(connection: Connection, identity: str) -> None:
    """Let answers use a removed document again, as it was when it was taken out.

    Raises ``NotFoundError`` when there is no such removed document.
    """
    done = connection.execute(
        sa.update(documents)
        .where(documents.c.id == identity, documents.c.state == "removed")
        .values(state="live", changed_at=now())
    )
    if not done.rowcount:
        raise NotFoundError(f"there is no removed document {identity}")
    for path in source_files(connection, identity):
        add_origin(connection, identity, path)
    log(connection, [identity], "put")
