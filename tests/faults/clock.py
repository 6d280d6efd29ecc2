"""A Python whose clock is off by the seconds that a file holds: ``python -m tests.faults.clock``.

Only what tells the time of day is moved; what measures spans is not, as on a real machine.
"""

import datetime
import os
import sys
import time
from pathlib import Path
from typing import Any

_REAL, _DAY, _TIME = datetime.datetime, datetime.date, time.time
_OFFSET = Path(os.environ.get("CLOCK_OFFSET_FILE", "/dev/null"))


def offset() -> datetime.timedelta:
    """How far the clock is off now."""
    return datetime.timedelta(seconds=float(_OFFSET.read_text() or 0))


class _Kind(type):
    """Lets any moment or day pass for one of the moved classes."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _REAL if cls.__name__ == "datetime" else _DAY)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, _REAL if cls.__name__ == "datetime" else _DAY)


def install() -> None:
    """Move the clock of this process, before anything has taken hold of the real one."""

    def at(cls: Any, tz: datetime.tzinfo | None = None) -> Any:
        return cls.fromtimestamp(_TIME() + offset().total_seconds(), tz)

    def day(cls: Any) -> Any:
        return cls.fromtimestamp(_TIME() + offset().total_seconds())

    moved = {"now": classmethod(at), "__module__": "datetime"}
    moment: Any = _Kind("datetime", (_REAL,), moved)
    date: Any = _Kind("date", (_DAY,), {"today": classmethod(day), "__module__": "datetime"})
    datetime.datetime, datetime.date = moment, date  # type: ignore[misc]
    time.time = lambda: _TIME() + offset().total_seconds()


if __name__ == "__main__":
    install()
    from api.cli.main import run

    sys.argv[0] = "vouch"
    run()
