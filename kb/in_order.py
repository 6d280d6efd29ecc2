"""Room for so many at once; the others get in in the order in which they came."""

import threading
from collections import deque
from types import TracebackType


class InOrder:
    """As ``threading.Semaphore``, which lets latecomers overtake whoever waits."""

    def __init__(self, places: int) -> None:
        self._changed = threading.Condition()
        self._free = places
        self._waiting: deque[object] = deque()

    def __enter__(self) -> None:
        with self._changed:
            mine = object()
            self._waiting.append(mine)
            try:
                self._changed.wait_for(lambda: self._free > 0 and self._waiting[0] is mine)
                self._free -= 1
            finally:
                self._waiting.remove(mine)
                self._changed.notify_all()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._free += 1
            self._changed.notify_all()
