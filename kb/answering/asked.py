"""What a question asks for: about whom, in which form, and for which kind of value."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kb.answering import wording
from kb.answering.advice import is_advice
from kb.text.identifiers import Identifier, find_identifiers


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
    MONEY = "amount of money"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood as far as words alone allow.

    ``text``: the question without what only asks for a confirmation, and a closed one without its
    examples.
    ``yes_no``: a verdict is wanted (a closed question, or a statement to confirm). ``value``: the
    kind of value asked for. ``names``: what the evidence must be about (identifiers, proper names
    and acronyms, lower case). ``permission``: it asks what is allowed. ``listing``: it asks for
    several things.
    """

    text: str
    kind: Kind
    yes_no: bool
    value: Value | None
    names: tuple[str, ...]
    permission: bool = False
    listing: bool = False

    @property
    def counted(self) -> str:
        """What "how many …" asks to count, or nothing."""
        found = _COUNTED.search(self.text)
        return "" if found is None else found["noun"]


_COUNTED = re.compile(
    r"\b(?:how many|(?:what|which) (?:is|was|are) the (?:total )?number of)\s+"
    r"(?!times|hours|days|weeks|months|years|minutes)"
    r"(?:(?:different|separate|other|of the|of your|of our|your|annex a|iso|soc 2)\s+)?"
    r"(?P<noun>[a-z-]{3,})",
    re.IGNORECASE,
)
_WE = re.compile(
    r"\b(?:you|your|yours|we|our|ours|us|my|i|the (?:company|organi[sz]ation|vendor|supplier|"
    r"provider|service provider|respondent|entity|firm))\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:equivalen\w+|equal|same as|the same|same thing|differ\w*|versus|vs\.?|instead of|"
    r"in place of|in lieu of|compar\w+|interchangeabl\w+|substitut\w+|replace[sd]?|rather than|"
    r"better than|as good as|or)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"^\W*(?:and\s+|so\s+|also,?\s+)?(?:do|does|did|is|are|was|were|has|have|had|can|could|may|"
    r"must|should|shall|will|would|am|don['’]t|isn['’]t|aren['’]t|doesn['’]t)\b",
    re.IGNORECASE,
)
#: "If a key may have leaked, is it replaced?" asks after what comes first.
_CLOSED_AFTER = re.compile(
    r"^\W*(?:if|when|whenever|after|before|once|where|wherever|should|in case|for|during|while|as|"
    r"on|in|at|to|with|without|given|suppose|assuming|unless|until)\b[^?]*?,\s+"
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|may|must|should|shall|will|would)\b",
    re.IGNORECASE,
)
_CONFIRM = re.compile(r"\b(?:confirm|true or false|yes\s*(?:/|or)\s*no|y/n|agree|attest)\b", re.I)
_OPEN = re.compile(
    r"^\W*(?:please\s+)?(?:what|which|who|whom|whose|when|where|why|how|describe|explain|list|name|"
    r"provide|detail|outline|give|state|specify|tell|summari[sz]e|define|enumerate)\b"
    r"|,\s*(?:and\s+)?(?:how|when|who|what)\b"
    r"|\b(?:needs?|wants?|would like|is looking for|are looking for|asks? for|am after) "
    r"(?:to (?:know|see|have)|the|your|a|an|details|information)\b",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"^\W*(?:please\s+)?(?:list|enumerate|name)\b|\b(?:which|what) (?:\w+ ){0,3}?(?:are|types|"
    r"kinds|steps|stages|categories|criteria|phases|documents|controls|roles|sub-?processors|"
    r"requirements|exceptions|elements|principles|functions|families|themes)\b|\ball (?:the|of)\b",
    re.IGNORECASE,
)
_PERMISSION = re.compile(
    r"^\W*(?:may|can|could|am) (?:i|we|you|our|my|staff|employees?|contractors?|somebody|someone|"
    r"anyone|anybody|people|personnel|workers?|colleagues?|developers?|engineers?|"
    r"administrators?|visitors?|guests?|externals?|suppliers?|vendors?|users?|they|it)\b|\b(?:allowed|permitted|allow|permit|ok(?:ay)?|acceptable)\b",
    re.IGNORECASE,
)
_PERIOD = (
    r"\b(?:what|which) (?:is|are|was) .{0,60}\b(?:period|deadline|time ?frame|time ?line|duration|"
    r"rto|rpo|time|window|sla|age|time-?outs?|retention|objective)\b"
    r"|\b(?:state|give|specify|indicate|provide|needs?|wants?) (?:us |me )?(?:your|the) "
    r"(?:\w+ ){0,3}(?:sla|retention|rto|rpo|"
    r"time-?out|deadline|period)\b"
)
_VALUES = (
    (
        Value.MONEY,
        re.compile(
            r"\b(?:what|how much) (?:do|does|did|will|would|is|are) .{1,80}\bcosts?\b"
            r"|\b(?:cost|price|fee|budget|premium|allowance) (?:of|for)\b|\bhow expensive\b"
            r"|\b(?:what|which|how (?:high|much|large)) .{0,40}\b(?:sums?|penalt(?:y|ies)|fines?|"
            r"insured|limits? of (?:\w+ ){0,4}(?:insurance|cover|liability|indemnity)|"
            r"(?:insurance|cover|coverage|liability) limits?)\b",
            re.I,
        ),
    ),
    (
        Value.FREQUENCY,
        re.compile(
            r"\bhow (?:often|frequently|regularly)\b|\b(?:frequency|cadence|interval)\b"
            r"|\bhow many times\b",
            re.I,
        ),
    ),
    (
        Value.DURATION,
        re.compile(
            r"\bhow (?:long(?! (?:is|are|must|should) (?:\w+ ){0,3}"
            r"(?:passwords?|passphrases?|keys?))|soon|quick(?:ly)?|fast|old)\b"
            r"|\bwithin (?:what|which|how)\b"
            r"|\bhow many (?:hours|days|weeks|months|years|minutes)\b|" + _PERIOD,
            re.I,
        ),
    ),
    (
        Value.NUMBER,
        re.compile(
            r"\bhow (?:many|much|large|big|long)\b|\b(?:minimum|maximum) (?:\w+ )?(?:length|number|"
            r"size|amount)\b|\b(?:what|which) (?:(?:is|was|are) the (?:total )?)?"
            r"(?:number|percentage|share|amount)\b",
            re.I,
        ),
    ),
    (
        Value.DATE,
        re.compile(
            r"^\W*(?:and )?when\b|\b(?:what|which) (?:date|year|day)\b|\bsince when\b", re.I
        ),
    ),
    (
        Value.NAME,
        re.compile(
            r"^\W*(?:and |so )?who (?:is|are|was) (?:the|your|our) "
            r"|\bwhat (?:is|are|was|were) the names?\b|\bnames? (?:the|your|of the) "
            r"(?:\w+ ){0,2}(?:firm|auditor|company|vendor|provider|insurer|bank|cpa|person|officer)"
            r"|\b(?:what|which) (?:\w+ )?(?:firm|auditor|insurer|certification body|registrar|"
            r"assessor|audit(?:ing)? firm|cpa firm|law firm|cloud provider|hosting provider|"
            r"supplier|vendor|product|tool|software)s? "
            r"(?:is|are|was|were|audit\w*|carr\w+|perform\w*|issue[sd]?|do|does|did|provides?)\b",
            re.I,
        ),
    ),
    (
        Value.ROLE,
        re.compile(
            r"^\W*(?:and )?(?:by )?who\b|\b(?:whom|whose)\b|\bwho (?:is|are|owns|approves|signs)\b"
            r"|\b(?:what|which) (?:role|team|person|department|body|organi[sz]ation)\b",
            re.I,
        ),
    ),
)


def understand(text: str) -> Asked:
    """Read a question. Never fails: what cannot be told is taken for a question of fact."""
    confirm = bool(_CONFIRM.search(text) or wording.CONFIRM.search(text))
    text = wording.CONFIRM.sub(" ", text).strip() or text
    value = next((value for value, pattern in _VALUES if pattern.search(text)), None)
    closed = confirm or bool(_CLOSED.search(text) or _CLOSED_AFTER.search(text))
    if closed and value is None:
        text = wording.EXAMPLE.sub("", text).strip() or text
    identified = find_identifiers(text)
    statement = not text.rstrip().endswith("?") and not _OPEN.search(text)
    return Asked(
        text=text,
        kind=_kind(text, identified),
        yes_no=closed or (statement and len(text.split()) > 3),
        value=value,
        names=tuple(sorted(_names(text, identified))),
        permission=bool(_PERMISSION.search(text)),
        listing=bool(_LISTING.search(text)),
    )


def _kind(text: str, identified: list[Identifier]) -> Kind:
    schemes = {f.canonical.split(":")[0] for f in identified if f.kind in ("standard", "report")}
    types = {f.canonical for f in identified if f.kind == "report_type"}
    if _COMPARES.search(text) and (len(schemes) >= 2 or len(types) >= 2):
        return Kind.COMPARISON
    return Kind.PRACTICE if _WE.search(text) and not is_advice(text) else Kind.FACT


_PROPER = re.compile(r"\b(?:[A-Z][a-z]*[A-Z0-9][\w&/-]*|[A-Z]{2,}[\w&/-]*|[A-Z][a-z]{2,})\b")
_ORDINARY = frozenset(
    "yes no confirm please describe explain provide ciso cto hr it id ok faq us uk eu sla"
    " slas".split()
)


def _names(text: str, identified: list[Identifier]) -> set[str]:
    """Identifiers, and words in capitals that no sentence start or title case explains."""
    names = {found.canonical.lower() for found in identified if found.kind != "section"}
    masked = text
    for found in identified:
        masked = masked[: found.start] + " " * (found.end - found.start) + masked[found.end :]
    words = re.findall(r"[A-Za-z][\w'-]*", masked)
    capitals = [w for w in words if w[0].isupper()]
    title_case = len(words) > 3 and len(capitals) > 0.6 * len(words)
    for word in _PROPER.findall(_without_first_words(masked)):
        acronym = word.upper() == word or any(c.isupper() for c in word[1:])
        if word.lower() not in _ORDINARY and (acronym or not title_case):
            names.add(word.lower())
    return names


def _without_first_words(text: str) -> str:
    """The first word of a sentence is capital whatever it is, unless it is an acronym."""
    return re.sub(r"(^|[.!?:]\s+)\W*[A-Z][a-z']*\b(?![A-Z])", r"\1", text)
