"""Reading every live passage of some collections at once."""

from collections.abc import Callable

import sqlalchemy as sa

from kb.records import Records
from kb.records.passages import live, live_texts
from kb.values import Audience, Collection, Passage, SearchFilter


def of_collections(
    records: Records,
    audience: Audience,
    collections: tuple[Collection, ...],
    wanted: Callable[[str], object] = bool,
) -> list[Passage]:
    """The live passages of these collections that this audience may see, by chunk id; only those
    that are ``wanted`` by their text and headings, a line each, and the rest is not read whole."""
    only = SearchFilter(audience, collections)
    with records.read() as connection:
        ids = [one for one, text in live_texts(connection, only) if wanted(text)]
        return [p for p in live(connection, ids, only) if not p.truncated]


def count_documents(records: Records, collection: Collection, audience: Audience) -> int:
    """How many live documents of a collection this audience may see."""
    from kb.records.schema import documents

    query = sa.select(sa.func.count()).where(
        documents.c.state == "live",
        documents.c.collection == collection.value,
        documents.c.audience.in_([one.value for one in audience.sees()]),
    )
    with records.read() as connection:
        return int(connection.execute(query).scalar_one())
