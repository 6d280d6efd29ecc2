"""Lines of plain text, joined where they were only wrapped.

Shared by ordinary text files and pages saved as text. A *unit* is what stood on one line when it
was written: a paragraph, a heading, a list item, a table row or one of its cells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.values.documents import clean_text

BULLET = re.compile(r"^\s*(?:[-*•·◦▪‣●○■–+✓✔►»]|o(?=\s{2,}))\s+(?=\S)")
ORDINAL = re.compile(r"^\s*\(?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[A-Z])[.)]\s+(?=\S)")
RULE = re.compile(r"^\s*([-=_*~+#.])\1{2,}\s*$")
_TEXT_WIDTH = 120  # no program that wraps text for people does so at more columns
_LONG = 200  # a line beyond this was certainly not wrapped


@dataclass(frozen=True, slots=True)
class Unit:
    """One line as it was written: clean ``text``, ``raw`` with its spacing, and its place.

    ``group`` counts the blank-line-separated groups; ``spaced`` says that a line holding only a
    non-breaking space (an empty paragraph of a web page) stands before it.
    """

    text: str
    raw: str
    line: int
    group: int
    indent: int = 0
    spaced: bool = False

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def units(text: str) -> list[Unit]:
    """The units of a text, in order; blank lines only part groups."""
    lines = text.split("\n")
    width = wrap_width(lines)
    found: list[Unit] = []
    for group, (start, members) in enumerate(_groups(lines)):
        spaced = start > 0 and bool(_padding(lines, start))
        for number, raw in _joined(members, width):
            found.append(
                Unit(
                    clean_text(raw),
                    raw,
                    start + number,
                    group,
                    len(raw) - len(raw.lstrip()),
                    spaced and number == 0,
                )
            )
    return [unit for unit in found if unit.text]


def wrap_width(lines: list[str]) -> int:
    """The column at which the file was wrapped, or 0 where each line stands for itself.

    A file is wrapped where hardly any line is long, and lines near the longest common length run
    on: the next one starts with a small letter.
    """
    full = [line.rstrip() for line in lines if line.strip()]
    if not full or sum(len(line) > _LONG for line in full) > len(full) / 50:
        return 0
    lengths = sorted(len(line) for line in full if len(line) <= _TEXT_WIDTH)
    if not lengths:
        return 0
    width = lengths[int((len(lengths) - 1) * 0.98)]
    if width < 40:
        return 0
    long = [at for at, line in enumerate(lines[:-1]) if len(line.rstrip()) > width * 0.75]
    running = sum(bool(re.match(r"\s*[a-z(]", lines[at + 1])) for at in long)
    return width if long and running >= len(long) * 0.3 else 0


def _groups(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    start, members = 0, list[str]()
    for at, line in enumerate(lines):
        if line.strip():
            start = at if not members else start
            members.append(line)
        elif members:
            yield start, members
            members = []
    if members:
        yield start, members


def _padding(lines: list[str], start: int) -> bool:
    """Whether the blank lines above ``start`` hold a non-breaking space."""
    at = start - 1
    while at >= 0 and not lines[at].strip():
        if "\u00a0" in lines[at]:
            return True
        at -= 1
    return False


def _joined(members: list[str], width: int) -> Iterator[tuple[int, str]]:
    """The lines of a group with the wrapped ones joined, each with its number in the group."""
    at = 0
    while at < len(members):
        first, raw = at, members[at]
        while at + 1 < len(members) and _continues(
            members[first], members[at], members[at + 1], width
        ):
            at += 1
            raw = f"{raw.rstrip()} {members[at].strip()}"
        yield first, raw
        at += 1


def _continues(first: str, line: str, following: str, width: int) -> bool:
    """Whether ``following`` is the rest of ``line``, which belongs to a unit starting ``first``.

    Two signs. In a wrapped file a break was forced where the next word would not have fitted. And
    below a list mark, text set in as far as the item's own text belongs to the item.
    """
    if BULLET.match(following) or ORDINAL.match(following) or RULE.match(following):
        return False
    if RULE.match(line) or "\t" in following or "  " in following.strip():
        return False
    mark = BULLET.match(first) or ORDINAL.match(first)
    indent = len(following) - len(following.lstrip())
    if mark and indent >= len(mark.group()) and indent > 0:
        return True
    if not width:
        return False
    fits = len(line.rstrip()) + 1 + len(following.split()[0]) <= width
    return not fits and (bool(mark) or indent <= len(first) - len(first.lstrip()) + 1)
