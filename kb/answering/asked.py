"""What a question asks for: about whom, and which kind of value."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kb.text.identifiers import find_identifiers


class Kind(StrEnum):
    """What sort of question it is; decides what may prove the answer."""

    PRACTICE = "practice"
    COMPARISON = "comparison"
    FACT = "fact"


class Value(StrEnum):
    """The kind of value asked for."""

    DURATION = "duration"
    FREQUENCY = "frequency"
    NUMBER = "number"
    DATE = "date"
    ROLE = "role"


_WE = re.compile(
    r"\b(?:you|your|yours|we|our|ours|us|my|i|the (?:company|organi[sz]ation|vendor|supplier|"
    r"provider|service provider|respondent))\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:equivalen\w+|equal|same as|same thing|differ\w*|versus|vs\.?|instead of|in place of|"
    r"compar\w+|interchangeabl\w+|substitut\w+|replace[sd]?|rather than|better than|or)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:do|does|did|is|are|was|were|has|have|had|can|could|may|must|should|will|would|am)\b"
    r"|\b(?:confirm|true or false|yes\s*/\s*no|y/n)\b",
    re.IGNORECASE,
)
_VALUES = (
    (Value.FREQUENCY, re.compile(r"\bhow (?:often|frequently|regularly)\b|\bfrequency\b", re.I)),
    (
        Value.DURATION,
        re.compile(
            r"\bhow (?:long|soon|quickly|fast|old)\b|\bwithin (?:what|which|how)\b"
            r"|\b(?:what|which) (?:is|are) .{0,40}\b(?:period|deadline|time ?frame|timeline|"
            r"duration|rto|rpo|interval)\b|\bhow many (?:hours|days|weeks|months|years|minutes)\b",
            re.I,
        ),
    ),
    (
        Value.NUMBER,
        re.compile(r"\bhow (?:many|much|large|big)\b|\bminimum (?:length|number)\b", re.I),
    ),
    (
        Value.DATE,
        re.compile(r"^\W*when\b|\b(?:what|which) (?:date|year|day)\b|\bsince when\b", re.I),
    ),
    (
        Value.ROLE,
        re.compile(r"^\W*who\b|\b(?:whom|whose)\b|\bwho (?:is|are|owns|approves)\b", re.I),
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood as far as words alone allow.

    ``names`` are what the evidence must be about: identifiers and proper names, in lower case.
    """

    text: str
    kind: Kind
    yes_no: bool
    value: Value | None
    names: tuple[str, ...]


_PROPER = re.compile(r"\b(?:[A-Z][a-z]*[A-Z0-9][\w&/-]*|[A-Z]{2,}[\w&/-]*|[A-Z][a-z]{2,})\b")


def understand(text: str) -> Asked:
    """Read a question. Never fails: what cannot be told is taken for a question of fact."""
    identified = find_identifiers(text)
    named = {found.canonical.lower() for found in identified}
    proper = {word.lower() for word in _PROPER.findall(_without_first_word(text))}
    standards = [f for f in identified if f.kind in ("standard", "report")]
    compares = bool(_COMPARES.search(text)) and len(standards) >= 2
    if compares:
        kind = Kind.COMPARISON
    elif _WE.search(text):
        kind = Kind.PRACTICE
    else:
        kind = Kind.FACT
    value = next((value for value, pattern in _VALUES if pattern.search(text)), None)
    return Asked(text, kind, bool(_YES_NO.search(text)), value, tuple(sorted(named | proper)))


def _without_first_word(text: str) -> str:
    """The first word of a sentence is capital whatever it is."""
    return re.sub(r"(^|[.!?]\s+)\W*\w+", r"\1", text)


_DURATION = (
    r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|"
    r"thirty|sixty|ninety)[\s-]+(?:\w+\s+)?(?:second|minute|hour|day|week|month|quarter|year)s?\b"
)
_HOLDS = {
    Value.DURATION: re.compile(
        _DURATION + r"|\bimmediate(?:ly)?\b|\bindefinite(?:ly)?\b|\bpermanent(?:ly)?\b"
        r"|\bwithout (?:undue )?delay\b|\bsame day\b",
        re.I,
    ),
    Value.FREQUENCY: re.compile(
        r"\b(?:hourly|daily|nightly|weekly|fortnightly|bi-?weekly|monthly|quarterly|half-yearly|"
        r"(?:semi-?)?annual(?:ly)?|yearly|bi-?annual(?:ly)?|continuous(?:ly)?|real[- ]time|once|"
        r"twice|(?:each|every) (?:\w+ ){0,2}(?:minute|hour|day|night|week|month|quarter|year|"
        r"release|change|commit|time)s?|per (?:day|week|month|quarter|year)|" + _DURATION + ")",
        re.I,
    ),
    Value.NUMBER: re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|no|none|zero)\b",
        re.I,
    ),
    Value.DATE: re.compile(
        r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|"
        r"October|November|December)\b|\b" + _DURATION,
        re.I,
    ),
    Value.ROLE: re.compile(
        r"\b(?:officer|manager|owner|team|lead|head|director|committee|board|"
        r"engineer|auditor|administrator|counsel|ciso|cto|ceo|coo|cfo|dpo|vp|department|staff|"
        r"employee|personnel|management|council|institute|body|supervisor|firm|processor|"
        r"controller|aicpa|iaasb|iso|nist|organi[sz]ation)s?\b",
        re.I,
    ),
}


def holds(value: Value, text: str) -> bool:
    """Whether ``text`` gives a value of this kind."""
    return bool(_HOLDS[value].search(text))
