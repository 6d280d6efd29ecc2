"""The state that the steps of reading a saved page share: which unit has been taken for what."""

from dataclasses import dataclass, field

from ingest.readers.lines import Unit
from kb.values import Block, Dropped


@dataclass(frozen=True, slots=True)
class Teaser:
    """The beginning of another article: its title, or ``""`` where the page shows none."""

    title: str
    text: str


@dataclass
class Page:
    """A page's units and what became of each.

    Every unit ends in exactly one place: ``dropped`` (with a reason), ``title``, a teaser, a table
    or, where none of these took it, the body. Indexes are places in ``units``. ``contents`` are the
    entries of the page's table of contents, in small letters.
    """

    units: list[Unit]
    title: int | None = None
    dropped: dict[int, str] = field(default_factory=dict)
    teasers: list[Teaser] = field(default_factory=list)
    in_teaser: set[int] = field(default_factory=set)
    tables: dict[int, tuple[Block, ...]] = field(default_factory=dict)
    _in_tables: set[int] = field(default_factory=set)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    contents: set[str] = field(default_factory=set)

    def drop(self, at: int, reason: str) -> None:
        """Leave a unit out, unless something else has it already."""
        if self.free(at):
            self.dropped[at] = reason

    def free(self, at: int) -> bool:
        """Whether nothing has taken the unit yet."""
        taken = at in self.dropped or at in self.in_teaser or at == self.title
        return not taken and not self.in_table(at)

    def in_table(self, at: int) -> bool:
        """Whether the unit is a cell or row of a table."""
        return at in self._in_tables

    def add_table(self, start: int, stop: int, blocks: tuple[Block, ...]) -> None:
        """Take the units from ``start`` to ``stop`` for a table."""
        self.tables[start] = blocks
        self._in_tables.update(range(start, stop))

    def following(self, at: int) -> int | None:
        """The next unit that is not dropped, or None at the end of the page's body."""
        for later in range(at + 1, len(self.units)):
            if later in self.in_teaser:
                return None
            if later not in self.dropped and later != self.title:
                return later
        return None

    def left_out(self) -> tuple[Dropped, ...]:
        """The dropped units in the page's order."""
        return tuple(
            Dropped(self.units[at].text, reason) for at, reason in sorted(self.dropped.items())
        )
