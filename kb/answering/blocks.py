"""Lists, tables and runs of steps in a section, each a stretch of the stored document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answering.tools import Tools
from kb.answering.units import Unit, units
from kb.records.passages import neighbours
from kb.values import Passage

#: Chunks of one section before and after a passage that are looked at.
_REACH = 8
_LEAST_ITEMS = 2
_STEP = re.compile(
    r"^(?:(?:step|phase|stage|part|day|week)\s+\d{1,2}\b|\d{1,2}[.)]\s|\(\d{1,2}\))", re.IGNORECASE
)
_SEPARATED = re.compile(r"[;,]\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+")
_INLINE_LEAST = 3


@dataclass(frozen=True, slots=True)
class Block:
    """Items that belong together. ``lead`` introduces them and is quoted with them.

    ``kind``: ``list``, ``table``, ``steps`` (sub-headings) or ``sentence``. ``contiguous`` items
    stand one under the other, so that one quote holds them all.
    """

    kind: str
    lead: Unit | None
    items: tuple[Unit, ...]
    heading: tuple[str, ...]
    numbered: bool
    contiguous: bool = True

    @property
    def text(self) -> str:
        """Everything it says."""
        parts = [*([self.lead.text] if self.lead else []), *(item.text for item in self.items)]
        return "\n".join(parts)

    @property
    def count(self) -> int:
        """How many things it lists."""
        if self.kind == "sentence":
            return len(_SEPARATED.split(self.items[0].text))
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Section:
    """The chunks of one section of a document, as one passage of its stored text."""

    passage: Passage
    start: int
    text: str


def section_of(passage: Passage, tools: Tools) -> Section:
    """The whole section in which ``passage`` stands, as far as its chunks reach."""
    with tools.records.read() as connection:
        around = neighbours(connection, passage, _REACH)
    at = next(n for n, other in enumerate(around) if other.chunk_id == passage.chunk_id)
    first = last = at
    while first > 0 and around[first - 1].heading == passage.heading:
        first -= 1
    while last + 1 < len(around) and around[last + 1].heading == passage.heading:
        last += 1
    start, end = around[first].start, around[last].end
    text = tools.text(passage.document_id, passage.version)[start:end]
    return Section(around[first], start, text)


def blocks(section: Section) -> list[Block]:
    """The lists and tables of a section, and the sentences that enumerate, in order."""
    lines = _lines(section)
    found: list[Block] = []
    run: list[Unit] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        if before is not None and _apart(before, line) and run:
            found += _block(run, section, lines)
            run = []
        run.append(line)
    if run:
        found += _block(run, section, lines)
    return [*found, *_enumerations(section)]


def _lines(section: Section) -> list[Unit]:
    found = []
    at = 0
    for line in section.text.split("\n"):
        if line.strip():
            start = section.start + at
            found.append(Unit(section.passage, line, start, start + len(line)))
        at += len(line) + 1
    return found


def _apart(one: Unit, other: Unit) -> bool:
    """Whether an empty line, or the edge of a table, stands between two lines."""
    return other.start - one.end > 1 or one.is_row != other.is_row


def _block(run: list[Unit], section: Section, lines: Sequence[Unit]) -> list[Block]:
    lead: Unit | None = None
    if run[0].is_row:
        kind = "table"
    else:
        kind = "list"
        numbered = sum(bool(_STEP.match(u.text)) for u in run)
        if run[0].text.rstrip().endswith(":") or (
            numbered >= len(run) - 1 > 1 and not _STEP.match(run[0].text)
        ):
            lead, run = run[0], run[1:]
    if len(run) < _LEAST_ITEMS:
        return []
    if lead is None:
        lead = _introduced_by(run[0], lines)
    numbered_all = sum(_numbered(u.text) for u in run) >= len(run) - 1
    return [Block(kind, lead, tuple(run), section.passage.heading, numbered_all)]


def _numbered(line: str) -> bool:
    return bool(_STEP.match(line)) or line.split("\t")[0].strip().isdigit()


def _introduced_by(first: Unit, lines: Sequence[Unit]) -> Unit | None:
    """The last line above, where it ends with a colon."""
    above = [line for line in lines if line.end < first.start]
    return above[-1] if above and above[-1].text.rstrip().endswith(":") else None


def _enumerations(section: Section) -> list[Block]:
    """Sentences that name three things or more."""
    passage = section.passage
    found = []
    for unit in units(passage):
        plain = not unit.is_row and "\n" not in unit.text and not unit.text.endswith(("?", ":"))
        if plain and len(_SEPARATED.split(unit.text)) >= _INLINE_LEAST and "," in unit.text:
            found.append(Block("sentence", None, (unit,), passage.heading, False))
    return found


def sub_headings(passage: Passage, tools: Tools) -> Block | None:
    """The headings beside the one that ``passage`` stands under, if they are numbered steps."""
    if not passage.heading:
        return None
    with tools.records.read() as connection:
        around = neighbours(connection, passage, 4 * _REACH)
    parent = passage.heading[:-1]
    level = len(passage.heading)
    seen: dict[str, Passage] = {}
    for other in around:
        if other.heading[:-1] == parent and len(other.heading) == level:
            seen.setdefault(other.heading[-1], other)
    steps = {name: p for name, p in seen.items() if _STEP.match(name)}
    if not parent and not all(name[0].isalpha() for name in steps):
        return None  # the numbered sections of a document are no steps
    if len(steps) < _LEAST_ITEMS + 1:
        return None
    text = tools.text(passage.document_id, passage.version)
    items = []
    for name, first in steps.items():
        start = text.rfind(name, 0, first.start)
        if start < 0:
            return None
        items.append(Unit(first, name, start, start + len(name)))
    return Block("steps", None, tuple(items), parent, True, contiguous=False)
