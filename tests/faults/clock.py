"""A Python whose clock is off by the seconds that a file holds: ``python -m tests.faults.clock``.

Only what tells the time of day is moved; what measures spans is not, as on a real machine.
"""

import ctypes
import datetime
import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_TIME = time.time
_OFFSET = Path(os.environ.get("CLOCK_OFFSET_FILE", "/dev/null"))


def moved() -> float:
    """The time of day as this process is to see it, in seconds since 1970."""
    return _TIME() + float(_OFFSET.read_text() or 0)


def _now(cls: Any, tz: datetime.tzinfo | None = None) -> Any:
    return cls.fromtimestamp(moved(), tz)


def _today(cls: Any) -> Any:
    return cls.fromtimestamp(moved())


def _put(kind: type, name: str, function: Callable[..., Any]) -> None:
    """Give a class of C another method; a subclass in its place would not be taken for it."""
    held = gc.get_referents(kind.__dict__)[0]
    held[name] = classmethod(function)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def install() -> None:
    """Move the clock of this process, before anything has taken hold of the real one."""
    _put(datetime.datetime, "now", _now)
    _put(datetime.date, "today", _today)
    time.time = moved


if __name__ == "__main__":
    install()
    from api.cli.main import run

    sys.argv[0] = "vouch"
    run()
