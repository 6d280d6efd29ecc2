"""One writer at a time in a data folder; who it is, is said to whoever comes second."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from kb.errors import StoreBusyError
from kb.records import Records
from kb.records.faults import mapped_errors

#: Seconds between two tries to get a lock that another process holds.
_LOOK_SECONDS = 0.1


@contextmanager
def writer_lock(home: Path, purpose: str) -> Iterator[None]:
    """Hold the data folder for writing; the lock goes with the process, however it ends.

    Raises ``StoreBusyError`` at once when another process holds it, naming that process.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(home / "writer.lock", thread_local=False)
    holder = home / "writer.txt"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreBusyError(
            f"{home} is being written to by another process ({_held_by(holder)}); wait for it, "
            "stop it, or go through its service if it is `vouch serve`"
        ) from error
    try:
        holder.write_text(f"vouch {purpose}, process {os.getpid()}", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):  # a disk that became read-only is no reason to keep the lock
            holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def store_lock(records: Records, key: int, refusal: str, patience: float = 0) -> Iterator[None]:
    """Hold the lock ``key`` of a Postgres store among all processes that share it.

    It goes with the process, however that ends. Waits up to ``patience`` seconds, then raises
    ``StoreBusyError`` with the words of ``refusal``. SQLite has ``writer_lock`` and needs none.
    """
    if records.engine.dialect.name != "postgresql":
        yield
        return
    with mapped_errors(), records.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        until = time.monotonic() + patience
        wanted = {"key": key}
        while not connection.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), wanted).scalar():
            if time.monotonic() > until:
                raise StoreBusyError(refusal)
            time.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            with suppress(sa.exc.DBAPIError):  # where the connection is lost, so is the lock
                connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), wanted)


def _held_by(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8")
    except OSError:
        return f"unknown, on {sys.platform}"
