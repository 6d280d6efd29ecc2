"""How compliance prose says yes, no, perhaps and later.

Word lists with their reasons; everything that judges wording reads them from here.
"""

import re

_I = re.IGNORECASE

#: Words that turn a statement round.
NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without|\w+n['’]t|prohibit\w*|"
    r"forbid\w*|forbidden|disallow\w*|refus\w*|lacks?|absence of|out of scope|exclud\w+)\b",
    _I,
)
#: Negations that do not turn the statement round.
NOT_NEGATION = re.compile(
    r"\b(?:not only|not limited to|no later than|no more than|no less than|no fewer than|"
    r"no longer than|not later than|not less than|not more than|without (?:undue )?delay|"
    r"without exceptions?|no exceptions?|not exceed\w*|whether or not|no matter|if not|when not|"
    r"where (?:\w+ ){0,4}not|those who (?:do|are|have) not)\b"
    # "A laptop that is not encrypted is cut off" says nothing against encryption.
    r"|\b(?:that|which|who|so that)\s+"
    r"(?:(?:is|are|was|were|has|have|had|does|do|did|can|could)\s+)?"
    r"(?:not|no|nobody|never|no longer)\b",
    _I,
)
#: "No change goes live before it is reviewed" says that changes are reviewed.
CONDITION = re.compile(
    r"\b(?:no|not|never|cannot|nobody|none)\b[^.;]{0,90}?"
    r"\b(?:before|until|unless|without)\b(?P<after>.*)",
    _I | re.DOTALL,
)
#: What a closed question gives as an example, and does not ask to be so.
EXAMPLE = re.compile(
    r"\s?\((?:for example|for instance|e\.g\.?)[,:]?\s[^()]*\)"
    r"|[,;:]?\s(?:for example|for instance|e\.g\.?)[,:]?\s[^;?()]*?"
    r"(?=\s?(?:[;?()]|\.(?:\s|$)|$|,\s(?:for|to|in|on|with|at|by|when|where|before|after)\b))",
    _I,
)
#: Words of a question that ask whether something is kept from happening.
PREVENTS = re.compile(
    r"\b(?:protect\w*|prevent\w*|guard\w*|secur\w+|shield\w*|barred|block\w*|stop\w*)\s+"
    r"(?:\w+\s+){0,2}?(?:against|from)\b|\bbarred\b",
    _I,
)
#: "Is it used wherever the tool allows it?" asks for no more than a condition gives.
ASKS_UNDER_CONDITION = re.compile(r".\b(?:where(?:ver)?|when(?:ever)?|if|as far as)\b", _I)
#: Asks whether it has to be so.
ASKS_DUTY = re.compile(
    r"\b(?:ha(?:ve|s) to|must|mandatory|compulsory|obligatory|required|enforced|always)\b", _I
)
#: Left to somebody's choice.
CHOICE = re.compile(
    r"\b(?:offered|optional(?:ly)?|off by default|decides?|may choose|can (?:choose|enable|enforce|"
    r"switch|turn|require)|up to (?:the|each|every)|on request)\b",
    _I,
)
#: Asks whether something can be done.
ASKS_ABLE = re.compile(r"^\W*(?:can|could|may|might|is it possible|would it be possible)\b", _I)
#: Done so that something cannot be: an answer to "can they …?".
PREVENTED = re.compile(
    r"\b(?:block(?:ed|s)|disabled?|prevent(?:ed|s)|switched off|turned off|barred|denied|rejected|"
    r"locked out|made impossible|reserved (?:for|to))\b",
    _I,
)
#: Wished for, not done.
HEDGED = re.compile(
    r"\b(?:should|encourag\w+|recommend\w+|"
    r"where(?:ver)? (?:possible|feasible|practicable|practical|"
    r"appropriate|available)|(?:if|when|as) (?:possible|feasible|practicable)|as appropriate|"
    r"optional(?:ly)?|on a best[- ]effort\w* basis|best effort\w*|strives?|endeavou?rs?|aims? to|"
    r"voluntar\w+|preferabl\w+|ideally|consider(?:s|ing)?)\b",
    _I,
)
#: Only under a condition: "Where the application supports it, …", "If one is lost, it must …".
CONDITIONAL = re.compile(
    r"^\W*(?:however,?\s+)?(?:where|if|when(?:ever)?|in (?:the )?case)\b[^.]{3,120}?,"
    r"|\bwhere (?:\w+ ){0,4}?(?:support(?:s|ed)?|allow(?:s|ed)?|offer(?:s|ed)?|permit(?:s|ted)?)\b"
    r"|,?\s+if\s+(?:\w+ ){1,3}(?:is|are|has|have|was|were)\b",
    _I,
)
#: Only in part, by its own words.
PARTIAL = re.compile(
    r"\b(?:pilot\w*|partial(?:ly)?|some (?:of|\w+s\b)|selected|limited to|trial|proof of concept|"
    r"being rolled out|roll-?out|in part|a subset|not all|most of|majority|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+) of (?:the|our|its|\d+)|except)\b",
    _I,
)
#: Intended for later.
PLANNED = re.compile(
    r"\b(?:plan(?:s|ned)? (?:to|for|in|by)|(?:is|are) planned|planned|intends? to|roadmap|not yet|"
    r"upcoming|scheduled for|expected (?:in|by|to)|targeted for|in preparation|"
    r"will (?:\w+ ){1,6}(?:from|by|in|until|before|after|during) "
    r"(?:q[1-4]|20\d\d|\w+ 20\d\d|\d{1,2} \w+ 20\d\d)|"
    r"(?:from|by|in|starting|until) (?:q[1-4]|the (?:first|second|third|fourth) quarter)"
    r"(?: of)? 20\d\d)\b",
    _I,
)
#: Allowed, which is no proof that it is done. "May" is a month.
PERMITTED = re.compile(
    r"\b(?:(?-i:may|MAY)|can|could|might|(?:is|are) (?:allowed|permitted) to)\b", _I
)
#: Somebody or something is left out.
EXCEPTED = re.compile(
    r"\b(?:except\w*|unless|other than|apart from|with the exclusion of|exempt\w*|save for|"
    r"do(?:es)? not apply to|excluding)\b",
    _I,
)
#: The question asks what happened, which a rule does not tell.
ASKS_EVENT = re.compile(
    r"^\W*(?:did|were|was|has|have)\b.*"
    r"\b(?:last|past|recent(?:ly)?|previous|this year|ever|on time)\b"
    r"|\b(?:in|within|during|over) the (?:last|past|previous)\b|^\W*(?:did|were|was)\b",
    _I,
)
#: Something that happened, or was so at a time.
EVENT = re.compile(
    r"\b(?:was|were|has been|have been|did|took place|completed|carried out|performed|held on)\b",
    _I,
)
#: The question asks about every one of them.
UNIVERSAL = re.compile(r"\b(?:all|every|any|each|entire|always|across the board|100 ?%)\b", _I)

#: Somebody else than the organisation, and what such a one has to do.
OTHERS = re.compile(
    r"\b(?:supplier|vendor|third[- ]part(?:y|ies)|sub-?processor|partner|customer|client|"
    r"subcontractor)s?\b",
    _I,
)
OTHERS_MUST = re.compile(
    r"\b(?:supplier|vendor|third part(?:y|ie)|sub-?processor|customer|subcontractor)s?"
    r"(?: \w+){0,4} (?:must|shall|should|is required to|are required to|has to|have to|provides?|"
    r"holds?|offers?)\b",
    _I,
)
#: A finite verb, as far as word forms tell.
VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|did|must|shall|should|will|may|can|cannot|could|"
    r"would|\w{2,}(?:s|ed|es)|keep|hold|use|run|make|take|work|give|review|encrypt|test|train|store)\b",
    _I,
)

#: What asks for a confirmation and says nothing else.
CONFIRM = re.compile(
    r"(?:^|(?<=[.!?;,]))\s*(?:please\s+)?(?:confirm(?: (?:that|whether|if))?|"
    r"true(?: or false)?|correct|right|agreed?|yes\s*(?:/|or)\s*no|y/n|"
    r"is (?:that|this) (?:so|right|correct|true))\s*[.?!]*\s*"
    r"|^\W*(?:please\s+)?(?:confirm|state|indicate|verify|attest)\s+(?:that|whether|if)\s+",
    _I,
)

_CLAUSE = re.compile(
    r"(?<=[;:])\s+|(?<=[.!?])\s+(?=[A-Z])|,\s+(?=(?:but|except|although|while|whereas|however|unless|"
    r"and (?:are|is|do|does|must|no|not|never))\b)|\s+(?=(?:but|except|although|whereas|unless)\b)"
    r"|\s+and\s+(?=(?:is|are|was|were|must|shall|has|have|does|do|can|may|will|cannot)\b)",
    _I,
)


def clauses(text: str) -> list[str]:
    """The parts of a sentence that can be true or false by themselves."""
    return [part for part in _CLAUSE.split(text) if part and part.strip()]


def asks_negated(text: str) -> bool:
    """Whether a question asks for a "no": that something does not happen, or is prevented."""
    return negated(text) != bool(PREVENTS.search(text))


def negated(text: str) -> bool:
    """Whether ``text`` says no to something."""
    return bool(NEGATION.search(NOT_NEGATION.sub(" ", text)))
