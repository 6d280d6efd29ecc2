"""What form a question has: which kinds of answer it wants, how much it covers, who acts."""

import re
from enum import StrEnum

_I = re.IGNORECASE


class Want(StrEnum):
    """A kind of answer that a question asks for."""

    VERDICT = "yes or no"
    HOW = "how"
    WHAT = "what"
    WHICH = "which"
    WHO = "who"
    WHERE = "where"
    WHEN = "when"
    WHY = "why"
    FREQUENCY = "how often"
    DURATION = "how long"
    NUMBER = "how many"
    MONEY = "how much money"
    COPY = "a copy"


#: Kinds that ask the same where the rest of the question does.
_ALIKE = ({Want.HOW, Want.WHAT}, {Want.WHAT, Want.WHICH}, {Want.NUMBER, Want.DURATION})

_ASIDES = re.compile(
    r"\bif (?:so|yes|not|no|applicable|available)\b,?\s*(?:please\s+)?(?:describe|explain|provide|"
    r"give|elaborate|detail|list|specify|attach|state why|state)?(?!\w* (?:often|long|many))[^.?;]*"
    r"|\bplease (?:elaborate|explain|comment|describe|provide (?:more )?details)\s*(?=[.?]|$)"
    r"|\(?\b(?:yes\s*(?:/|or)\s*no|y/n|true or false)\b\)?\s*[.:?]?|\bwhether or not\b(?= \w)",
    _I,
)
_WRAPPERS = re.compile(
    r"^\W*(?:(?:hi|hello|dear \w+)\b[,!]?\s*)?(?:(?:and|also|so)\b,?\s*)?(?:please\s+)?"
    r"(?:(?:can|could|would|will) you (?:please |kindly )?(?=confirm|tell|let|advise|indicate|"
    r"state|describe|explain|provide|share|specify|list))?"
    r"(?:(?:please )?(?:confirm|tell us|tell me|let us know|advise|indicate|state|verify|attest|"
    r"specify)(?: to us)?(?: that| whether| if)?\b\s*)?",
    _I,
)
_KINDS = (
    (
        Want.MONEY,
        r"\bhow much (?:do|does|is|are|will)\b.*\bcosts?\b|\bwhat (?:is|are) the (?:price|cost)",
    ),
    (
        Want.FREQUENCY,
        r"\bhow (?:often|frequently|regularly|many times)\b|\bwhat (?:is|are) (?:the |your )?"
        r"(?:\w+ )?(?:frequency|cadence|interval|schedule)|\b(?:frequency|cadence) of\b"
        r"|\bat (?:what|which) (?:frequency|intervals?)",
    ),
    (
        Want.DURATION,
        r"\bhow (?:long|soon|quick(?:ly)?|fast|old)\b"
        r"|\b(?:within|in) (?:what|which) (?:time\w*|period)"
        r"|\bhow many (?:minutes|hours|days|weeks|months|years)\b"
        r"|\bwhat (?:is|are) (?:the |your )?.{0,50}\b(?:period|deadline|time ?frame|time ?line|"
        r"duration|sla|window)\b",
    ),
    (
        Want.NUMBER,
        r"\bhow (?:many|much|large|big)\b|\bwhat (?:number|percentage|share)\b"
        r"|\bwhat (?:is|are) (?:the |your )?(?:minimum|maximum)\b",
    ),
    (
        Want.WHO,
        r"\b(?:who|whom|whose)\b"
        r"|\b(?:what|which) (?:role|team|person|department|function|body)s?\b",
    ),
    (
        Want.WHERE,
        r"\bwhere\b"
        r"|\b(?:what|which) (?:countr(?:y|ies)|regions?|locations?|jurisdictions?|places?)\b",
    ),
    (Want.WHEN, r"\b(?:what|which) (?:date|year|day)\b|^\W*(?:and )?when\b|\bsince when\b"),
    (Want.WHY, r"\bwhy\b|\bfor what reasons?\b"),
    (
        Want.HOW,
        r"\bhow\b|\b(?:what|which) (?:is|are) (?:the |your )?(?:\w+ ){0,2}(?:process(?:es)?|"
        r"procedures?|approach|methods?|steps|measures)\b|\b(?:what|which) (?:process(?:es)?|"
        r"procedures?|measures|steps|methods?)\b"
        r"|^\W*(?:please )?(?:describe|explain|outline|detail|summari[sz]e)\b",
    ),
    (
        Want.WHICH,
        r"\bwhich\b|\bwhat (?!is\b|are\b|do\b|does\b|was\b|happens\b)\w+|^\W*(?:list|name)\b",
    ),
    (Want.WHAT, r"\bwhat\b|^\W*(?:please )?(?:define|give|state|tell)\b"),
    (
        Want.COPY,
        r"^\W*(?:please )?(?:can you |could you )?"
        r"(?:provide|attach|upload|share|send|supply|submit)\b",
    ),
)
_PATTERNS = tuple((want, re.compile(pattern, _I)) for want, pattern in _KINDS)
_CLOSED = re.compile(
    r"(?:^\W*|[,;.]\s*(?:and|or)?\s*)(?:do|does|did|is|are|was|were|has|have|had|can|could|may|must|"
    r"should|shall|will|would|am)\b",
    _I,
)
_OPEN_CLAUSE = re.compile(
    r"(?:^\W*|[,;.?]\s*(?:and|or)?\s*|\band\s+)(?:(?:if (?:so|yes),?\s*)?(?:for|by|at|in|within|to|"
    r"from|since)?\s*\b(?:who|whom|whose|what|which|when|where|why|how)\b|(?:please )?(?:describe|"
    r"explain|outline|detail|list|name|define|provide|attach|upload|share|send|supply|submit)\b)",
    _I,
)
_FREQUENCY_NOUN = re.compile(r"^\W*(?:frequency|cadence) of\b", _I)

_EVERY = re.compile(r"\b(?:all|every|each|entire|whole|100 ?%|without exception)\b", _I)
_SOME = re.compile(
    r"\b(?:some|several|certain|selected|partial(?:ly)?|partly|most|mostly|few|many|majority|"
    r"sometimes|occasionally)\b",
    _I,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively|just|limited to|nothing but)\b", _I)
_NOT = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|lack(?:s|ing)?|absen(?:t|ce)|"
    r"fail(?:s|ing)? to)\b",
    _I,
)
_NO_NOT = re.compile(
    r"\b(?:not only|not limited to|no (?:later|more|less|fewer|longer) than|"
    r"not (?:later|less|more) than|without (?:undue )?delay|without exceptions?|no exceptions?)\b",
    _I,
)
_EXCEPT = re.compile(r"\b(?:except\w*|exclud\w+|unless|other than|apart from|exempt\w*)\b", _I)
_FUTURE = re.compile(
    r"\b(?:(?:you|we|they|company) (?:\w+ )?plan (?:to|for|on)|planning to|planned (?:for|to)|"
    r"plans to|intend\w*|going to|roadmap|in future|in the future|upcoming)\b",
    _I,
)
_PAST = re.compile(
    r"^\W*(?:have|has) (?:\w+ ){1,4}?(?:ever|had|suffered|experienced)\b|^\W*(?:did|was|were)\b"
    r"|\b(?:in|within|during|over) the (?:last|past|previous)\b",
    _I,
)
#: What only asks, and for what kind of thing.
_ASKING = re.compile(
    r"\bhow (?:often|frequently|regularly|many times|soon|quick(?:ly)?|fast|old|many|much)\b", _I
)
_MARKS = (
    ("every", _EVERY), ("some", _SOME), ("only", _ONLY), ("except", _EXCEPT), ("future", _FUTURE),
    ("past", _PAST),
)  # fmt: skip


def plain(text: str) -> str:
    """The question without greeting, politeness and what only asks to confirm or to elaborate."""
    text = re.sub(r"[’`]", "'", " ".join(text.split()))
    text = re.sub(r"\bcan't\b|\bcannot\b", "can not", text, flags=_I)
    text = re.sub(r"n't\b", " not", text)
    return _WRAPPERS.sub("", _ASIDES.sub(" ", text), count=1).strip() or text


def wants(text: str) -> frozenset[Want]:
    """The kinds of answer that a plain question wants; a statement wants a verdict."""
    found: set[Want] = set()
    clauses = [match.start() for match in _OPEN_CLAUSE.finditer(text)]
    for start, end in zip(clauses, [*clauses[1:], len(text)], strict=False):
        want = next((w for w, pattern in _PATTERNS if pattern.search(text[start:end])), None)
        found |= {want} if want else set()
    if _FREQUENCY_NOUN.search(text):
        found.add(Want.FREQUENCY)
    if _CLOSED.search(text) or not found:
        found.add(Want.VERDICT)
    return frozenset(found)


def alike(one: frozenset[Want], other: frozenset[Want]) -> bool:
    """Whether what answers a question that wants ``one`` answers one that wants ``other``."""
    return one == other or any(one <= pair and other <= pair for pair in _ALIKE)


def marks(text: str) -> frozenset[str]:
    """Which of ``every``, ``some``, ``only``, ``except``, ``future``, ``past``, ``not`` hold."""
    found = {name for name, pattern in _MARKS if pattern.search(text)}
    if len(_NOT.findall(_NO_NOT.sub(" ", text))) % 2:
        found.add("not")
    return frozenset(found)


def unmarked(text: str) -> str:
    """The question without the words that ``marks`` has told."""
    text = _NO_NOT.sub(" within ", text)
    text = _ASKING.sub(" ", text)
    for pattern in (_EVERY, _SOME, _ONLY, _NOT, _FUTURE):
        text = pattern.sub(" ", text)
    return text


_OBJECT_YOU = re.compile(
    "".join(
        rf"(?<!\b{word})"
        for word in "do does did is are has have can will would could should must may were if that "
        "whether by which when before after how".split()
    )
    + r"\s+you\b(?!\s+(?:have|use|hold|keep|store|process|provide|offer|make|do|are|will|can))",
    _I,
)


def object_you(text: str) -> bool:
    """Whether "you" is the one something is done to: "Do your suppliers audit you?"."""
    return _OBJECT_YOU.search(text.lstrip()) is not None
