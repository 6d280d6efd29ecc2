"""Numbers with their units, as amounts that can be compared.

"every six months" and "half-yearly" are one interval; "24 hours" is less than "13 months". Lengths
of time are in hours, with a month of 30.44 days and a year of 365.25.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Dimension(StrEnum):
    """What an amount measures. Only amounts of one dimension are compared."""

    DURATION = "duration"
    INTERVAL = "interval"
    CHARACTERS = "characters"
    BITS = "bits"
    PERCENT = "percent"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as written (``text``) and as a number in its dimension's unit.

    ``of`` is what is counted, without its plural s, for a COUNT ("subprocessor"). ``low`` is the
    lower end of a span ("3 to 12 months"), of which ``amount`` is the upper.
    """

    text: str
    dimension: Dimension
    amount: float
    start: int
    of: str = ""
    low: float | None = None


_WORDS = {
    "one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1000,
}  # fmt: skip
_HOURS = {
    "second": 1 / 3600, "minute": 1 / 60, "hour": 1.0, "day": 24.0, "night": 24.0,
    "evening": 24.0, "morning": 24.0, "week": 168.0,
    "fortnight": 336.0, "month": 730.5, "quarter": 2191.5, "year": 8766.0,
}  # fmt: skip
_ADVERBS = {
    "hourly": 1.0, "daily": 24.0, "nightly": 24.0, "weekly": 168.0, "fortnightly": 336.0,
    "monthly": 730.5, "quarterly": 2191.5, "half-yearly": 4383.0, "semi-annually": 4383.0,
    "semiannually": 4383.0, "biannually": 4383.0, "twice a year": 4383.0, "twice yearly": 4383.0,
    "annually": 8766.0, "annual": 8766.0, "yearly": 8766.0, "once a year": 8766.0,
    "continuously": 0.0, "continuous": 0.0, "real time": 0.0, "real-time": 0.0,
}  # fmt: skip
_COMPOUND = (
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\s-]"
    r"(?:one|two|three|four|five|six|seven|eight|nine)\b"
)
_NUMBER = (
    rf"(?:\d{{1,3}}(?:[,.\u202f]\d{{3}})+|\d+(?:\.\d+)?|{_COMPOUND}|(?!{_COMPOUND})(?:"
    + "|".join(word for word in _WORDS if len(word) > 2)
    + "))"
)
_UNIT = "(?:" + "|".join(_HOURS) + ")"
_ADVERB = "|".join(sorted(_ADVERBS, key=len, reverse=True))
_KIND_OF_DAY = r"(?:(?:calendar|business|working|consecutive|full)\s+)?"
_SORT = r"(?:(?:different|separate|named|approved|active|current)\s+)?"
_START = r"(?<![\w.])"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_PATTERNS = (
    (
        Dimension.INTERVAL,
        _pattern(
            rf"\b(?:every|each|per|once (?:a|per|every|each))\s+(?P<n>{_NUMBER}\s+)?(?:\w+\s+)?"
            rf"(?P<u>{_UNIT})s?\b"
        ),
    ),
    (Dimension.INTERVAL, _pattern(rf"\b(?P<adverb>{_ADVERB})\b")),
    (
        Dimension.DURATION,
        _pattern(
            rf"{_START}(?P<low>{_NUMBER})\s*(?:to|-|–|—|and|or)\s*(?P<n>{_NUMBER})[\s-]+"
            rf"{_KIND_OF_DAY}(?P<u>{_UNIT})s?\b"
        ),
    ),
    (
        Dimension.DURATION,
        _pattern(rf"{_START}(?P<n>{_NUMBER}|an?)[\s-]+{_KIND_OF_DAY}(?P<u>{_UNIT})s?\b"),
    ),
    (Dimension.CHARACTERS, _pattern(rf"{_START}(?P<n>{_NUMBER})[\s-]+(?:characters?|chars?)\b")),
    (
        Dimension.BITS,
        _pattern(
            rf"{_START}(?P<n>{_NUMBER})[\s-]*bits?\b|\b(?:AES|RSA|SHA)[\s-]*(?P<m>\d{{3,4}})\b"
        ),
    ),
    (Dimension.PERCENT, _pattern(rf"{_START}(?P<n>{_NUMBER})\s*(?:%|percent|per cent)")),
    (
        Dimension.COUNT,
        _pattern(rf"(?<![\w.§])(?<!§\s)(?P<n>{_NUMBER})\s+{_SORT}(?P<of>[a-z][a-z-]{{3,}})\b"),
    ),
)


def quantities(text: str) -> list[Quantity]:
    """The amounts in ``text``, in order, none overlapping another."""
    found: list[Quantity] = []
    taken: list[tuple[int, int]] = []
    for dimension, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            quantity = _quantity(dimension, match)
            if quantity is not None:
                found.append(quantity)
                taken.append(match.span())
    return sorted(found, key=lambda q: q.start)


def _quantity(dimension: Dimension, match: re.Match[str]) -> Quantity | None:
    groups = match.groupdict()
    if groups.get("adverb"):
        amount = _ADVERBS[groups["adverb"].lower()]
        return Quantity(match.group(), dimension, amount, match.start())
    if (groups.get("n") or "").lower() in ("a", "an") and groups.get("u", "").lower() == "second":
        return None  # "a second region" is no length of time
    number = _number(groups.get("n") or groups.get("m") or "1")
    if number is None:
        return None
    low = _number(groups["low"]) if groups.get("low") else None
    if groups.get("u"):
        hours = _HOURS[groups["u"].lower()]
        number *= hours
        low = None if low is None else low * hours
    of = (groups.get("of") or "").lower().removesuffix("s")
    return Quantity(match.group(), dimension, number, match.start(), of, low)


def _number(text: str) -> float | None:
    text = text.strip().lower()
    if text in _WORDS:
        return float(_WORDS[text])
    if re.fullmatch(_COMPOUND, text):
        return float(sum(_WORDS[word] for word in re.split(r"[\s-]", text)))
    if re.fullmatch(r"\d{1,3}(?:[,.\u202f]\d{3})+", text):
        return float(re.sub(r"[,.\u202f]", "", text))
    return float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None


def counts_of(text: str, noun: str) -> list[Quantity]:
    """The numbers of ``noun`` in ``text``: "93 controls", "all 114 control objectives"."""
    stem = re.escape(noun.lower().removesuffix("s").removesuffix("ie"))
    # "93 controls in four themes" is no number of themes.
    between = rf"(?:(?!(?:{_NUMBER}|in|and|or|to|for|with|from|per|across)\b)[\w-]+\s+){{0,3}}?"
    pattern = _pattern(rf"(?<![\w.§])(?<!§\s)(?P<n>{_NUMBER})\s+{between}{stem}\w*(?![\w-])")
    found = []
    for match in pattern.finditer(text):
        number = _number(match["n"])
        if number is not None:
            found.append(Quantity(match.group(), Dimension.COUNT, number, match.start(), noun))
    return found


_AT_LEAST = _pattern(
    r"\b(?:at least|minimum|no (?:less|fewer) than|not less than|or more|or longer)\b"
)
_AT_MOST = _pattern(
    r"\b(?:at most|within|maximum|no (?:more|later|longer) than|not (?:more|later) than|or less|"
    r"up to|under)\b"
)


def meets(asked: str, stated: str) -> bool | None:
    """Whether the amounts of ``stated`` meet those that ``asked`` names; None where none compare.

    "At least" asks for as much or more, "within" for as much or less; an interval asked for is met
    by a shorter one; any other amount must be the same.
    """
    held = quantities(stated)
    verdict: bool | None = None
    for wanted in quantities(asked):
        same = [q for q in held if q.dimension is wanted.dimension and q.of == wanted.of]
        if not same:
            continue
        verdict = any(_meets(asked, wanted, q) for q in same) and verdict is not False
    return verdict


def _meets(asked: str, wanted: Quantity, held: Quantity) -> bool:
    if abs(wanted.amount - held.amount) <= 0.03 * max(wanted.amount, held.amount):
        return True
    before = asked[max(0, wanted.start - 30) : wanted.start + len(wanted.text) + 12]
    if wanted.dimension is Dimension.INTERVAL:
        return held.amount < wanted.amount
    if _AT_LEAST.search(before):
        return held.amount >= wanted.amount
    if _AT_MOST.search(before):
        return held.amount <= wanted.amount
    return False
