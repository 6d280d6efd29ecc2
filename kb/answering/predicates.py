"""What a closed question asks to be done."""

import re

from kb.answering.evidence import ASKING
from kb.lexical.analysis import terms

_DO = re.compile(
    r"\b(?:do|does|did|can|could|may|must|should|will)\s+(?:i|you|we|they|it|(?:your|our|the|all|any|"
    r"new)\s+(?:\w+\s+){0,2}?\w+)\s+(?:\w+ly\s+|not\s+)?(?P<verb>[a-z]{2,}(?:[a-rt-z]|ss))\b",
    re.IGNORECASE,
)
_BE = re.compile(
    r"\b(?:is|are|was|were|be|been|get|gets)\b(?:,?\s+[\w'’-]+){0,8}?\s+(?P<verb>\w{2,}(?:ed|en)|kept|held|"
    r"sent|made|built|set|run|done)\b",
    re.IGNORECASE,
)


#: "Is it allowed?" asks of what follows; a ban answers it in other words.
_PERMITS = frozenset(terms("allowed permitted acceptable"))


def predicate(question: str) -> str | None:
    """The stem of what a closed question asks to be done ("encrypted", "enforce"), if told."""
    for pattern in (_BE, _DO):
        found = pattern.search(question)
        if found is not None:
            stems = terms(found["verb"])
            if stems and stems[0] not in ASKING | _PERMITS:
                return stems[0]
    return None
