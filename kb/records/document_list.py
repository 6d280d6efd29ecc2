"""A page of the list of documents: filtered, counted and put in order by the records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.schema import documents, versions
from kb.records.sources import listing
from kb.values import Audience, Collection

_JOINED = documents.join(
    versions,
    (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
)
#: What the words of a search are looked for in.
_SAID = (versions.c.title, versions.c.reference, versions.c.owner, documents.c.source_key)


@dataclass(frozen=True)
class Wanted:
    """Which documents, in which order: those that ``audiences`` name, in use or ``removed``.

    ``standing``: ``in_date``, ``expired`` or ``incomplete``; ``order``: ``title``, ``changed`` or
    ``problems``. ``today`` is the day by which a date is past.
    """

    audiences: Iterable[Audience]
    today: date
    removed: bool = False
    collection: Collection | None = None
    level: Audience | None = None
    standing: str | None = None
    text: str = ""
    order: str = "title"


@dataclass(frozen=True)
class Found:
    """A page of rows as ``listing`` gives them, how many there are in all, and how many of each
    collection this audience sees."""

    total: int
    collections: dict[str, int]
    rows: list[dict[str, Any]]


def find(connection: Connection, wanted: Wanted, limit: int, offset: int) -> Found:
    """The page of ``wanted`` that begins at ``offset``."""
    seen = _seen(wanted)
    counts = (
        sa.select(documents.c.collection, sa.func.count())
        .where(*seen)
        .group_by(documents.c.collection)
    )
    collections = {str(name): int(count) for name, count in connection.execute(counts)}
    narrow = [*seen, *_filters(wanted)]
    if wanted.text.split():
        ids = _with_words(connection, wanted, narrow)
        total, page = len(ids), ids[offset : offset + limit]
    else:
        tables = documents if wanted.standing is None else _JOINED
        count = sa.select(sa.func.count()).select_from(tables).where(*narrow)
        total = int(connection.execute(count).scalar_one())
        query = _ordered(sa.select(documents.c.id), wanted).where(*narrow)
        page = list(connection.execute(query.limit(limit).offset(offset)).scalars())
    rows = {row["id"]: row for row in listing(connection, removed=wanted.removed, ids=page)}
    return Found(total, collections, [rows[identity] for identity in page])


def _seen(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    return [
        documents.c.state == ("removed" if wanted.removed else "live"),
        documents.c.audience.in_([one.value for one in wanted.audiences]),
    ]


def _filters(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.collection is not None:
        found.append(documents.c.collection == wanted.collection.value)
    if wanted.level is not None:
        # A level stands for what is for groups of it too.
        held = [a.value for a in wanted.audiences if wanted.level in (a, a.base)]
        found.append(documents.c.audience.in_(held))
    if wanted.standing == "in_date":
        found.append(sa.not_(_expired(wanted.today)))
    elif wanted.standing == "expired":
        found.append(_expired(wanted.today))
    elif wanted.standing == "incomplete":
        found.append(_incomplete())
    return found


def _expired(today: date) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.func.coalesce(versions.c.review_by < today, sa.false()),
        sa.func.coalesce(versions.c.valid_until < today, sa.false()),
    )


def _incomplete() -> sa.ColumnElement[bool]:
    return sa.or_(versions.c.truncated, sa.cast(versions.c.warnings, sa.Text) != "[]")


def _ordered(query: sa.Select[Any], wanted: Wanted) -> sa.Select[Any]:
    first: list[sa.ColumnElement[Any]] = []
    if wanted.order == "changed":
        first = [documents.c.changed_at.desc()]
    elif wanted.order == "problems":
        first = [
            sa.case((_expired(wanted.today), 0), else_=1),
            sa.case((_incomplete(), 0), else_=1),
        ]
    by_title = (documents.c.collection, versions.c.title, documents.c.id)
    return query.select_from(_JOINED).order_by(*first, *by_title)


def _with_words(
    connection: Connection, wanted: Wanted, narrow: list[sa.ColumnElement[bool]]
) -> list[str]:
    """Ids of the documents that hold every word; case is folded as Python does it, which not every
    store can."""
    words = wanted.text.casefold().split()
    query = _ordered(sa.select(documents.c.id, *_SAID), wanted).where(*narrow)
    found = []
    for identity, *said in connection.execute(query):
        whole = " ".join(said).casefold()
        if all(word in whole for word in words):
            found.append(identity)
    return found
