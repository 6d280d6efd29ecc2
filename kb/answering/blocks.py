"""Lists, tables and runs of steps in a section, each a stretch of the stored document."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answering.tools import Tools
from kb.answering.units import Unit, units
from kb.lexical.analysis import terms
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
#: A sentence that names what the one before it speaks of by a pronoun only.
_POINTS = re.compile(r"\b(?:it|they|them|those|these|this|that|such|here)\b", re.IGNORECASE)
#: What opens a clause, or closes one ("a talk first, then …"): "the first deputy" is no step.
_FIRST = re.compile(
    r"(?:^|[.;:,]\s+)(?:first(?:ly)?|to begin with|initially)\b(?! \w+ (?:is|are|has)\b)"
    r"|\bfirst(?=[,.;])",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"(?:^|[.;:,]\s+|\band )(?:then|next|afterwards?|thereafter|after that|finally|lastly|"
    r"in the end|secondly|thirdly|once (?:this|that) is done)\b",
    re.IGNORECASE,
)
_LEAST_THEN = 2
_NEGATED = re.compile(
    r"\b(?:not|no|never|cannot|without|lack\w*|un(?:certified|tested|encrypted|supported))\b|n['’]t\b",
    re.IGNORECASE,
)
_YES, _NO = (
    frozenset({"yes", "y", "✓", "x", "true"}),
    frozenset({"no", "n", "–", "-", "✗", "false"}),
)
#: Words of a state at most; longer cells say something of their own.
_STATE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Block:
    """Items that belong together. ``lead`` introduces them and is quoted with them.

    ``kind``: ``list``, ``table``, ``steps`` (sub-headings), ``sequence`` (a paragraph that says
    what comes first and what then) or ``sentence``. ``contiguous`` items stand one under the
    other, so that one quote holds them all.
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
    return [*found, *_enumerations(section), *_sequences(lines, section)]


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
    """Sentences that name three things or more.

    One that only points at what it lists ("those that cannot: …") keeps the sentence before it.
    """
    passage = section.passage
    found = []
    before: Unit | None = None
    for unit in units(passage):
        plain = not unit.is_row and "\n" not in unit.text and not unit.text.endswith(("?", ":"))
        if plain and len(_SEPARATED.split(unit.text)) >= _INLINE_LEAST and "," in unit.text:
            told = unit.text.split(":")[0]
            near = before is not None and unit.start - before.end <= 1 and not before.is_row
            lead = before if near and ":" in unit.text and _POINTS.search(told) else None
            found.append(Block("sentence", lead, (unit,), passage.heading, False))
        before = unit
    return found


def _sequences(lines: Sequence[Unit], section: Section) -> list[Block]:
    """Paragraphs that say what is done first and what then."""
    found = []
    for line in lines:
        if line.is_row or _STEP.match(line.text):
            continue
        then = len(_THEN.findall(line.text))
        if then >= _LEAST_THEN or (then and _FIRST.search(line.text)):
            found.append(Block("sequence", None, (line,), section.passage.heading, False))
    return found


def filtered(block: Block, question: str) -> Block | None:
    """The rows of a table that a condition in ``question`` picks; None where it sets none.

    Either a column that says yes or no has all its words in the question ("which are not
    certified?"), or the question names one of the states that a column repeats ("are planned").
    """
    if block.kind != "table" or len(block.items) <= _LEAST_ITEMS:
        return None
    rows = [item.text.split("\t") for item in block.items]
    header, body = rows[0], rows[1:]
    for at in range(1, len(header)):
        cells = [row[at].strip().lower() if at < len(row) else "" for row in body]
        picked = _by_yes_no(header[at], cells, question) or _by_state(cells, question)
        if picked:
            items = (block.items[0], *(block.items[1 + n] for n in picked))
            return replace(block, items=items, contiguous=False)
    return None


def _by_yes_no(header: str, cells: Sequence[str], question: str) -> list[int]:
    """The rows whose answer in this column agrees with the question, if it asks for the column."""
    first = [(cell.replace(",", " ").split() or [""])[0].rstrip(".;") for cell in cells]
    about = set(terms(header))
    if not about or not about <= set(terms(question)) or {*first} - _YES - _NO:
        return []
    wanted = _NO if _NEGATED.search(question) else _YES
    return [at for at, word in enumerate(first) if word in wanted]


def _by_state(cells: Sequence[str], question: str) -> list[int]:
    """The rows in the one state of a column that the question names."""
    states = {cell for cell in cells if cell and len(cell.split()) <= _STATE_WORDS}
    if len(states) == len(cells) or len(states) < _LEAST_ITEMS:
        return []
    asked = question.lower()
    named = [s for s in states if s.isascii() and re.search(rf"\b{re.escape(s)}(?!\w)", asked)]
    named = [s for s in named if not any(s != other and s in other for other in named)]
    if len(named) != 1 or named[0] in _YES | _NO or named[0].isdigit():
        return []
    return [at for at, cell in enumerate(cells) if cell == named[0]]


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
