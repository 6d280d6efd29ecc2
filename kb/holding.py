"""Who may write: one process in a data folder, one thread in a process, one process in a store.

SQLite has one process that writes, the one that holds the data folder. Several processes may share
a Postgres store: each change of the documents is made under a lock of the database, so that the
change log is in the order in which changes were committed.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kb.errors import StoreBusyError
from kb.locking import store_lock, writer_lock
from kb.records import Records

#: Names the advisory lock of a store's writer: any fixed number that is ours alone.
_ADVISORY = 0x766F756368


class Hold:
    """This process's hold of a data folder. Safe for use by several threads."""

    def __init__(self, home: Path, records: Records, let_go: Callable[[], None]) -> None:
        self._home, self._records, self._let_go = home, records, let_go
        self._lock = threading.RLock()
        self._turn = threading.RLock()
        self._depth = 0
        self._holds = 0
        self._held = ExitStack()

    @property
    def here(self) -> bool:
        """Whether this process holds the data folder."""
        return self._holds > 0

    @contextmanager
    def folder(self, purpose: str) -> Iterator[None]:
        """Hold the data folder; its threads share the hold. ``StoreBusyError`` if another has it.

        ``let_go`` is called before the last hold ends.
        """
        with self._lock:
            if not self._holds:
                self._held.enter_context(writer_lock(self._home, purpose))
            self._holds += 1
        try:
            yield
        finally:
            with self._lock:
                if self._holds == 1:
                    self._let_go()
                    self._held.close()
                self._holds -= 1

    @contextmanager
    def change(self, purpose: str, patience: float = -1) -> Iterator[None]:
        """Hold the data folder and the store, alone among this process's threads.

        Waits ``patience`` seconds for another thread, for ever if negative. Raises
        ``StoreBusyError`` when that was too short, or another process writes.
        """
        if not self._turn.acquire(timeout=patience):
            raise StoreBusyError("another load is under way here; try again when it is finished")
        try:
            with self.folder(purpose), self._store(patience):
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
        finally:
            self._turn.release()

    @contextmanager
    def _store(self, patience: float) -> Iterator[None]:
        """The lock of a store that other processes write to as well; it goes with this process."""
        if self._depth:
            yield
            return
        refusal = "another process writes to these records; wait for it, or stop it"
        with store_lock(self._records, _ADVISORY, refusal, patience):
            yield
