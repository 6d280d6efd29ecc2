"""Many may ask at once; what needs quiet waits for them and lets nobody in meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Quiet:
    """A lock that askers share, and that a purge holds alone.

    Who waits for quiet goes before askers that come later. An asker may ask again within.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asking = 0
        self._waiting = 0
        self._held = False
        self._mine = threading.local()

    @property
    def busy(self) -> bool:
        """Whether anybody asks at this moment."""
        return self._asking > 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask beside others."""
        depth = getattr(self._mine, "depth", 0)
        if not depth:
            with self._changed:
                self._changed.wait_for(lambda: not (self._held or self._waiting))
                self._asking += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            if not depth:
                with self._changed:
                    self._asking -= 1
                    self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody asks, and keep everybody waiting until the block ends.

        Not from within ``asking``: it would wait for itself.
        """
        with self._changed:
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: not (self._held or self._asking))
                self._held = True
            finally:
                self._waiting -= 1
        try:
            yield
        finally:
            with self._changed:
                self._held = False
                self._changed.notify_all()
