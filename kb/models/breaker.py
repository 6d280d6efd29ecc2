"""Leaves a language model alone for a while after it failed several times in a row."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kb.models.protocol import ChatModel, ChatModelError, Failure, Message, Reply, Schema


@dataclass
class Breaker:
    """A model that, after ``failures`` in a row, is not asked again for ``pause`` seconds.

    After the pause one question is let through; if it fails too, the pause begins anew. A request
    that the model refuses for what it says does not count: the next one may be fine.
    """

    model: ChatModel
    failures: int = 3
    pause: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _failed: int = field(default=0, init=False)
    _until: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    @property
    def name(self) -> str:
        """The name of the model inside."""
        return self.model.name

    def complete(self, messages: Sequence[Message], schema: Schema) -> Reply:
        """See ``ChatModel``. Raises ``ChatModelError`` (``PAUSED``) during a pause."""
        self._enter()
        try:
            reply = self.model.complete(messages, schema)
        except ChatModelError as error:
            self._note(error.failure)
            raise
        self._note(None)
        return reply

    def stream(self, messages: Sequence[Message], schema: Schema) -> Iterator[Reply]:
        """See ``ChatModel``; a stream counts as a success once it has come to its end."""
        self._enter()
        try:
            yield from self.model.stream(messages, schema)
        except ChatModelError as error:
            self._note(error.failure)
            raise
        self._note(None)

    def _enter(self) -> None:
        with self._lock:
            if self._failed < self.failures:
                return
            now = self.clock()
            if now < self._until:
                left = max(1, round(self._until - now))
                raise ChatModelError(
                    Failure.PAUSED,
                    f"{self.name} failed {self._failed} times in a row and is left alone "
                    f"for another {left} s",
                )
            # This caller tries; the others wait for what comes of it.
            self._until = now + self.pause

    def _note(self, failure: Failure | None) -> None:
        with self._lock:
            if failure is None:
                self._failed = 0
            elif failure is not Failure.REFUSED:
                self._failed += 1
                self._until = self.clock() + self.pause
