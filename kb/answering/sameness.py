"""Dates, places and algorithms that are written in several ways, each by one name."""

import re
from functools import lru_cache

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_DATES = (
    re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)(?:-(?P<d>\d\d))?\b"),
    re.compile(
        rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<name>{_MONTH})\.?,? "
        r"(?P<y>(?:19|20)\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<name>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b",
        re.IGNORECASE,
    ),
)
#: Capitals count: "us" is another word.
_PLACES = {
    "place:us": re.compile(r"\bUnited States(?: of America)?\b|\bUSA?\b|\bU\.S\.(?:A\.)?"),
    "place:eu": re.compile(r"\bEuropean Union\b|\bEU\b"),
    "place:uk": re.compile(r"\bUnited Kingdom\b|\bUK\b|\bGreat Britain\b"),
}
#: "AES256", "AES-256" and "AES 256"; a version is told by its dot and has its own identifier.
_NUMBERED = re.compile(r"\b([A-Z]{2,6})[-\u2010-\u2015 ]?(\d{1,4})\b(?!\.\d)")


@lru_cache(maxsize=20_000)
def one_name(text: str) -> tuple[tuple[str, str], ...]:
    """Each date, place and capitals with a number of ``text`` by its one name, and what says it.

    A day has the name of its month, too.
    """
    found: list[tuple[str, str]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            given = match.groupdict()
            month = given.get("m") or f"{_number(given['name']):02}"
            whole = f"{given['y']}-{month}"
            if given["d"]:
                found.append((f"{whole}-{int(given['d']):02}", match[0]))
            found.append((whole, match[0]))
    for name, place in _PLACES.items():
        found += [(name, match[0]) for match in place.finditer(text)]
    found += [(f"{m[1]}{m[2]}".lower(), m[0]) for m in _NUMBERED.finditer(text)]
    return tuple(dict.fromkeys(found))


def _number(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()))
