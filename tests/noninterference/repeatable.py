"""Ids, times and secrets that follow from a name, so that two stores can be compared byte by byte.

Without this, fresh ids and times would have to be cut out of every answer before comparing, and a
leak could hide in what was cut.
"""

import hashlib
import random
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from unittest.mock import patch

_START = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass
class Source:
    """Where ids, secrets and times come from; ``at`` starts them anew from a name."""

    _drawn: random.Random = field(default_factory=random.Random)
    _time: datetime = _START
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def at(self, name: str, minute: int) -> None:
        """From now on: the ids that follow from ``name``, at this minute."""
        with self._turn:
            self._drawn.seed(hashlib.sha256(name.encode()).digest())
            self._time = _START + timedelta(minutes=minute)

    def bytes(self, count: int) -> bytes:
        """The next random bytes."""
        with self._turn:
            return self._drawn.randbytes(count)

    def uuid(self) -> uuid.UUID:
        """The next random id."""
        return uuid.UUID(bytes=self.bytes(16), version=4)

    def now(self) -> datetime:
        """The time, which stands still: how often it is asked for must not matter."""
        with self._turn:
            return self._time


@contextmanager
def repeatable() -> Iterator[Source]:
    """Let the records' clock and every new id and secret come from the source yielded."""
    source = Source()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return source.now().astimezone(tz)

    def safe(count: int = 32) -> str:
        import base64

        return base64.urlsafe_b64encode(source.bytes(count)).rstrip(b"=").decode()

    with (
        patch("kb.records.engine.datetime", Clock),
        patch("api.service.created_keys.datetime", Clock),
        patch("api.jobs.control._SAY_SECONDS", 0.0),  # else how far a job says it is takes luck
        patch("uuid.uuid4", source.uuid),
        patch("secrets.token_bytes", source.bytes),
        patch("secrets.token_hex", lambda count=16: source.bytes(count).hex()),
        patch("secrets.token_urlsafe", safe),
    ):
        yield source
