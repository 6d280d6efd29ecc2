"""What a disk says when it cannot be written, in words for whoever has to do something about it."""

import errno
import os
import re
from pathlib import Path

#: Below this many free bytes a disk counts as full: SQLite's log grows by pages, not by letters.
FULL = 1_000_000
_FULL = "a disk of Vouch's is full; free some space on it, then try again"
_READ_ONLY = (
    "a disk of Vouch's is read-only, or the files on it belong to somebody else; make it writable, "
    "then try again"
)
_BROKEN = (
    "a disk of Vouch's is full or reports errors; look at its free space and the system's log, "
    "then try again"
)
_ERRORS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EIO: _BROKEN,
}
#: How SQLite's messages begin: https://sqlite.org/rescode.html (FULL, READONLY, CANTOPEN, IOERR).
_SQLITE = {
    "database or disk is full": _FULL,
    "attempt to write a readonly database": _READ_ONLY,
    "unable to open database file": _READ_ONLY,
    "disk I/O error": _BROKEN,
}
#: How Rust writes a system's error: ``Os { code: 28, kind: StorageFull …`` or ``(os error 28)``.
_RUST = re.compile(r"(?:Os \{ code: |\(os error )(\d+)")


def disk_fault(error: BaseException) -> str:
    """What is wrong with the disk and what to do, ``""`` for an error that is not the disk's."""
    if not isinstance(error, OSError) or error.errno is None:
        return ""
    return _ERRORS.get(error.errno, "")


def sqlite_fault(said: str) -> str:
    """As ``disk_fault``, for what SQLite said."""
    return next((words for begin, words in _SQLITE.items() if said.startswith(begin)), "")


def disk_fault_named(said: str) -> str:
    """As ``disk_fault``, for the words of a library in Rust, which name the code in the text."""
    found = _RUST.search(said)
    return _ERRORS.get(int(found[1]), "") if found else ""


def space_problem(folder: Path) -> str:
    """That the disk of ``folder`` has next to no room, ``""`` where it has.

    For what failed without saying why: what it wrote may have been taken back since, so more free
    space counts as too little than before writing.
    """
    try:
        found = os.statvfs(folder)
    except OSError:
        return ""
    return _FULL if found.f_blocks and found.f_bavail * found.f_frsize < 8 * FULL else ""


def folder_problem(folder: Path) -> str:
    """Why ``folder`` takes no writing, ``""`` where nothing speaks against it.

    Looks at the file system only; whoever has a quota meets it when writing.
    """
    try:
        found = os.statvfs(folder)
    except OSError as error:
        return disk_fault(error) or f"the data folder cannot be looked at: {error.strerror}"
    if found.f_flag & os.ST_RDONLY or not os.access(folder, os.W_OK):
        return f"the data folder cannot be written: {_READ_ONLY}"
    # Some file systems tell no size at all; those are taken at their word when writing fails.
    if found.f_blocks and found.f_bavail * found.f_frsize < FULL:
        return f"the data folder cannot be written: {_FULL}"
    return ""
