"""A part that is built at its first use, once, however many threads ask for it at the same time."""

import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    once = cached_property
else:

    class once(cached_property):  # noqa: N801 - a decorator, named like the one it stands for
        """``cached_property`` under a lock: Python's own has had none since 3.12."""

        def __init__(self, build: Any) -> None:
            super().__init__(build)
            self._building = threading.RLock()

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            with self._building:
                return super().__get__(instance, owner)
