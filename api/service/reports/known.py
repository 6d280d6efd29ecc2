"""The frameworks and crosswalks that an audience may see, read once for each state of documents."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from kb.coverage.links import Links
from kb.coverage.standards import Standards
from kb.errors import VouchError
from kb.records import Records, reports
from kb.records.changes import last_change
from kb.values import AUDIENCES, Audience

if TYPE_CHECKING:
    from api.service.core import Core

#: Seconds between two looks whether the documents have changed, and have stopped changing.
_LOOK_SECONDS = 2.0
#: Audiences with groups whose frameworks are kept.
_GROUPED = 8
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Known:
    """Every framework known, and the steps from one to another."""

    standards: Standards
    links: Links


@dataclass
class Held:
    """What one audience may know, of the state of the documents (``reports.state_of``) in which it
    was read; ``change`` is the last change at which that state was seen."""

    records: Records
    sight: Audience
    _found: Known | None = None
    _state: str = ""
    _change: int = -1
    _reading: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_read(self) -> bool:
        """Whether it was read at all."""
        return self._found is not None

    def now(self) -> Known:
        """As of the present state; whoever asks while it is being read waits for that."""
        with self._reading:
            with self.records.read() as connection:
                change = last_change(connection)
                if self._found is not None and change == self._change:
                    return self._found
                state = reports.state_of(connection, self.sight)
            if self._found is None or state != self._state:
                standards = Standards.read(self.records, self.sight)
                self._found = Known(standards, Links.read(self.records, standards, self.sight))
                self._state = state
            self._change = change
            return self._found


@dataclass
class KnownFrameworks:
    """What each audience may know, each read apart from the others."""

    records: Records
    held: dict[Audience, Held] = field(init=False)
    _grouped: OrderedDict[Audience, Held] = field(init=False, default_factory=OrderedDict)
    _finding: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.held = {sight: Held(self.records, sight) for sight in AUDIENCES}

    def of(self, sight: Audience) -> Held:
        """That of an audience; those with groups are read when asked for, the last few kept."""
        if sight in self.held:
            return self.held[sight]
        with self._finding:
            found = self._grouped.pop(sight, None) or Held(self.records, sight)
            self._grouped[sight] = found
            while len(self._grouped) > _GROUPED:
                self._grouped.popitem(last=False)
        return found

    def keep(self, stopping: threading.Event) -> None:
        """Read it ahead for every audience, again after each change, until ``stopping``.

        While documents are being loaded it waits for a moment without a change.
        """
        done = before = -1
        while not stopping.is_set():
            try:
                with self.records.read() as connection:
                    change = last_change(connection)
                if change != done and (change == before or done < 0):
                    for one in self.held.values():
                        if not stopping.is_set():
                            one.now()
                    done = change
                before = change
            except VouchError as error:
                log.warning("frameworks are not read ahead now", problem=str(error))
            stopping.wait(_LOOK_SECONDS)


def known(core: "Core", sight: Audience) -> Known:
    """What documents that ``sight`` may see tell of frameworks now."""
    return core.known.of(sight).now()
