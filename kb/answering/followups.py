"""Questions that lean on those before them: "and for HIPAA?", "how often?", "who signs that?".

Only the asker's own earlier turns are used. A question with enough to stand on is left alone: it
may be a change of topic.
"""

import re
from collections.abc import Sequence

from kb.answering.evidence import ASKING
from kb.lexical.analysis import terms
from kb.text.contrasts import Contrasts
from kb.text.identifiers import Identifier, find_identifiers

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
    new, old = find_identifiers(rest), find_identifiers(before)
    alone = len(new) == 1 and len(rest) <= (new[0].end - new[0].start) + 6
    same = [found for found in old if new and _sort(found) == _sort(new[0])]
    if not alone or not same:
        return None
    replaced = same[-1]
    name = rest[new[0].start : new[0].end]
    return before[: replaced.start] + name + before[replaced.end :]


def _contrasted(question: str, before: str, contrasts: Contrasts) -> str | None:
    """The earlier question with "employees" replaced by "contractors", if that is all that is new.

    Of each group of terms that exclude one another, the new question's takes the earlier one's
    place.
    """
    rest = _OPENING.sub("", question).strip(" ?.!")
    if len(rest.split()) > 4:
        return None
    for group in contrasts.groups:
        for _, pattern in group:
            new = pattern.search(rest.lower())
            old = next(
                (p.search(before.lower()) for _, p in group if p.search(before.lower())), None
            )
            if new is not None and old is not None and new.group() != old.group():
                name = rest[new.start() : new.end()]
                return before[: old.start()] + name + before[old.end() :]
    return None


def _sort(found: Identifier) -> str:
    return "standard" if found.kind in ("standard", "report") else found.kind
