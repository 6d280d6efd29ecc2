"""Whether "we" ask what a framework means for us, and not how we do things.

"Can we reuse SOC 2 evidence for ISO 27001?" is answered by what is written of the two; "are we
certified?" only by the organisation's own documents, and so is what a customer asks who says "we".
"""

import re

from kb.answering.frameworks import Frameworks

#: "Are we certified?" and "will we be told?" ask how things stand; "do we need a certificate?"
#: asks what to do.
_OF_US = re.compile(
    r"(?:^\W*|,\s|\b(?:how|when|where|why|who|what|which|whose|since|and|or)\s+(?:\w+\s+){0,3}?)"
    r"(?:do|does|did|are|is|was|were|have|has|had|am|will|would|shall)\s+(?:we|i|our|my)\b"
    r"(?!\s+(?:\w+\s+)?(?:need|have\s+to|say|tell|answer|reply)\b)",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_OUR = re.compile(r"\b(?:our|ours|my)\b", re.IGNORECASE)
#: What may be ours in such a question, beside the report on a framework; "our data" is asked about
#: as it is kept here.
_OF_ADVICE = re.compile(
    r"\s+(?:\w+\s+){0,2}?(?:customers?|prospects?|clients?|buyers?|boss|board|website|site|"
    r"home ?page|sales|marketing|deck|reports?|certificat(?:e|ion)|controls?|evidence)\b",
    re.IGNORECASE,
)
#: Words between "our" and the framework's name, at most.
_BETWEEN = 2


def is_advice(text: str) -> bool:
    """Whether the question ``text`` asks what to do about a framework that it names."""
    if not is_for_guidance(text):
        return False
    named = Frameworks.load().named(text)
    starts = [name.start for name in named]
    return bool(named) and all(_fits(text, our.end(), starts) for our in _OUR.finditer(text))


def is_for_guidance(text: str) -> bool:
    """Whether one of us asks in ``text`` what holds, and not how we do things.

    Where no policy of ours is there to be asked about, such a question is put to what is written
    of frameworks: "Can our own yearly check replace the auditor's?".
    """
    return "?" in text and not _YOU.search(text) and not _OF_US.search(text)


def _fits(text: str, end: int, starts: list[int]) -> bool:
    if _OF_ADVICE.match(text, end):
        return True
    return any(end <= at and len(text[end:at].split()) <= _BETWEEN for at in starts)
