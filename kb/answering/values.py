"""Whether a text gives the kind of value a question asks for, and which."""

import re
from collections.abc import Sequence

from kb.answering.asked import Asked, Value
from kb.answering.quantities import Dimension, Quantity, counts_of, quantities
from kb.answering.units import Unit
from kb.lexical.analysis import terms

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
    if asked.value is Value.NAME:
        found = names_in(text, asked.text)
        return any(" " in name for name in found) if _WHO.match(asked.text) else bool(found)
    return asked.value is None or holds(asked.value, text)


def answered_by(asked: Asked, unit: Unit) -> bool:
    """Whether ``unit`` gives it; a row in the column that the question names, if it names one."""
    return answers(asked, _column_asked(asked, unit)) or _counted_in_row(asked, unit)


def _counted_in_row(asked: Asked, unit: Unit) -> bool:
    """Whether a row has a bare number under a column that names what is to be counted."""
    if asked.value is not Value.NUMBER or not asked.counted:
        return False
    counted = set(terms(asked.counted))
    return any(
        _BARE_NUMBER.fullmatch(cell.strip()) and counted & set(terms(column))
        for column, cell in zip(unit.columns, unit.text.split("\t"), strict=False)
    )


def _column_asked(asked: Asked, unit: Unit) -> str:
    if not unit.columns:
        return unit.text
    wanted = set(terms(asked.text))
    cells = unit.text.split("\t")
    named = [at for at, name in enumerate(unit.columns) if at and _names(name, wanted)]
    if not named or len(named) == len(cells) - 1:
        return unit.text
    return "\t".join(cells[at] for at in named)


def _names(column: str, wanted: set[str]) -> bool:
    stems = set(terms(column))
    return bool(stems) and stems <= wanted


_BARE_NUMBER = re.compile(r"\d[\d,. ]*")
#: Who somebody is, is told by a first and a last name.
_WHO = re.compile(r"\W*(?:and |so )?who\b", re.I)
_PROPER = re.compile(
    r"(?<![.!?]\s)(?<!^)(?<![\w@])(?:[A-Z][\w&'’.-]*[A-Za-z0-9])(?:\s+(?:of |de |van |and )?"
    r"[A-Z][\w&'’.-]*[A-Za-z0-9])*",
)
#: Capitals that name an office, a document or a standard, and nobody.
_NO_NAME = re.compile(
    r"\b(?:head|chief|officer|director|manager|board|committee|group|team|policy|standard|register|"
    r"management|security|privacy|data|protection|information|compliance|department|counsel|"
    r"iso|iec|soc|type|annex|article|section|nist|gdpr|hipaa|rule|january|february|march|april|may|"
    r"june|july|august|september|october|november|december|monday|q[1-4]|tier|the|this|it|ciso|"
    r"dpo|cto|ceo|cfo|coo|vp|executive|technology|people|platform|legal|general|[ivx]+)\b",
    re.I,
)


def names_in(text: str, asked: str) -> list[str]:
    """Names of persons, firms and products in ``text`` that the question does not hold itself."""
    cells = text.split("\t") if "\t" in text else [f"- {text}"]
    found = []
    for cell in cells[1:] if len(cells) > 1 else cells:
        whole = f"- {cell}" if len(cells) > 1 else cell
        for match in _PROPER.finditer(whole):
            capitals = [w for w in match.group().split() if w[0].isupper()]
            words = [w for w in capitals if not _NO_NAME.fullmatch(w.strip(".,"))]
            plain = [w for w in words if w.isalpha() or "&" in w or "-" in w or "'" in w]
            if plain and not any(w.lower() in asked.lower() for w in plain):
                found.append(match.group())
    return found


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
    if asked.value in (None, Value.MONEY, Value.NAME, Value.ROLE):
        return []
    if asked.value is Value.NUMBER and asked.counted:
        return counts_of(text, asked.counted)
    return quantities_of(asked.value, text)


def quantities_of(value: Value, text: str) -> Sequence[Quantity]:
    """The amounts in ``text`` that answer a question for ``value``."""
    wanted = _DIMENSIONS.get(value, (Dimension.DURATION, Dimension.INTERVAL))
    return [q for q in quantities(text) if q.dimension in wanted]
