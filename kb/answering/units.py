"""The quotable units of a passage: sentences, list items and table rows, with their places."""

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.passage_text import headers, lead_in, only_above
from kb.text.sentences import sentences
from kb.values import Passage

#: A sentence shorter than this says nothing alone ("No.", "Yes, always.") and keeps the next one.
_ALONE = 4
_LONGEST_LIST = 20
#: The number of a paragraph ("4.2 ", "(a) ") is its place, not what it says.
_NUMBERING = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){1,4}\.?|\d{1,2}\.|\([a-z0-9]{1,3}\))\s+(?=[A-Z“\"(])"
)
#: A sentence that speaks of what the one before it names: "It is kept for a year."
_POINTS_BACK = re.compile(
    r"(?:It|They|He|She|Both|Neither)\b"
    r"|(?:This|These|Those|That)\s+(?:is|are|was|were|has|have|must|may|can|will|do|does|applies|"
    r"includes?|also|happens|takes|needs?)\b"
    r"|(?!There\b)(?:\w+ ){1,2}there (?:is|are|was|were|has|have|must|may|can|will)\b"
)
_THEM = re.compile(r"\b(?:them|do so|does so|done so)\b")
#: "In the other product, no." says nothing without what comes before.
_VERBLESS = re.compile(
    r"(?:In|For|On|At|With) (?:[\w-]+ ){1,5}?[\w-]+, (?:no|yes|not|never|only [\w ]{2,40})\."
    r"|Not (?:in|for|on|at) (?:[\w-]+ ){0,5}?[\w-]+\."
)
#: A sentence longer than this names what it speaks of.
_SHORT_WITH_THEM = 14
_LONGEST_WITH_BEFORE = 70


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a passage that can be quoted as it stands.

    ``start`` and ``end`` count characters of the stored document, not of the passage. ``first``
    marks the first unit of its section.
    """

    passage: Passage
    text: str
    start: int
    end: int
    first: bool = False
    columns: tuple[str, ...] = ()

    @property
    def above(self) -> str:
        """What a reader would know from above: title, headings, lead-in, column names."""
        passage = self.passage
        known = lead_in(passage.context)
        return " ".join((passage.title, *passage.heading, known, *self.columns))

    @property
    def is_row(self) -> bool:
        """Whether it is a table row."""
        return "\t" in self.text


def units(passage: Passage) -> list[Unit]:
    """The units of ``passage``, in order; a row knows the names of its columns."""
    known = headers(passage.context)
    outer = columns_above(passage)
    inner = any(header != outer for header in known)
    columns = outer
    found = []
    for at, (start, end) in enumerate(_spans(passage.text)):
        text = passage.text[start:end]
        cells = tuple(text.split("\t"))
        if len(cells) > 1 and cells in known:
            columns = cells
            continue
        if len(cells) == 1 and inner:
            columns = ()  # the table is over; another may have no names
        named = columns if len(cells) > 1 and len(cells) == len(columns) else ()
        place = passage.start + start
        found.append(Unit(passage, text, place, place + len(text), first=at == 0, columns=named))
    return found


def columns_above(passage: Passage) -> tuple[str, ...]:
    """The names of the columns of the table that the passage begins in."""
    known = headers(only_above(passage.context, passage.text))
    return known[-1] if known else ()


@lru_cache(maxsize=4_096)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the units of ``text`` stand, in order, each without the number of its paragraph."""
    spans = _with_lists(text, _with_before(text, _joined(text, sentences(text))))
    found = []
    for start, end in spans:
        numbering = _NUMBERING.match(text[start:end])
        if numbering is not None and end - start > numbering.end() + 8:
            start += numbering.end()
        found.append((start, end))
    return tuple(found)


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Very short sentences joined with the one after them in the same paragraph."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined:
            before = text[joined[-1][0] : joined[-1][1]]
            short = len(before.split()) < _ALONE and "\t" not in before
            if short and before[-1:] in ".!" and "\n" not in text[joined[-1][1] : start]:
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


def _with_before(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sentences that point back begin with the one they point at, so that they read alone."""
    result: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(spans):
        begin = start
        if at and _points_back(text[start:end]):
            before, stop = result[-1]
            near = "\n" not in text[stop:start] and "\t" not in text[before:end]
            if near and len(text[before:end].split()) <= _LONGEST_WITH_BEFORE:
                begin = before
        result.append((begin, end))
    return result


def _points_back(sentence: str) -> bool:
    if _POINTS_BACK.match(sentence) or _VERBLESS.fullmatch(sentence):
        return True
    return len(sentence.split()) <= _SHORT_WITH_THEM and bool(_THEM.search(sentence))


def _with_lists(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A lead-in that ends with a colon becomes one unit with the lines right below it."""
    result: list[tuple[int, int]] = []
    at = 0
    while at < len(spans):
        start, end = spans[at]
        result.append((start, end))
        if text[start:end].endswith(":"):
            last = at
            for following in range(at + 1, min(at + 1 + _LONGEST_LIST, len(spans))):
                if not re.fullmatch(
                    r"[^\S\n]*\n[^\S\n]*", text[spans[last][1] : spans[following][0]]
                ):
                    break
                last = following
            if last > at:
                result[-1] = (start, spans[last][1])
                result.extend(spans[at + 1 : last + 1])
                at = last
        at += 1
    return result
