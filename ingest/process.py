"""One reading process as its parent sees it: started, asked, and killed if it does not behave."""

import dataclasses
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import ingest
from ingest.confine import EXIT_MEMORY
from ingest.limits import Limits
from kb.errors import LimitError, UnreadableError, VouchError

__all__ = ["ReadingProcess"]

_START_SECONDS = 60.0
_DYING_SECONDS = 2.0
_PIECE = 1 << 18
# How C++ libraries end a process that gets no memory; an error in them shows as SIGSEGV.
_GAVE_UP = (signal.SIGABRT, signal.SIGTRAP, signal.SIGILL)
_STDERR_BYTES = 4_000
_BYTES_PER_CHARACTER = 4  # UTF-8 needs no more
_BYTES_OF_STRUCTURE = 16_000_000  # names, quotes and brackets around the text
_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_QUIET = {  # one thread each, or every worker would start as many as there are cores
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
}

Json = dict[str, Any]


class ReadingProcess:
    """A child that runs ``ingest.worker``. Not for use by two threads at once.

    The thread that creates it must live as long as it: Linux ends the child with that thread.
    Raises ``VouchError`` if the process does not start.
    """

    def __init__(self, limits: Limits, registry: str) -> None:
        self._limits = limits
        self._most = limits.characters * _BYTES_PER_CHARACTER + _BYTES_OF_STRUCTURE
        self.served = 0
        self._child = subprocess.Popen(
            [
                *(sys.executable, "-P", "-s", "-B", "-m", "ingest.worker"),
                *("--parent", str(os.getpid()), "--registry", registry),
                *("--limits", json.dumps(dataclasses.asdict(limits))),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=os.sep,
            env=_environment(),
            start_new_session=True,
            bufsize=0,
        )
        self._await_ready()

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._child.poll() is None

    def ask(self, request: Json, take: Callable[[Json], None]) -> None:
        """Put a request; ``take`` gets each line of the answer, the last one holds ``end``.

        Raises ``LimitError`` if it takes too long or says too much, ``UnreadableError`` if it
        crashes or talks nonsense, which is also what a ``ValueError`` of ``take`` stands for. The
        process is dead then.
        """
        self.served += 1
        try:
            self._converse(request, take)
        except (ValueError, RecursionError) as error:
            self.kill()
            raise UnreadableError(f"the reading process answered nonsense: {error}") from error
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """End it. Whoever waits for its answer is told; its pipes stay open until ``kill``."""
        if self.alive:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End it and whatever it started, and close its pipes."""
        self.stop()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            if pipe is not None:
                pipe.close()

    def _converse(self, request: Json, take: Callable[[Json], None]) -> None:
        deadline = time.monotonic() + self._limits.seconds
        with suppress(BrokenPipeError):  # the pipe of answers says why
            self._write(json.dumps({"id": self.served, **request}).encode() + b"\n")
        for line in self._lines(deadline):
            answer = json.loads(line)
            if not isinstance(answer, dict) or answer.pop("id", None) != self.served:
                raise ValueError("an answer to another question")
            take(answer)
            if "end" in answer:
                return
        raise self._death()

    def _write(self, line: bytes) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(line)

    def _lines(self, deadline: float) -> Iterator[bytes]:
        """Lines as they come, until the pipe closes."""
        assert self._child.stdout is not None
        pipe = self._child.stdout.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN | select.POLLHUP)
        total, begun = 0, bytearray()
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise self._too_slow()
            piece = os.read(pipe, _PIECE)
            if not piece:
                return
            total += len(piece)
            if total > self._most:
                raise LimitError(
                    f"it yields more than {self._most:,} bytes", "split it into smaller files"
                )
            *lines, rest = piece.split(b"\n")
            for line in lines:
                yield bytes(begun + line) if begun else line
                begun.clear()
            begun += rest

    def _await_ready(self) -> None:
        """Wait until it has given up its rights; from then on it says nothing on stderr."""
        assert self._child.stderr is not None
        with suppress(LimitError):
            for line in self._lines(time.monotonic() + _START_SECONDS):
                if b'"ready"' in line:
                    self._child.stderr.close()
                    return
        self.stop()
        said = self._child.stderr.read(_STDERR_BYTES).decode("utf-8", "replace").strip()
        self.kill()
        last = said.splitlines()[-1] if said else "it said nothing"
        raise VouchError(f"the process that reads files does not start: {last}")

    def _too_slow(self) -> LimitError:
        return LimitError(
            f"reading it takes more than {self._limits.seconds:g} seconds",
            "split it, or raise limits.seconds",
        )

    def _death(self) -> UnreadableError:
        """What ended the process, from its exit status."""
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(_DYING_SECONDS)
        code = self._child.poll()
        if code is None:
            return UnreadableError("the reading process hung up", "the file may be damaged")
        if code == -signal.SIGXCPU:
            return self._too_slow()
        if code in (EXIT_MEMORY, -signal.SIGKILL):
            return LimitError(
                f"reading it takes more than {self._limits.memory_mb:,} MB of memory",
                "split it, or raise limits.memory_mb",
            )
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        if -code in _GAVE_UP:
            return LimitError(
                f"its reader gave up ({name}), most likely for want of memory: "
                f"{self._limits.memory_mb:,} MB are allowed",
                "split it, or raise limits.memory_mb",
            )
        return UnreadableError(
            f"the reading process crashed ({name})", "the file may be damaged or too large"
        )


def _environment() -> dict[str, str]:
    """No secrets, no proxies, and the parent's search path, so that it runs the same code."""
    root = str(Path(ingest.__file__).resolve().parent.parent)
    search = [entry or root for entry in sys.path]
    if root not in search:
        search.insert(0, root)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | _QUIET | {"PYTHONPATH": os.pathsep.join(search)}
