"""Keeps one crashing case from ending a run."""

import traceback
from types import TracebackType


class Guard:
    """A block whose crash becomes a sentence in ``error``.

    An evaluation must tell of a crash, whatever it is, and go on with the next case; Ctrl-C and
    the like still end it.
    """

    def __init__(self) -> None:
        self.error = ""

    def __enter__(self) -> "Guard":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        last = traceback.extract_tb(trace)[-1:]
        where = "".join(f" ({frame.name}, line {frame.lineno})" for frame in last)
        self.error = f"{type(error).__name__}: {error}{where}"
        return True
