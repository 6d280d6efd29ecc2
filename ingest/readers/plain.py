"""Ordinary plain text: headings by their form, lists, tables, header lines."""

import re
from collections.abc import Sequence

from ingest.facts import facts_from_lines, known_label, line_pairs
from ingest.readers.lines import BULLET, ORDINAL, RULE, Unit, units
from ingest.readers.saved_page.shape import (
    could_head,
    ends_sentence,
    heads,
    is_answered,
    is_prose,
    opens_numbers,
)
from ingest.readers.saved_page.vocabulary import is_faq
from ingest.readers.text_tables import is_ruler, table_blocks, visible_cells, visible_table
from kb.values import Block, BlockKind, Document, Dropped
from kb.values.documents import clean_text

_HEADER_LINES = 30  # how far down facts are looked for
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\)?\s+(?=[A-Z“\"])")
_NAMED = re.compile(
    r"(article|section|annex|appendix|part|chapter|schedule|clause)\s+[\w.]+\b", re.I
)
_MARKED = re.compile(r"^(?P<marks>#{1,6})\s+(?=\S)")
_PAGE_NUMBER = re.compile(r"(page\s+)?\d+\s*(of|/)\s*\d+|page\s+\d+|-\s*\d+\s*-", re.I)
_CONTENTS = re.compile(r"\S.{0,120}?\s?(?:\.\s?|…\s?){3,}\s*\d{1,4}")  # "2 Scope ....... 4"
_HEADING_WORDS = 14
_NAME_WORDS = 6  # longest name behind a number that may stand right above a short sentence


def read_plain(text: str, name: str) -> Document:
    """One document of ordinary text; ``name`` is its title where the text begins with none.

    Headings are lines underlined with ``===`` or ``---``, lines in capitals, numbered ones
    (``4.2 Backup``), named ones (``Annex A``), and short lines in title case above prose.
    Numbers and ordinals stay in the text.
    """
    lines = units(text)
    builder = _Builder(lines)
    builder.build()
    title = builder.title or name
    top = [unit.raw for unit in lines[:_HEADER_LINES] if not is_prose(unit)]
    return Document(
        title=title,
        blocks=tuple(builder.blocks),
        facts=facts_from_lines(top),
        dropped=tuple(builder.dropped),
    )


class _Builder:
    """Walks the units once and collects blocks."""

    def __init__(self, lines: Sequence[Unit]) -> None:
        self._lines = lines
        self._marks: list[int] = []
        self._capitals = any(_is_capitals(unit.text) for unit in lines[1:])
        self._fact_groups = {
            unit.group
            for unit in lines[:_HEADER_LINES]
            if any(known_label(*pair) for pair in line_pairs(unit.raw))
        }
        self._numbers = any(_is_numbered(unit) for unit in lines[1:])
        self.blocks: list[Block] = []
        self.dropped: list[Dropped] = []
        self.title = ""

    def build(self) -> None:
        at = 0
        while at < len(self._lines):
            unit = self._lines[at]
            stop = visible_table(self._lines, at)
            if stop > at and not BULLET.match(unit.raw):
                rows = [visible_cells(row) for row in self._lines[at:stop] if not is_ruler(row)]
                self.blocks.extend(table_blocks(rows))
                at = stop
            elif is_ruler(unit):
                at += 1
            else:
                self._one(at)
                at += 1

    def _one(self, at: int) -> None:
        unit = self._lines[at]
        following = self._lines[at + 1] if at + 1 < len(self._lines) else None
        above = self._lines[at - 1] if at else None
        level = self._level(unit, following, above)
        if _PAGE_NUMBER.fullmatch(unit.text):
            self.dropped.append(Dropped(unit.text, "page number"))
        elif _CONTENTS.fullmatch(unit.text):
            self.dropped.append(Dropped(unit.text, "table of contents"))
        elif level:
            if not self.blocks:
                self.title, level = _MARKED.sub("", unit.text), 1
            self._add(Block(BlockKind.HEADING, _MARKED.sub("", unit.text), level=level))
        elif BULLET.match(unit.raw) or ORDINAL.match(unit.raw):
            while self._marks and self._marks[-1] > unit.indent:
                self._marks.pop()
            if not self._marks or self._marks[-1] < unit.indent:
                self._marks.append(unit.indent)
            text = clean_text(BULLET.sub("", unit.raw))
            self.blocks.append(Block(BlockKind.LIST_ITEM, text, level=len(self._marks)))
        else:
            self._add(Block(BlockKind.PARAGRAPH, unit.text))

    def _add(self, block: Block) -> None:
        self._marks.clear()
        self.blocks.append(block)

    def _level(self, unit: Unit, following: Unit | None, above: Unit | None) -> int:
        """The level of a heading, or 0 for anything else."""
        if marked := _MARKED.match(unit.text):
            return len(marked["marks"])
        if following is not None and _underlines(following, unit):
            return 1 if following.raw.strip()[0] == "=" and not self.blocks else 2
        if _in_article(unit, following, above):
            return 3 if self._capitals else 2
        if unit.words > _HEADING_WORDS or BULLET.match(unit.raw) or ends_sentence(unit.text):
            return 0
        if unit.group in self._fact_groups and line_pairs(unit.raw):
            return 0
        if _is_numbered(unit) and (
            following is None
            or following.group != unit.group
            or is_prose(following)
            or (unit.words <= _NAME_WORDS and ends_sentence(following.text))
        ):
            number = _NUMBERED.match(unit.text)
            return 2 + (number["number"].count(".") if number else 0)
        if not could_head(unit):
            return 0
        if _is_capitals(unit.text) or (_NAMED.match(unit.text) and unit.words <= 10):
            return 2
        if ORDINAL.match(unit.raw) or "  " in unit.raw.strip():
            return 0
        if _ends_lines(unit, following, above):
            return 0
        own_line = following is None or following.group != unit.group or is_prose(following)
        if (not self.blocks and own_line) or heads(unit, following if own_line else None):
            return 3 if self._capitals or self._numbers else 2
        return 0


def _in_article(unit: Unit, following: Unit | None, above: Unit | None) -> bool:
    """Whether a line is one of the headings of articles: a question above its answer, what opens
    questions, what opens numbered headings."""
    if following is None or BULLET.match(unit.raw):
        return False
    if is_answered(unit, following):
        sentence = is_prose(following) or ends_sentence(following.text)
        return sentence or above is None or above.group != unit.group
    return opens_numbers(unit, following) or (is_faq(unit.text) and could_head(unit))


def _ends_lines(unit: Unit, following: Unit | None, above: Unit | None) -> bool:
    """Whether a line is the last of several short ones, with an empty line below it."""
    last = above is not None and above.group == unit.group
    last = last and (following is None or following.group != unit.group)
    return last and above is not None and not ends_sentence(above.text) and above.words <= 12


def _underlines(unit: Unit, above: Unit) -> bool:
    """Whether a line draws under the one directly above it."""
    drawn = bool(RULE.match(unit.raw)) and unit.raw.strip()[:1] in "=-~"
    return drawn and unit.line == above.line + 1 and above.words <= _HEADING_WORDS


def _is_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    words = [word for word in text.split() if len(word) > 3]
    return len(letters) >= 4 and bool(words) and all(letter.isupper() for letter in letters)


def _is_numbered(unit: Unit) -> bool:
    """Whether a line is a number with dots and a short name: ``4.2 Backup``, ``3. Scope``."""
    match = _NUMBERED.match(unit.text)
    if not match or unit.words > _HEADING_WORDS or ends_sentence(unit.text):
        return False
    return not unit.text.endswith((",", ";", ":"))
