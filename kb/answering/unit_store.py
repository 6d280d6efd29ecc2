"""The vectors of units on disk, so that they are computed once and not for each question.

Derived and never missed: what cannot be read counts as absent, and the file may be deleted at any
time. A unit is known by the hash of its text alone; no text is stored.
"""

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from kb.embedding.protocol import Fingerprint, Vectors

_SCHEMA = "CREATE TABLE IF NOT EXISTS units (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
#: Most variables in one statement: https://sqlite.org/limits.html
_AT_ONCE = 500
#: How vectors are stored and, so that it makes no difference whether they were, used.
STORED = np.dtype("<f2")
_WAIT_SECONDS = 2.0
log = logging.getLogger(__name__)


def key_of(text: str) -> bytes:
    """What a unit's text is known by."""
    return hashlib.sha256(text.encode()).digest()[:16]


class UnitStore:
    """One file for each embedding model; safe to use from several threads and processes."""

    def __init__(self, folder: Path, fingerprint: Fingerprint) -> None:
        name = f"units-{fingerprint.name}-{fingerprint.revision}.db".replace("/", "-")
        self._path = folder / name
        self._dimension = fingerprint.dimension
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those texts that are stored."""
        if not texts or (self._open is None and not self._path.exists()):
            return {}
        named = {key_of(text): text for text in texts}
        found: dict[str, Vectors] = {}
        try:
            with self._lock:
                for keys in _cut(list(named)):
                    marks = ",".join("?" * len(keys))
                    query = f"SELECT key, vector FROM units WHERE key IN ({marks})"  # noqa: S608
                    for key, raw in self._connection().execute(query, keys):
                        vector = np.frombuffer(raw, STORED)
                        if len(vector) == self._dimension:
                            found[named[key]] = vector.astype(np.float32)
        except (sqlite3.Error, OSError) as error:
            self._broken(error)
        return found

    def put(self, vectors: Mapping[str, Vectors]) -> bool:
        """Store the vectors of these texts; False where it could not be done."""
        rows = [(key_of(text), made.astype(STORED).tobytes()) for text, made in vectors.items()]
        try:
            with self._lock, self._connection() as connection:
                connection.executemany("INSERT OR REPLACE INTO units VALUES (?, ?)", rows)
        except (sqlite3.Error, OSError) as error:
            self._broken(error)
            return False
        return True

    def stored(self) -> set[bytes]:
        """What is stored."""
        try:
            with self._lock:
                return {key for (key,) in self._connection().execute("SELECT key FROM units")}
        except (sqlite3.Error, OSError) as error:
            self._broken(error)
            return set()

    def drop(self, keys: Iterable[bytes]) -> None:
        """Forget these; what they took is overwritten."""
        try:
            with self._lock, self._connection() as connection:
                connection.executemany("DELETE FROM units WHERE key = ?", [(key,) for key in keys])
        except (sqlite3.Error, OSError) as error:
            self._broken(error)

    def clear(self) -> None:
        """Forget everything, in the file and in its log."""
        if not self._path.exists():
            return
        try:
            with self._lock:
                with self._connection() as connection:
                    connection.execute("DELETE FROM units")
                self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._connection().execute("VACUUM")
                self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, OSError) as error:
            self._broken(error)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            made = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, check_same_thread=False)
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("PRAGMA synchronous=NORMAL")
            made.execute("PRAGMA secure_delete=ON")
            with made:
                made.execute(_SCHEMA)
            self._open = made
        return self._open

    def _broken(self, error: Exception) -> None:
        """Begin anew where the file is no database; do without it for now where it is busy."""
        log.warning("the stored vectors of sentences cannot be used now: %s", error)
        if isinstance(error, sqlite3.OperationalError):
            return
        with suppress(sqlite3.Error):
            self.close()
        self._open = None
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)


def _cut(keys: list[bytes]) -> Iterable[list[bytes]]:
    for at in range(0, len(keys), _AT_ONCE):
        yield keys[at : at + _AT_ONCE]
