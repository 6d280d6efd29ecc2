"""What a reading process takes away from itself before it opens a stranger's file.

The limits of the operating system hold even where a library's C code runs wild. The audit hook
holds for Python code only: it is there so that a library that is talked into fetching an address,
starting a program or writing a file fails at once.
"""

import ctypes
import math
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from ingest.limits import Limits

__all__ = ["EXIT_MEMORY", "Confinement"]

EXIT_MEMORY = 77
"""Exit status of a process that ended itself because it needed too much memory."""

_LINUX = sys.platform.startswith("linux")
_MB = 1_000_000
_OPEN_FILES = 256
_SPARE_SECONDS = 2
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_NETWORK = frozenset(
    f"socket.{name}"
    for name in ("connect", "bind", "getaddrinfo", "gethostbyname", "sendto", "sendmsg")
)
_PROGRAMS = frozenset(
    f"os.{name}" for name in ("system", "exec", "posix_spawn", "spawn", "fork", "forkpty", "kill")
) | {"subprocess.Popen", "pty.spawn", "os.startfile"}
_CHANGES = frozenset(
    f"os.{name}"
    for name in (
        *("rename", "rmdir", "mkdir", "link", "symlink", "truncate"),
        *("chmod", "chown", "setxattr", "utime"),
    )
)
_DENIED = (
    dict.fromkeys(_NETWORK, "a reader may not use the network")
    | dict.fromkeys(_PROGRAMS, "a reader may not start or end programs")
    | dict.fromkeys(_CHANGES, "a reader may not change files")
)


class Confinement:
    """The limits of this process: set once at start, then before each file."""

    def __init__(self, limits: Limits, parent: int) -> None:
        self._limits = limits
        self._folder = ""
        self._start = _used_bytes()
        _die_with(parent)
        os.umask(0o077)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
        sys.addaudithook(self._audit)
        if not _LINUX:
            threading.Thread(target=self._watch_memory, daemon=True).start()

    def begin(self, writable: Path | None = None) -> None:
        """Set the limits for one file. ``writable`` is the only folder files may be made in."""
        limits = self._limits
        self._folder = os.path.join(writable, "") if writable else ""  # noqa: PTH118
        usage = resource.getrusage(resource.RUSAGE_SELF)
        seconds = usage.ru_utime + usage.ru_stime + limits.seconds + _SPARE_SECONDS
        _lower(resource.RLIMIT_CPU, math.ceil(seconds))
        _lower(resource.RLIMIT_FSIZE, limits.archive_bytes if writable else 0)
        if _LINUX:
            _lower(resource.RLIMIT_AS, _used_bytes() + limits.memory_mb * _MB)

    def end(self) -> bool:
        """Lift the memory limit, and say whether this process has grown too much to go on."""
        if _LINUX:
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        return _used_bytes() - self._start > self._limits.memory_mb * _MB / 2

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _DENIED:
            raise PermissionError(_DENIED[event])
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        if (writes or event == "os.remove") and not self._may_change(arguments[0]):
            raise PermissionError("a reader may not change files")

    def _may_change(self, target: Any) -> bool:
        if isinstance(target, int):  # opened before, and judged then
            return True
        place = os.path.abspath(os.fsdecode(target))  # noqa: PTH100
        return place == os.devnull or bool(self._folder and place.startswith(self._folder))

    def _watch_memory(self) -> None:
        """For systems that do not hold a process to its address space."""
        while _used_bytes() - self._start <= self._limits.memory_mb * _MB:
            threading.Event().wait(0.05)
        os._exit(EXIT_MEMORY)


def _used_bytes() -> int:
    """Address space of this process on Linux, elsewhere the most memory it ever held."""
    if _LINUX:
        pages = Path("/proc/self/statm").read_text("ascii").split()[0]
        return int(pages) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _lower(which: int, ceiling: int) -> None:
    """Set a soft limit; the hard one stays, so that the next file can have its own."""
    _, hard = resource.getrlimit(which)
    soft = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
    resource.setrlimit(which, (soft, hard))


def _die_with(parent: int) -> None:
    """See that this process is killed with its parent, however that ends."""
    if _LINUX:
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
