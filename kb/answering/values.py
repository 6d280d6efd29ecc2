"""Whether a text gives the kind of value a question asks for, and which."""

import re
from collections.abc import Sequence

from kb.answering.asked import Asked, Value
from kb.answering.quantities import Dimension, Quantity, counts_of, quantities

_DIMENSIONS = {
    Value.DURATION: (Dimension.DURATION,),
    Value.FREQUENCY: (Dimension.INTERVAL, Dimension.DURATION),
    Value.NUMBER: (Dimension.COUNT, Dimension.CHARACTERS, Dimension.BITS, Dimension.PERCENT),
}
_SOON = re.compile(
    r"\b(?:immediate(?:ly)?|at once|indefinite(?:ly)?|permanent(?:ly)?|forever|same day|"
    r"without (?:undue )?delay|life(?:time)? of)\b",
    re.I,
)
_OCCASION = re.compile(
    r"\b(?:on|after|before|upon|at|with|for) (?:each|every|any)\b|\bwhenever\b|\beach time\b|"
    r"\bnever\b|\bonce\b|\b(?:each|every) (?:\w+ )?(?:release|change|commit|build|login)\b",
    re.I,
)
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b"
)
_ROLE = re.compile(
    r"\b(?:officer|manager|owner|team|lead|head of|director|committee|board|engineer|auditor|"
    r"administrator|counsel|ciso|cto|ceo|coo|cfo|dpo|vp|department|staff|employee|personnel|"
    r"management|council|institute|body|bodies|supervisor|firm|processor|controller|aicpa|iaasb|"
    r"iso|nist|iec|ifac|organi[sz]ation|provider|partner|vendor|practitioner|accountant|"
    r"registrar|assessor|reviewer|approver|regulator|authority|commission|people|everyone|"
    r"members?|group|desk|function)s?\b",
    re.I,
)
_AMOUNT = re.compile(
    r"(?:[€$£]|\b(?:eur|usd|gbp|euro|dollars?)\b)\s?\d"
    r"|\d[\d.,]*\s?(?:€|\$|£|euro|usd|eur|gbp|million|mb|gb|tb)\b",
    re.I,
)


def answers(asked: Asked, text: str) -> bool:
    """Whether ``text`` gives a value of the kind that is asked for; True where none is."""
    if asked.value is Value.NUMBER and asked.counted:
        return bool(counts_of(text, asked.counted))
    return asked.value is None or holds(asked.value, text)


def holds(value: Value, text: str) -> bool:
    """Whether ``text`` gives a value of this kind."""
    if value is Value.MONEY:
        return bool(_AMOUNT.search(text))
    if value is Value.DATE:
        return bool(_DATE.search(text)) or bool(quantities_of(value, text))
    if value is Value.ROLE:
        return bool(_ROLE.search(text))
    if value is Value.NUMBER and (_AMOUNT.search(text) or re.search(r"\d", text)):
        return True
    if quantities_of(value, text):
        return True
    if value is Value.DURATION:
        return bool(_SOON.search(text))
    return value is Value.FREQUENCY and bool(_OCCASION.search(text))


def amounts(asked: Asked, text: str) -> Sequence[Quantity]:
    """The amounts in ``text`` that answer the question."""
    if asked.value is None or asked.value is Value.MONEY:
        return []
    if asked.value is Value.NUMBER and asked.counted:
        return counts_of(text, asked.counted)
    return quantities_of(asked.value, text)


def quantities_of(value: Value, text: str) -> Sequence[Quantity]:
    """The amounts in ``text`` that answer a question for ``value``."""
    wanted = _DIMENSIONS.get(value, (Dimension.DURATION, Dimension.INTERVAL))
    return [q for q in quantities(text) if q.dimension in wanted]
