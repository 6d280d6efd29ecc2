"""Whose turn it is with the embedding model: the question asked first, then the next batch of a
load."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Every so many turns of questions one goes to what is not a question, so that a load moves on.
_PATIENCE = 8
_numbers = itertools.count(1)
_question: ContextVar[int | None] = ContextVar("question", default=None)


@contextmanager
def question() -> Iterator[None]:
    """What this thread embeds within the block is for a question that somebody waits for."""
    token = _question.set(next(_numbers))
    try:
        yield
    finally:
        _question.reset(token)


class Turns:
    """A lock for one at a time. The question that was asked first goes first, then whoever has
    waited longest."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[bool, int]] = []
        self._taken = False
        self._count = 0
        self._passed_over = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the model for one batch."""
        with self._changed:
            self._count += 1
            asked = _question.get()
            mine = (asked is None, self._count if asked is None else asked)
            self._waiting.append(mine)
            self._changed.wait_for(lambda: not self._taken and self._next() == mine)
            self._waiting.remove(mine)
            self._taken = True
            waits = any(other for other, _ in self._waiting)
            self._passed_over = self._passed_over + 1 if waits and not mine[0] else 0
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()

    def _next(self) -> tuple[bool, int]:
        others = [waiting for waiting in self._waiting if waiting[0]]
        if others and self._passed_over >= _PATIENCE:
            return min(others)
        return min(self._waiting)
