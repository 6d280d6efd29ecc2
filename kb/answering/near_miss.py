"""Statements that are asked about nearly as they stand, but for a word that changes everything.

"Backups are deleted after 35 days. Confirm." is nearly the sentence "Backups are deleted before 35
days": as many words in common as a paraphrase has, and the opposite of it.
"""

import re
from collections.abc import Sequence, Set
from difflib import SequenceMatcher
from enum import StrEnum

from kb.answering.evidence import ASKING, SOFT
from kb.lexical.analysis import STOP_WORDS, terms, words

#: From this share of the question's words on, found in the same order, it asks of the sentence.
_NEARLY = 0.7
#: From this share on it repeats it, so that a word counts in its own place only.
_ALMOST_ALL = 0.8
_FEWEST = 4
#: Words before the part that is repeated which still belong to it.
_BESIDE = 2
_NEGATIONS = frozenset("not no never none neither nor nobody nothing without cannot".split())
_ALL = frozenset("all every each any always whole".split())
_HOPES = frozenset("should might could ought".split())
_OPPOSITE = {
    "before": {"after", "during"},
    "after": {"before", "during", "until"},
    "until": {"after"},
    "during": {"before", "after"},
    "above": {"below", "under"},
    "below": {"above", "over"},
    "over": {"under", "below", "within"},
    "under": {"over", "above"},
    "more": {"less", "fewer"},
    "less": {"more"},
    "first": {"last"},
    "last": {"first"},
    "most": {"least"},
    "least": {"most"},
    "including": {"except", "excluding", "without"},
    "with": {"without"},
    "only": set(),
}
#: Words without a subject of their own that change what is said of one.
_TELLING = _NEGATIONS | _ALL | _OPPOSITE.keys() | {word for o in _OPPOSITE.values() for word in o}


#: What stands for the thing that is spoken of.
_ONE = "one"
#: "Every year" says how often, and not of how many.
_EVERY_SO_OFTEN = re.compile(
    r"\b(?:every|each)(?=\s+(?:\d+\s+|two\s+|three\s+|six\s+|twelve\s+|other\s+|calendar\s+)?"
    r"(?:day|week|month|quarter|year)s?\b)",
    re.IGNORECASE,
)


class Difference(StrEnum):
    """How a sentence differs from the question that nearly repeats it."""

    NONE = "none"
    WORD = "word"
    NEGATION = "negation"
    WEAKER = "weaker"


def difference(
    question: str, text: str, outside: Set[str], absent: Set[str] | None = None
) -> Difference:
    """How ``text`` differs from ``question``; ``NONE`` too where it is no near repetition.

    ``outside``: stems of the question for which ``text`` has neither the word nor one that stands
    for it; ``absent``: those that are not above it either (a heading, the title), by default all
    ``outside``.
    """
    above = outside - absent if absent is not None else frozenset[str]()
    asked, said = _telling(question), _telling(text)
    if len(asked) < _FEWEST:
        return Difference.NONE
    matcher = SequenceMatcher(None, asked, said, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    share = sum(block.size for block in blocks) / len(asked)
    if share < _NEARLY:
        return Difference.NONE
    begin, end = blocks[0].b, blocks[-1].b + blocks[-1].size
    weaker = _HOPES & set(words(text)) and not _HOPES & set(words(question))
    found = Difference.WEAKER if weaker else Difference.NONE
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        ours, theirs = asked[a:b], said[c:d]
        if ours and theirs[:1] == [_ONE] and set(ours) <= above:
            ours, theirs = [], theirs[1:]  # "A new one" is what the heading names.
        if _reworded(ours, theirs, set(asked)) and (
            _ALL & set(ours) or _missing(ours, set(said), outside, exact=share >= _ALMOST_ALL)
        ):
            return Difference.WORD
        if any(_OPPOSITE.get(word, set()) & set(theirs) for word in ours):
            return Difference.WORD
        near = (begin <= c and d <= end) or (d == begin and d - c <= _BESIDE)
        # "Barred from sharing" says "not" in another way: what takes its place is not looked at.
        plain = all(word in _TELLING for word in ours)
        if near and plain and _negated(ours) != _negated(theirs):
            found = Difference.NEGATION
    return found


def _telling(text: str) -> list[str]:
    """The stems of the words that say something, in order."""
    found = []
    for word in words(_EVERY_SO_OFTEN.sub(" ", text)):
        if word in _TELLING:
            found.append(word)
        elif word not in STOP_WORDS:
            found += [stem for stem in terms(word) if stem not in ASKING and stem not in SOFT]
    return found


def _negated(some: Sequence[str]) -> bool:
    return sum(word in _NEGATIONS for word in some) % 2 == 1


def _reworded(ours: Sequence[str], theirs: Sequence[str], asked: Set[str]) -> bool:
    """Whether the sentence has a word of its own where the question has another."""
    return bool(ours) and any(word not in asked and word not in _TELLING for word in theirs)


def _missing(some: Sequence[str], said: Set[str], outside: Set[str], *, exact: bool) -> bool:
    """Whether one of these words of the question is not said; ``exact``: not in this place."""
    return any(
        word not in _TELLING and (exact if word in said else word in outside) for word in some
    )
