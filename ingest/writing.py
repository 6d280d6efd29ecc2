"""Storing documents in groups: one embedding call and one transaction for many."""

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from ingest.fingerprints import Stamp
from ingest.intake import Prepared
from kb.embedding.protocol import checked
from kb.knowledge_base import KnowledgeBase
from kb.records import files
from kb.records.document_log import log_loaded, log_removed
from kb.records.documents import Outcome, drop_origins, put
from kb.records.origins import detach_others, ids_named
from kb.records.schema import embeddings

#: Chunks that are embedded and committed together: what a crash may cost, in chunks.
GROUP = 512
#: The same where questions are asked meanwhile and the word index follows each group.
LIVE_GROUP = 256
_Stored = Callable[[Outcome, str], None]


@dataclass
class _Pending:
    """What the next transaction will hold, in order."""

    prepared: list[tuple[Prepared, _Stored]] = field(default_factory=list)
    closings: list[tuple[int, Stamp, set[str], Callable[[], None]]] = field(default_factory=list)
    seen: list[tuple[Stamp, str, str]] = field(default_factory=list)
    chunks: int = 0


class Writer:
    """Collects documents and writes them in groups.

    A document is stored with its chunks, vectors and log entry in one transaction, and a file is
    remembered as loaded only in the transaction of its last document or after it: a crash leaves
    whole documents, and the next load carries on.
    """

    def __init__(
        self,
        base: KnowledgeBase,
        group: int | None = None,
        committed: Callable[[], None] = lambda: None,
        actor: str = "local",
    ) -> None:
        """``committed`` is called after each group of about ``group`` chunks; ``actor`` is who
        loads, for the audit log."""
        self._actor = actor
        self._base, self._group, self._committed = base, group or GROUP, committed
        self._pending = _Pending()
        self._model_noted = base.stored_model() is not None
        self.embedded = 0
        self.changed = False
        self.stored: set[str] = set()
        #: Unchanged files whose document has become another file's new version.
        self.displaced: set[str] = set()

    def put(self, prepared: Prepared, stored: _Stored) -> None:
        """Store a document soon; ``stored`` is told what became of it."""
        self._pending.prepared.append((prepared, stored))
        self._pending.chunks += len(prepared.intake.chunks)
        if self._pending.chunks >= self._group:
            self.flush()

    def close_file(self, stamp: Stamp, kept: set[str], done: Callable[[], None]) -> None:
        """Remember the file as loaded once its documents are stored, and drop those it no longer
        has. ``kept`` fills up as they are stored."""
        self._pending.closings.append((len(self._pending.prepared), stamp, kept, done))
        if not self._pending.prepared:
            self.flush()

    def remember(self, stamp: Stamp, status: str, problem: str) -> None:
        """Remember how reading a file ended."""
        self._pending.seen.append((stamp, status, problem))

    def keep_named(self, key: str, kept: set[str]) -> None:
        """Add to ``kept`` the documents that an earlier load took from ``key``."""
        with self._base.records.read() as connection:
            kept |= ids_named(connection, key)

    def forget_file(self, key: str) -> int:
        """Drop what came from a file that is gone; returns how many documents were removed."""
        with self._base.records.write() as connection:
            removed = drop_origins(connection, key, set())
            log_removed(connection, removed, self._actor)
            files.forget(connection, key)
        self.changed = self.changed or bool(removed)
        return len(removed)

    def flush(self) -> None:
        """Embed what is new and commit everything collected."""
        pending, self._pending = self._pending, _Pending()
        if not (pending.prepared or pending.closings or pending.seen):
            return
        vectors = self._embed(pending)
        if pending.prepared and not self._model_noted:
            self._base.set_stored_model()
            self._model_noted = True
        told: list[tuple[_Stored, Outcome, str]] = []
        displaced: set[str] = set()
        with self._base.records.write() as connection:
            for prepared, stored in pending.prepared:
                intake = prepared.intake
                outcome, identity = put(connection, intake, vectors, self._base.model)
                told.append((stored, outcome, identity))
                if outcome is Outcome.CHANGED:
                    displaced.update(detach_others(connection, identity, intake.path))
            log_loaded(connection, [(o, identity) for _, o, identity in told], self._actor)
            for stored, outcome, identity in told:
                stored(outcome, identity)
            for _, stamp, kept, _ in pending.closings:
                dropped = drop_origins(connection, stamp.key, kept)
                log_removed(connection, dropped, self._actor)
                self.changed = self.changed or bool(dropped)
                if stamp.key not in displaced:
                    files.remember(connection, stamp.seen("loaded", ""))
            for stamp, status, problem in pending.seen:
                files.remember(connection, stamp.seen(status, problem))
        for _, outcome, identity in told:
            if outcome in (Outcome.ADDED, Outcome.CHANGED):
                self.changed = True
                self.stored.add(identity)
        self.displaced |= displaced
        for _, _, _, done in pending.closings:
            done()
        self._committed()

    def _embed(self, pending: _Pending) -> dict[str, bytes]:
        """Vectors, as bytes, of the texts that have none yet."""
        texts: dict[str, str] = {}
        for prepared, _ in pending.prepared:
            texts.update(prepared.texts)
        missing = sorted(set(texts) - self._known(sorted(texts)))
        if not missing:
            return {}
        embedder = self._base.embedder
        vectors = embedder.embed([texts[key] for key in missing])
        vectors = checked(vectors, len(missing), embedder.fingerprint.dimension)
        self.embedded += len(missing)
        return {k: v.astype("<f4").tobytes() for k, v in zip(missing, vectors, strict=True)}

    def _known(self, keys: list[str]) -> set[str]:
        known: set[str] = set()
        with self._base.records.read() as connection:
            for at in range(0, len(keys), 500):
                query = sa.select(embeddings.c.key).where(
                    embeddings.c.key.in_(keys[at : at + 500]),
                    embeddings.c.model == self._base.model,
                )
                known.update(connection.execute(query).scalars())
        return known
