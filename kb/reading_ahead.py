"""Embedding the sentences of the documents while nobody asks, so that answers need not wait for it.

Most of the time of an answer without a model goes into the vectors of the sentences it is chosen
from. They depend on nothing but the sentences, so they are made ahead and stored.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.answering.scoring import texts_read
from kb.answering.unit_store import UnitStore, key_of
from kb.answering.vectors import UnitVectors
from kb.errors import StoreError
from kb.quiet import Quiet
from kb.records import Records
from kb.records.changes import last_change
from kb.records.passages import chunk_ids, live
from kb.values import SearchFilter

_PASSAGES = 64
#: Sentences embedded in one go: a question that comes meanwhile waits for no more than these.
_SENTENCES = 16
#: Longest wait for askers between two goes, in seconds; then it goes on beside them.
_STEP_ASIDE = 0.5
_LOOK = 0.02


@dataclass
class ReadingAhead:
    """Keeps ``store`` in step with the live passages; one thread at a time.

    ``most``: passages beyond which it does nothing.
    """

    records: Records
    vectors: UnitVectors
    store: UnitStore
    quiet: Quiet
    most: int
    stopping: threading.Event = field(default_factory=threading.Event)
    #: What is read: nothing of it is told to anybody.
    reads: SearchFilter = field(default_factory=SearchFilter)
    #: The sentences of each passage, by their keys.
    _read: dict[str, frozenset[bytes]] = field(default_factory=dict)
    _change: int = -1

    def catch_up(self) -> int:
        """Embed what is new and forget what is gone; returns how many sentences were embedded.

        Raises ``VouchError`` when the records, the model or the store cannot be used.
        """
        with self.records.read() as connection:
            change = last_change(connection)
            if change == self._change:
                return 0
            present = set(chunk_ids(connection))
        if len(present) > self.most:
            present = set()
        for identity in self._read.keys() - present:
            del self._read[identity]
        stored = self.store.stored()
        made = 0
        for sentences in self._lacking(present, stored):
            made += self._embed(sentences)
            stored.update(map(key_of, sentences))
            if self.stopping.is_set():
                return made
        self.store.drop(stored - set().union(*self._read.values()))
        self._change = change
        return made

    def _lacking(self, present: set[str], stored: set[bytes]) -> Iterator[list[str]]:
        """The sentences that are not stored, some passages at a time."""
        wanted = sorted(
            identity
            for identity in present
            if identity not in self._read or not self._read[identity] <= stored
        )
        for at in range(0, len(wanted), _PASSAGES):
            with self.records.read() as connection:
                passages = live(connection, wanted[at : at + _PASSAGES], self.reads)
            texts: dict[bytes, str] = {}
            for passage in passages:
                own = {key_of(text): text for text in texts_read(passage)}
                self._read[passage.chunk_id] = frozenset(own)
                texts |= own
            yield [text for key, text in texts.items() if key not in stored]

    def _embed(self, sentences: list[str]) -> int:
        ordered = sorted(sentences, key=len)
        for at in range(0, len(ordered), _SENTENCES):
            self._step_aside()
            if self.stopping.is_set():
                return at
            some = ordered[at : at + _SENTENCES]
            if not self.store.put(dict(zip(some, self.vectors.made(some), strict=True))):
                raise StoreError("the vectors of sentences cannot be stored; the log says why")
        return len(ordered)

    def _step_aside(self) -> None:
        until = time.monotonic() + _STEP_ASIDE
        while self.quiet.busy and time.monotonic() < until and not self.stopping.is_set():
            time.sleep(_LOOK)
