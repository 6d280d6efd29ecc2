"""Reading strangers' files in processes that can be killed.

A parser can be made to run for hours, to need all memory, or to crash, by a file a few kilobytes
small. So each file is read in a child process (``ingest.worker``) that gives up most of its rights
first, answers in JSON, and is replaced when it misbehaves. One child reads file after file, since
starting one and importing a parser costs more than reading a usual file.
"""

import os
import queue
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.answers import Answer, ExpandAnswer, PictureAnswer, ReadAnswer
from ingest.archives import Expanded
from ingest.detect import file_size
from ingest.formats import Format
from ingest.limits import Limits
from ingest.process import ReadingProcess
from kb.errors import LimitError, UnreadableError
from kb.values import Document

__all__ = ["ReadResult", "ReaderPool"]

_READERS = "ingest.readers.registry:READERS"
_FILES = 500  # what a library leaks is gone after as many


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What came of reading one file: its documents, or the error why there are none.

    ``format`` is what the file is, if it came that far; ``ZIP`` means that it can be expanded.
    ``warnings`` are about the file, each document has its own. ``seconds`` is wall-clock time.
    """

    documents: tuple[Document, ...] = ()
    warnings: tuple[str, ...] = ()
    error: UnreadableError | None = None
    format: Format | None = None
    seconds: float = 0.0


class ReaderPool:
    """A context manager that reads files in ``workers`` child processes.

    ``registry`` names the mapping from format to reader, ``module:attribute``. Safe for use by
    several threads. The processes start when first needed and end with the ``with`` block, or with
    this process, whichever way that ends. Where they cannot be started, reading raises
    ``VouchError``.
    """

    def __init__(self, limits: Limits, workers: int = 1, *, registry: str = _READERS) -> None:
        self._limits, self._workers, self._registry = limits, workers, registry
        self._idle: queue.LifoQueue[ReadingProcess | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)
        self._live: set[ReadingProcess] = set()
        self._closed = False
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="reader")
        # Linux ends a child with the thread that started it, and the caller's may be a short one.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="reader-start")

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what they are reading comes to an error."""
        self._closed = True
        self._starter.shutdown()
        for process in tuple(self._live):
            process.stop()
        self._threads.shutdown(cancel_futures=True)
        for process_or_none in [self._idle.get() for _ in range(self._idle.qsize())]:
            self._put_back(process_or_none, retire=True)

    def read(self, path: Path) -> ReadResult:
        """Read one file. What is wrong with the file is not raised; see ``ReadResult.error``."""
        begun = time.monotonic()
        answer = ReadAnswer()
        try:
            self._ask({"op": "read", "path": self._checked(path)}, answer)
        except UnreadableError as error:
            seconds, found = time.monotonic() - begun, answer.format
            answer.reset()  # or the error's traceback would keep what was read so far
            return ReadResult(error=error, format=found, seconds=seconds)
        documents, seconds = tuple(answer.documents), time.monotonic() - begun
        return ReadResult(documents, answer.warnings, None, answer.format, seconds)

    def read_many(self, paths: Iterable[Path]) -> Iterator[tuple[Path, ReadResult]]:
        """Read files side by side; the results come in the order of ``paths``.

        At most two results for each process are held until they are asked for.
        """
        waiting: deque[tuple[Path, Future[ReadResult]]] = deque()
        try:
            for path in paths:
                waiting.append((path, self._threads.submit(self.read, path)))
                if len(waiting) > 2 * self._workers:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            for _, future in waiting:
                future.cancel()

    def expand(self, path: Path, into: Path) -> Expanded:
        """Unpack the archive at ``path`` into the folder ``into``, in a child process.

        Raises as ``ingest.archives.expand`` does.
        """
        into.mkdir(parents=True, exist_ok=True)
        answer = ExpandAnswer(into)
        request = {"op": "expand", "path": self._checked(path), "into": os.path.abspath(into)}  # noqa: PTH100
        self._ask(request, answer)
        return Expanded(tuple(answer.members), tuple(answer.skipped))

    def picture(self, path: Path, number: int, quote: str) -> PictureAnswer:
        """Page ``number`` of the PDF at ``path`` with ``quote`` marked, drawn in a child process.

        Raises ``UnreadableError`` when there is no such page or it cannot be drawn.
        """
        answer = PictureAnswer()
        asked = {"op": "picture", "path": self._checked(path), "number": number, "quote": quote}
        self._ask(asked, answer)
        return answer

    def _checked(self, path: Path) -> str:
        """The absolute path of a file that is not too large."""
        size = file_size(path)
        if size > self._limits.file_bytes:
            raise LimitError(
                f"it has {size:,} bytes, the limit is {self._limits.file_bytes:,}",
                "split it, or raise limits.file_bytes",
            )
        return os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links

    def _ask(self, request: dict[str, Any], answer: Answer) -> None:
        """Put a request to an idle process.

        A process that crashes may have been damaged by a file before this one, so a used one gets
        a second try in a fresh one.
        """
        process = self._idle.get()
        try:
            process = self._usable(process)
            used = process.served > 0
            try:
                process.ask(request, answer.take)
            except UnreadableError as error:
                if self._closed:
                    raise UnreadableError("reading was stopped") from error
                if isinstance(error, LimitError) or not used:
                    raise
                answer.reset()
                process = self._usable(process)
                process.ask(request, answer.take)
            if answer.error is not None:
                raise answer.error
        finally:
            self._put_back(process, retire=answer.retire)

    def _usable(self, process: ReadingProcess | None) -> ReadingProcess:
        if process is not None and process.alive:
            return process
        self._discard(process)
        try:
            fresh = self._starter.submit(ReadingProcess, self._limits, self._registry).result()
        except RuntimeError as error:  # no more starts once the pool is closed
            raise UnreadableError("reading was stopped") from error
        self._live.add(fresh)
        if self._closed:
            fresh.stop()
        return fresh

    def _discard(self, process: ReadingProcess | None) -> None:
        if process is not None:
            process.kill()
            self._live.discard(process)

    def _put_back(self, process: ReadingProcess | None, *, retire: bool) -> None:
        if process is None or (process.alive and not retire and process.served < _FILES):
            self._idle.put(process)
            return
        self._discard(process)
        self._idle.put(None)
