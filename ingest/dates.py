"""Dates as organisations write them, read only where they can mean one day."""

import re
from datetime import date

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"

_ISO = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
)
_DOTTED = re.compile(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}")
_SLASHED = re.compile(rf"(?P<first>\d{{1,2}})(?P<mark>[-/])(?P<second>\d{{1,2}})(?P=mark){_YEAR}")
_DAY_MONTH = re.compile(rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH}[\s,-]+{_YEAR}")
_MONTH_DAY = re.compile(rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}")
_DATES = re.compile(
    "|".join(
        re.sub(r"\?P<(?!mark)\w+>", "?:", pattern.pattern)
        .replace("?P<mark>", f"?P<mark{number}>")
        .replace("(?P=mark)", f"(?P=mark{number})")
        for number, pattern in enumerate((_ISO, _DOTTED, _SLASHED, _DAY_MONTH, _MONTH_DAY))
    )
)
_BOUNDARY = re.compile(r"\d")


def parse_date(text: str) -> date | None:
    """The one day that ``text`` names, or None where it names none, several, or an unclear one.

    Read: ``2026-01-12`` (also with ``/`` or ``.``, and with a time behind it), ``12 January
    2026``, ``12th of Jan. 2026``, ``12-Jan-2026``, ``January 12, 2026``, dotted ``01.02.2026``
    (day first, as everywhere that writes dots), and ``25/12/2026`` or ``12/25/2026``, where one of
    the two numbers can only be the day. Not read: ``12/01/2026``, two-digit years, a month alone.
    """
    found = find_dates(text)
    return found[0] if len(found) == 1 else None


def find_dates(text: str) -> list[date | None]:
    """Every date in ``text``, in order; None for one that could mean several days or none."""
    found = []
    for match in _DATES.finditer(text):
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        if _BOUNDARY.match(before) or _BOUNDARY.match(after):
            continue  # a piece of a longer number
        if (value := _one(match.group())) is not None or not match.group()[:1].isalpha():
            found.append(value)
    return found


def _one(text: str) -> date | None:
    if match := _ISO.fullmatch(text) or _DOTTED.fullmatch(text):
        return _date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _SLASHED.fullmatch(text):
        first, second = int(match["first"]), int(match["second"])
        if first > 12 or first == second:
            return _date(int(match["year"]), second, first)
        return _date(int(match["year"]), first, second) if second > 12 else None
    if match := _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text):
        month = _month(match["month"])
        return _date(int(match["year"]), month, int(match["day"])) if month else None
    return None


def _month(name: str) -> int:
    """1 to 12 for an English month's name or its first three or four letters, else 0."""
    name = name.casefold()
    for number, month in enumerate(_MONTHS, 1):
        if name in (month, month[:3], month[:4]):
            return number
    return 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
