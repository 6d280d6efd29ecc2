"""Looking for what is wrong: the three stores compared, and the model checked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import sqlalchemy as sa

from kb.derived import DerivedIndex, rebuild
from kb.embedding.golden import LARGEST_DEVIATION, deviation
from kb.errors import DerivedIndexError, VouchError
from kb.knowledge_base import KnowledgeBase
from kb.records.integrity import damaged_versions, misplaced_chunks, recut
from kb.records.passages import chunk_ids, unembedded
from kb.reembedding import drop_unused, embed_missing
from kb.values import Audience, Collection, SearchFilter
from kb.vectors.exact import ExactVectorIndex

#: Chunks that look themselves up in Chroma, and the share that must find themselves.
SELF_LOOKUPS = 200
LEAST_RECALL = 0.995


_RESTORE = "restore the last backup: vouch restore FILE --replace"


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; ``repair`` mends it, where it can be mended from what is stored."""

    check: str
    level: Level
    detail: str
    fix: str = ""
    repair: Callable[[], object] | None = None


def examine(base: KnowledgeBase) -> Iterator[Finding]:
    """Every check, one finding each; a check that cannot run is a finding too."""
    checks = (_records, _offsets, _model, _vectors, _lexical, _chroma_entries, _chroma_recall)
    for check in checks:
        try:
            yield check(base)
        except DerivedIndexError as error:
            fix = "run `vouch doctor --repair`"
            rebuilt = base.lexical if check is _lexical else base.chroma
            yield Finding(_name(check), Level.ERROR, str(error), fix, _rebuilding(base, rebuilt))
        except (VouchError, OSError) as error:
            fix = "mend this first, then run doctor again"
            yield Finding(_name(check), Level.ERROR, str(error), fix)


def _name(check: Callable[[KnowledgeBase], Finding]) -> str:
    return check.__name__.strip("_").replace("_", " ")


def _rebuilding(base: KnowledgeBase, index: DerivedIndex) -> Callable[[], object]:
    return lambda: rebuild(index, base.records, base.model)


def _records(base: KnowledgeBase) -> Finding:
    with base.records.read() as connection:
        if base.records.engine.dialect.name == "sqlite":
            found = str(connection.execute(sa.text("PRAGMA integrity_check")).scalar())
            if found != "ok":
                return Finding("records", Level.ERROR, f"SQLite reports: {found}", _RESTORE)
        damaged, count = damaged_versions(connection)
    if damaged:
        detail = f"{len(damaged)} documents no longer say what was loaded, first {damaged[0]}"
        return Finding("records", Level.ERROR, detail, _RESTORE)
    return Finding("records", Level.OK, f"{count} document versions, none damaged")


def _offsets(base: KnowledgeBase) -> Finding:
    """Every chunk is its version's text at its offsets."""
    with base.records.read() as connection:
        wrong = misplaced_chunks(connection)
    if wrong:
        detail = f"{len(wrong)} passages are not their document's text, first {wrong[0]}"
        fix = "run `vouch doctor --repair`"
        return Finding("offsets", Level.ERROR, detail, fix, lambda: recut(base.records))
    return Finding("offsets", Level.OK, "every passage is its document's text, letter for letter")


def _model(base: KnowledgeBase) -> Finding:
    held = base.stored_model()
    if held is not None and held != base.model:
        detail = f"stored vectors are of {held}, the settings ask for {base.model}"
        return Finding(
            "model", Level.ERROR, detail, "run `vouch reindex`, or set VOUCH_EMBEDDER back"
        )
    away = deviation(base.embedder)
    if away is None:
        return Finding("model", Level.OK, f"{base.model} (no reference vectors to compare with)")
    if away > LARGEST_DEVIATION:
        detail = f"{base.model} is {away:.1e} away from the reference implementation"
        fix = "delete the models folder in the data folder; it is exported again"
        return Finding("model", Level.ERROR, detail, fix)
    return Finding("model", Level.OK, f"{base.model}, {away:.0e} from the reference")


def _vectors(base: KnowledgeBase) -> Finding:
    with base.records.read() as connection:
        missing = len(unembedded(connection, base.model))
    if missing:
        detail = f"{missing} passages have no vector"
        fix = "run `vouch doctor --repair`"
        return Finding("vectors", Level.ERROR, detail, fix, lambda: embed_missing(base))
    return Finding(
        "vectors", Level.OK, "every passage has its vector", "", lambda: drop_unused(base)
    )


def _drift(name: str, wrong: list[str], count: int, repair: Callable[[], object]) -> Finding:
    if not wrong:
        return Finding(name, Level.OK, f"{count} entries, the same as in the records")
    detail = f"{len(wrong)} entries differ from the records, first {wrong[0]}"
    return Finding(name, Level.ERROR, detail, "run `vouch doctor --repair`", repair)


def _lexical(base: KnowledgeBase) -> Finding:
    with base.records.read() as connection:
        truth = chunk_ids(connection)
    wrong: list[str] = []
    count = 0
    grouped = {Audience(whose) for _, _, whose in truth.values()}
    for audience in sorted({*base.lexical.audiences(), *grouped}):
        seen = audience.sees()
        wanted = {i for i, (_, _, whose) in truth.items() if Audience(whose) in seen}
        held = base.lexical.ids(audience)
        count += len(held)
        wrong += sorted(wanted ^ held)
    return _drift("word index", wrong, count, _rebuilding(base, base.lexical))


def _chroma_entries(base: KnowledgeBase) -> Finding:
    with base.records.read() as connection:
        truth = {i: (Collection(c), Audience(a)) for i, (_, c, a) in chunk_ids(connection).items()}
    held = base.chroma.ids()
    wrong = sorted(i for i in truth.keys() | held.keys() if truth.get(i) != held.get(i))
    return _drift("Chroma", wrong, len(held), _rebuilding(base, base.chroma))


def _chroma_recall(base: KnowledgeBase) -> Finding:
    """Chunks spread evenly over the base look themselves up in Chroma."""
    exact = ExactVectorIndex()
    exact.follow(base.records, base.model)
    with base.records.read() as connection:
        whose = {i: Audience(a) for i, (_, _, a) in chunk_ids(connection).items()}
    ids = sorted(whose)
    sample = ids[:: max(len(ids) // SELF_LOOKUPS, 1)]
    found = asked = 0
    for chunk_id in sample:
        vector = exact.vector(chunk_id)
        if vector is None:
            continue
        asked += 1
        hits = base.chroma.search(np.asarray(vector), 10, SearchFilter(whose[chunk_id]))
        # Chunks with the same text have the same vector: any of them at the top will do.
        found += bool(hits) and (chunk_id in {h.chunk_id for h in hits} or hits[0].score > 1 - 1e-5)
    recall = found / asked if asked else 1.0
    detail = f"{found} of {asked} sampled passages find themselves"
    if recall < LEAST_RECALL:
        fix = "run `vouch doctor --repair`"
        return Finding("Chroma recall", Level.ERROR, detail, fix, _rebuilding(base, base.chroma))
    return Finding("Chroma recall", Level.OK, detail)
