"""Documents of a world, stored without files."""

from ingest.intake import Options as LoadOptions
from ingest.intake import prepare
from kb.records.documents import put
from kb.values import Audience, Collection, Facts
from tests.kb.storing import document
from tests.noninterference.worlds import World


def load(
    world: World,
    key: str,
    text: list[str],
    level: Audience,
    collection: Collection,
    facts: Facts | None = None,
    **fields: object,
) -> None:
    """Store a new version of the document ``key``, and note its ids."""
    made = document(f"Paper {key[6:8]}", *text, facts=facts or Facts(), **fields)
    one = prepare(made, key, key, LoadOptions(collection, level))
    embedder = world.base.embedder
    wanted = sorted(one.texts)
    found = embedder.embed([one.texts[name] for name in wanted])
    vectors = {n: v.astype("<f4").tobytes() for n, v in zip(wanted, found, strict=True)}
    with world.base.records.write() as connection:
        _, identity = put(connection, one.intake, vectors, world.base.model)
    if world.base.stored_model() is None:
        world.base.set_stored_model()
    world.made("document", identity)
    for chunk in range(len(one.intake.chunks)):
        world.made("chunk", f"{identity}.1.{chunk}")
