"""Questions that lean on those before them: "and for HIPAA?", "how often?", "who signs that?".

Only the asker's own earlier turns are used. A question with enough to stand on is left alone: it
may be a change of topic.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answering.evidence import ASKING
from kb.answering.frameworks import Frameworks
from kb.lexical.analysis import terms
from kb.text.contrasts import Contrasts
from kb.text.identifiers import find_identifiers

_LEANS = re.compile(
    r"^\W*(?:and|or|but|also|then|so|what about|how about|what of|same for|likewise|ok(?:ay)?,?)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|there|he|she|one|ones|such|the same|"
    r"the (?:latter|former)|the other|either|both|else)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:(?:and|or|but|also|then|so|what about|how about|what of|same for|likewise|ok(?:ay)?)\b"
    r"[\s,]*)+(?:for|with|in|on|about)?\s*",
    re.IGNORECASE,
)
_FEW = 2


def leans(question: str) -> bool:
    """Whether ``question`` cannot be understood without what was asked before."""
    about = [term for term in terms(question) if term not in ASKING]
    if _LEANS.search(question) and len(about) <= 3:
        return True
    if len(about) < _FEW:
        return True
    return bool(_POINTS.search(question)) and len(about) <= 3


def resolve(question: str, history: Sequence[str], contrasts: Contrasts) -> str:
    """``question`` with what it leans on put in; unchanged if it stands alone.

    Where both name one thing of the same sort ("… for SOC 2?", "and for HIPAA?"), the new name
    takes the place of the old; else the earlier question is put before the new one.
    """
    earlier = [turn for turn in history if turn.strip()]
    if not earlier or not leans(question):
        return question
    before = resolve(earlier[-1], earlier[:-1], contrasts)
    swapped = _swapped(question, before) or _contrasted(question, before, contrasts)
    return swapped if swapped is not None else f"{before.rstrip(' ?.!')}: {question}"


def _swapped(question: str, before: str) -> str | None:
    """The earlier question with its name replaced by the new one's, if that is all that is new."""
    rest = _OPENING.sub("", question).strip(" ?.!")
    new, old = _names(rest), _names(before)
    alone = len(new) == 1 and len(rest) <= (new[0].end - new[0].start) + 6
    same = [found for found in old if new and found.sort == new[0].sort]
    if not alone or not same:
        return None
    replaced = same[-1]
    name = rest[new[0].start : new[0].end]
    return before[: replaced.start] + name + before[replaced.end :]


@dataclass(frozen=True, slots=True)
class _Name:
    """A framework, report or control named in a text, where, and what sort of thing it is."""

    start: int
    end: int
    sort: str


def _names(text: str) -> list[_Name]:
    """What ``text`` names, in order: frameworks that have no number ("HIPAA") too."""
    found = [
        _Name(i.start, i.end, "standard" if i.kind in ("standard", "report") else i.kind)
        for i in find_identifiers(text)
    ]
    found += [
        _Name(n.start, n.end, "standard")
        for n in Frameworks.load().named(text)
        if not any(n.start < f.end and f.start < n.end for f in found)
    ]
    return sorted(found, key=lambda name: name.start)


def _contrasted(question: str, before: str, contrasts: Contrasts) -> str | None:
    """The earlier question with "employees" replaced by "contractors", if that is all that is new.

    Of each group of terms that exclude one another, the new question's takes the earlier one's
    place.
    """
    if len(_OPENING.sub("", question).split()) > 4:
        return None
    for group in contrasts.groups:
        for _, pattern in group:
            new = pattern.search(question.lower())
            old = next(
                (p.search(before.lower()) for _, p in group if p.search(before.lower())), None
            )
            if new is not None and old is not None and new.group() != old.group():
                name = question[new.start() : new.end()]
                return before[: old.start()] + name + before[old.end() :]
    return None
