"""Whose turn it is with the embedding model: a question goes before the next batch of a load."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Every so many turns the one who waits longest goes first, so that nobody waits for ever.
_PATIENCE = 8


class Turns:
    """A lock for one at a time. Whoever has less to compute goes first."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, int]] = []
        self._taken = False
        self._count = 0

    @contextmanager
    def turn(self, size: int) -> Iterator[None]:
        """Hold the model for one batch of a call that has ``size`` texts in all."""
        with self._changed:
            self._count += 1
            mine = (size, self._count)
            self._waiting.append(mine)
            self._changed.wait_for(lambda: not self._taken and self._next() == mine)
            self._waiting.remove(mine)
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()

    def _next(self) -> tuple[int, int]:
        oldest = min(self._waiting, key=lambda waiting: waiting[1])
        passed_over = self._count - oldest[1]
        return oldest if passed_over > _PATIENCE * len(self._waiting) else min(self._waiting)
