"""One writer at a time in a data folder; who it is, is said to whoever comes second."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import StoreBusyError


@contextmanager
def writer_lock(home: Path, purpose: str) -> Iterator[None]:
    """Hold the data folder for writing; the lock goes with the process, however it ends.

    Raises ``StoreBusyError`` at once when another process holds it, naming that process.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(home / "writer.lock")
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
        holder.unlink(missing_ok=True)
        lock.release()


def _held_by(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8")
    except OSError:
        return f"unknown, on {sys.platform}"
