"""The library as one audience sees it: what it may not see is not there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.library.entry import Change, Entry
from kb.library.standing import Judge, Standing
from kb.records import library
from kb.values import Audience


class Freshness(StrEnum):
    """How an entry stands today: as signed, on evidence that changed, or past a date."""

    FRESH = "fresh"
    STALE = "stale"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Shelved:
    """An entry with what can be said of it today."""

    entry: Entry
    standing: Standing
    freshness: Freshness


def freshness(entry: Entry, standing: Standing, today: date) -> Freshness:
    """``EXPIRED`` where all of its evidence still stands and only a date has passed."""
    if not standing.reasons:
        return Freshness.FRESH
    if len(standing.citations) < len(entry.draft.evidence):
        return Freshness.STALE
    until = entry.draft.valid_until
    past = until is not None and until < today
    if past or any(cited.expired for cited in standing.citations):
        return Freshness.EXPIRED
    return Freshness.STALE


@dataclass
class Shelf:
    """Looks entries up for ``audience``, in one connection on one day."""

    connection: Connection
    today: date
    audience: Audience

    def __post_init__(self) -> None:
        self._judge = Judge(self.connection, self.today)

    def shelved(self, entry: Entry) -> Shelved | None:
        """The entry, or None where it, or something it rests on, is not for this audience."""
        if not self.audience.covers(entry.draft.audience):
            return None
        standing = self._judge.standing(entry)
        if not self.audience.covers(standing.audience):
            return None
        return Shelved(entry, standing, freshness(entry, standing, self.today))

    def get(self, identity: str) -> Shelved:
        """The entry with this id; ``NotFoundError`` as where there is none."""
        found = self.shelved(library.get(self.connection, identity))
        if found is None:
            raise NotFoundError(library.absent(identity))
        return found

    def all(self) -> Iterator[Shelved]:
        """Every entry that may be seen, in the order in which they were made."""
        for entry in library.entries(self.connection):
            if (found := self.shelved(entry)) is not None:
                yield found

    def history(self, identity: str) -> Sequence[Change]:
        """The changes of an entry, as far as both its earlier and its later form may be seen."""
        return [
            change
            for change in library.history(self.connection, identity)
            if all(self.shelved(e) for e in (change.before, change.after) if e is not None)
        ]
