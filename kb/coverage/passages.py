"""Reading every live passage of some collections at once."""

import sqlalchemy as sa

from kb.records import Records
from kb.records.passages import chunk_ids, live
from kb.values import Audience, Collection, Passage, SearchFilter


def of_collections(
    records: Records, audience: Audience, collections: tuple[Collection, ...]
) -> list[Passage]:
    """The live passages of these collections that this audience may see, by chunk id."""
    with records.read() as connection:
        ids = [c for c, (_, place, _) in chunk_ids(connection).items() if place in collections]
        return [
            p for p in live(connection, ids, SearchFilter(audience, collections)) if not p.truncated
        ]


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
