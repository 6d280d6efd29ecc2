"""Records and the indexes that follow them: who may write, and bringing an index up to date."""

import threading
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa

from kb.derived import Position, catch_up, lag, rebuild
from kb.embedding.protocol import Embedder
from kb.errors import DerivedIndexError, IndexAwayError, StoreBusyError
from kb.holding import Hold
from kb.lexical.snapshot import Snapshot
from kb.lexical.tantivy_index import TantivyLexicalIndex
from kb.locking import store_lock
from kb.once import once
from kb.records import Records
from kb.records.changes import last_change
from kb.records.passages import count_live
from kb.records.schema import store
from kb.retrieval import Retriever
from kb.settings import Settings
from kb.vectors.chroma import ChromaVectorIndex
from kb.vectors.chroma_server import ChromaServerIndex
from kb.vectors.exact import ExactVectorIndex
from kb.vectors.fallback import OrExact
from kb.vectors.protocol import VectorIndex

#: Names the lock of whoever changes the index on a Chroma server.
_CHROMA = 0x766F7563685F63
#: Seconds that a Chroma server which did not answer is left alone before it is asked again.
_AWAY_SECONDS = 5.0


@dataclass
class Indexed:
    """The part of a knowledge base below search and answers. Safe for use by several threads."""

    settings: Settings
    records: Records
    embedder: Embedder
    #: One thread at a time brings the word index up to date, and one Chroma.
    _following: threading.RLock = field(default_factory=threading.RLock, init=False)
    _following_chroma: threading.RLock = field(default_factory=threading.RLock, init=False)
    _thread: threading.local = field(default_factory=threading.local, init=False)
    _counted: tuple[int, int] = field(default=(-1, 0), init=False)
    #: Why the Chroma server is not asked now, and until when.
    _away: tuple[str, float] = field(default=("", 0.0), init=False)

    @once
    def _hold(self) -> Hold:
        return Hold(self.settings.home, self.records, lambda: self.chroma.let_go())

    @once
    def lexical(self) -> TantivyLexicalIndex:
        """The word index."""
        return TantivyLexicalIndex(self.settings.home / "index" / "lexical")

    @once
    def chroma(self) -> ChromaVectorIndex:
        """The vector index in Chroma; imported at its first use."""
        folder = self.settings.home / "index" / "chroma"
        if self.settings.chroma_url is None:
            return ChromaVectorIndex(folder)
        refusal = "another process brings Chroma up to date"
        alone = partial(store_lock, self.records, _CHROMA, refusal)
        return ChromaServerIndex(
            folder, self.settings.chroma_url, lambda: self.records.store_id, alone
        )

    @once
    def exact(self) -> ExactVectorIndex:
        """All vectors in memory, read at the first search."""
        return ExactVectorIndex()

    @property
    def model(self) -> str:
        """The fingerprint of the embedding model in use, as text."""
        return str(self.embedder.fingerprint)

    def stored_model(self) -> str | None:
        """The fingerprint of the model that made the stored vectors; None for an empty store."""
        with self.records.read() as connection:
            query = sa.select(store.c.value).where(store.c.key == "model")
            return connection.execute(query).scalar()

    def set_stored_model(self) -> None:
        """Note that from now on the vectors of the present model are the ones in force."""
        with self.records.write() as connection:
            connection.execute(sa.delete(store).where(store.c.key == "model"))
            connection.execute(sa.insert(store), {"key": "model", "value": self.model})

    def check_model(self) -> None:
        """Raise ``DerivedIndexError`` when the stored vectors are another model's."""
        held = self.stored_model()
        if held is not None and held != self.model:
            raise DerivedIndexError(
                f"this data folder was embedded with {held}, the settings ask for {self.model}; "
                "run `vouch reindex` to move to the new model, or set VOUCH_EMBEDDER back"
            )

    def writing(self, purpose: str) -> AbstractContextManager[None]:
        """Hold the data folder for this process; its threads, and nested calls, share the hold.

        Raises ``StoreBusyError`` when another process holds it.
        """
        return self._hold.folder(purpose)

    def changing(self, purpose: str, patience: float = -1) -> AbstractContextManager[None]:
        """Change documents, alone among all threads and processes; see ``Hold.change``."""
        return self._hold.change(purpose, patience)

    @property
    def shared(self) -> bool:
        """Whether other processes may write to the same records."""
        return self.records.engine.dialect.name != "sqlite"

    def serving(self, purpose: str) -> AbstractContextManager[None]:
        """What a service holds as long as it runs: the data folder, unless others share it."""
        return nullcontext() if self.shared else self.writing(purpose)

    def follow(self) -> None:
        """Bring the word index to the records' state, if this process may write; else leave it.

        The process that writes brings it up itself, so another one's lag is short.
        """
        if self.viewed is not None or not self._lags():
            return
        with self._following:
            if not self._lags():
                return
            try:
                with self.writing("catching up"):
                    if catch_up(self.lexical, self.records, self.model) and self.lexical.worn:
                        rebuild(self.lexical, self.records, self.model)
            except StoreBusyError:
                if self.lexical.position() is None:
                    raise

    def _lags(self) -> bool:
        return lag(self.lexical, self.records, self.model) != 0

    def follow_chroma(self) -> None:
        """Bring Chroma to the records' state; built anew when worn by deletes."""
        with self._following_chroma, self.writing("catching up"):
            if catch_up(self.chroma, self.records, self.model) and self.chroma.worn:
                rebuild(self.chroma, self.records, self.model)

    def try_chroma(self) -> bool:
        """As ``follow_chroma``; False where its server does not answer: it is brought up later."""
        try:
            self.follow_chroma()
        except IndexAwayError as error:
            self._note_away(error)
            return False
        self._away = ("", 0.0)
        return True

    @property
    def chroma_problem(self) -> str:
        """Why searches do without the Chroma server at present; empty while it answers."""
        return self._away[0]

    def _note_away(self, error: IndexAwayError) -> None:
        self._away = (str(error), time.monotonic() + _AWAY_SECONDS)

    def _compared(self) -> ExactVectorIndex:
        self.exact.follow(self.records, self.model)
        return self.exact

    def vectors(self) -> VectorIndex:
        """The vector index that a search asks now, brought up to date."""
        mode = self.settings.vector_search
        if mode == "auto":
            mode = "exact" if self._count() <= self.settings.exact_limit else "chroma"
        # While another thread brings Chroma up to date, all are compared instead.
        if (
            mode == "chroma"
            and (self._hold.here or self.settings.chroma_url)
            and time.monotonic() >= self._away[1]
            and self._following_chroma.acquire(blocking=False)
        ):
            try:
                if self.try_chroma():
                    if self.settings.chroma_url is None:
                        return self.chroma
                    return OrExact(self.chroma, self._compared, self._note_away)
            except StoreBusyError:
                # Another process writes and brings Chroma up itself.
                pass
            finally:
                self._following_chroma.release()
        return self._compared()

    def _count(self) -> int:
        """How many passages are live, counted once for each state of the records."""
        with self.records.read() as connection:
            at = last_change(connection)
            if self._counted[0] != at:
                self._counted = (at, count_live(connection))
        return self._counted[1]

    def pinned(self, vectors: VectorIndex) -> tuple[Snapshot, VectorIndex]:
        """The word index and ``vectors`` as they are now; Chroma cannot be held at a moment."""
        with self._following:
            words = self.lexical.pinned()
        return words, vectors.pinned() if isinstance(vectors, ExactVectorIndex) else vectors

    @property
    def viewed(self) -> Retriever | None:
        """The search of the view that this thread is in."""
        found: Retriever | None = getattr(self._thread, "retriever", None)
        return found


def agree(change: int, words: Snapshot, vectors: VectorIndex) -> bool:
    """Whether these indexes hold the records as of ``change``."""
    held: list[Position | None] = [words.position]
    if isinstance(vectors, ExactVectorIndex):
        held.append(vectors.position)
    return all(position is not None and position.seq == change for position in held)
