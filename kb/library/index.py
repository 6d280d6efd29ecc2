"""The wordings of the library in memory, with their vectors, following the records' changes."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from kb.embedding.protocol import Embedder, Vectors
from kb.library.entry import Entry, State
from kb.records import Records, library
from kb.text.thesaurus import ExpansionKind, Thesaurus

_LONGEST_SHORT = 6
#: More than a cosine in single precision is ever off by.
_NOISE = 4e-6


def cosine(one: Vectors, other: Vectors) -> float:
    """The cosine of two unit vectors in double precision: in single, it differs with the place of
    a row among the others, those that an asker may not see among them."""
    return float((one.astype(np.float64) * other).sum())


@dataclass(frozen=True, slots=True)
class Near:
    """A wording of an entry, and how close it is to what was asked: a cosine."""

    entry: Entry
    wording: str
    closeness: float


def spelled(question: str, thesaurus: Thesaurus) -> str:
    """``question`` with its acronyms spelled out, since the embedding model knows few of them."""
    for expansion in thesaurus.expand(question):
        short = expansion.matched
        known = short.isupper() and len(short) <= _LONGEST_SHORT
        long = [term for term in expansion.alternatives if " " in term]
        if known and long and expansion.kind is ExpansionKind.SYNONYM:
            question = question.replace(short, f"{short} ({long[0]})", 1)
    return question


def vector_key(wording: str) -> str:
    """The key of a wording's vector."""
    return hashlib.sha256(wording.encode()).hexdigest()


@dataclass
class WordingIndex:
    """Holds every entry that is not retired. Safe for use by several threads."""

    records: Records
    embedder: Embedder
    thesaurus: Thesaurus
    _at: int = field(default=-1, init=False)
    _entries: dict[str, Entry] = field(default_factory=dict, init=False)
    _vectors: dict[str, Vectors] = field(default_factory=dict, init=False)
    _rows: list[tuple[Entry, str]] = field(default_factory=list, init=False)
    _matrix: Vectors | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def follow(self) -> tuple[list[tuple[Entry, str]], Vectors]:
        """The wordings and their vectors at the records' present state, one row each."""
        with self._lock:
            with self.records.read() as connection:
                last = library.position(connection)
                if last == self._at and self._matrix is not None:
                    return self._rows, self._matrix
                changed = None if self._at < 0 else library.changed_since(connection, self._at)
                found = library.entries(connection, changed)
            for entry in found:
                self._entries[entry.id] = entry
                if entry.state is State.RETIRED:
                    del self._entries[entry.id]
            kept = sorted(self._entries.values(), key=lambda entry: (entry.created_at, entry.id))
            rows = [(entry, wording) for entry in kept for wording in entry.questions]
            self._embed([wording for _, wording in rows])
            used = [self._vectors[wording] for _, wording in rows]
            empty = np.zeros((0, self.embedder.fingerprint.dimension), dtype=np.float32)
            self._rows, self._matrix = rows, np.stack(used) if used else empty
            self._at = last
            return self._rows, self._matrix

    def nearest(
        self, question: str, most: int | None, least: float, keep: Callable[[Entry], bool]
    ) -> list[Near]:
        """The ``most`` wordings closest to a question (None: all), at least ``least``, the closest
        first.

        Only of entries that ``keep`` lets through: others do not crowd them out.
        """
        rows, matrix = self.follow()
        kept = [at for at, (entry, _) in enumerate(rows) if keep(entry)]
        if not kept:
            return []
        vector = self.embedder.embed_query(spelled(question, self.thesaurus))
        rough = matrix @ vector
        near = [at for at in kept if rough[at] >= least - _NOISE]
        found = [(cosine(matrix[at], vector), at) for at in near]
        found = sorted((-value, at) for value, at in found if value >= least)
        return [Near(*rows[at], -value) for value, at in found[:most]]

    def _embed(self, wordings: list[str]) -> None:
        """See that each wording has its vector, from the records or made now and kept there."""
        keys = {vector_key(w): w for w in wordings if w not in self._vectors}
        if not keys:
            return
        model = str(self.embedder.fingerprint)
        with self.records.read() as connection:
            held = library.vectors(connection, model, sorted(keys))
        for key, stored in held.items():
            self._vectors[keys[key]] = np.frombuffer(stored, dtype="<f4")
        lacking = sorted(set(keys) - set(held))
        if not lacking:
            return
        texts = [spelled(keys[key], self.thesaurus) for key in lacking]
        made = dict(zip(lacking, self.embedder.embed(texts), strict=True))
        for key, vector in made.items():
            self._vectors[keys[key]] = vector
        stored_as = {key: vector.astype("<f4").tobytes() for key, vector in made.items()}
        with self.records.write() as connection:
            library.put_vectors(connection, model, stored_as)
