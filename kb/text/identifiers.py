"""Control and section identifiers in text, in every common spelling, as one canonical token each.

Exact search needs them: ``A 5.15``, ``Annex A.5.15`` and ``A.5.15`` are the same control, and
``AC-2 (1)`` lies in ``AC-2``. The spellings themselves are in ``kb.text.identifier_forms``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.text.identifier_forms import DASH, FORMS

__all__ = ["Identifier", "ancestors", "expand_range", "find_identifiers", "signs_of", "within"]

_BODIES = tuple(f"b{at}" if "(?P<_>" in form.pattern else "" for at, form in enumerate(FORMS))
_ANY = re.compile(
    "(?<![A-Za-z0-9_])(?:"
    + "|".join(
        f"(?P<f{at}>{form.pattern.replace('(?P<_>', f'(?P<b{at}>')})"
        for at, form in enumerate(FORMS)
    )
    + ")"
)
_LEVELS = re.compile(r"^(?P<base>[^(]+)(?P<levels>(?:\([^()]+\))*)$")
_SHORTER = (
    re.compile(r"^(?P<up>(?:A\.|Req\.|CIS|CC|PI|[ACP]|)\d{1,2}(?:\.\d+)*)\.\w+$"),
    re.compile(r"^(?P<up>[A-Z]{2}\.[A-Z]{2})-P?\d+$"),
    re.compile(r"^(?P<up>[A-Z]{2})\.[A-Z]{2}$"),
    re.compile(r"^(?P<up>ISO[\d-]+):\d{4}$"),
    re.compile(r"^(?P<up>SP800-\d+[A-Z]?)r\d$"),
)
_TO = re.compile(
    rf"\s{{0,2}}(?P<mark>{DASH}|~|\.\.\.?|…|\b(?:to|through|thru|until|up to)\b)\s{{0,2}}",
    re.IGNORECASE,
)
_SHORT_END = re.compile(
    r"(?:(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})|\((?P<level>\d{1,2}|[A-Za-z]{1,4})\))(?!\w|\.\d)"
)
_BASE = re.compile(r"^(?P<family>\D*?)(?P<numbers>\d+(?:\.\w+)*)$")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii")
_MOST = 200  # ids that one range may stand for


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier: its one spelling, where it stands in the text, and what kind it is.

    Kinds: ``cve``, ``cfr``, ``standard``, ``report``, ``report_type``, ``pci``, ``cis``,
    ``version``, ``article``, ``csf``, ``nist``, ``tsc``, ``iso_annex``, ``document``, ``section``.
    """

    canonical: str
    start: int
    end: int
    kind: str


def find_identifiers(text: str) -> list[Identifier]:
    """Every identifier in ``text``, in order and without overlap; time is linear in its length."""
    return list(_find(text))


def _find(text: str) -> Iterator[Identifier]:
    at = 0
    while match := _ANY.search(text, at):
        number = int(str(match.lastgroup)[1:]) if match.lastgroup else 0
        form = FORMS[number]
        body = match[_BODIES[number]] if _BODIES[number] else match.group()
        accepted = form.accepts is None or form.accepts(match)
        if canonical := form.canonical(body) if accepted else "":
            yield Identifier(canonical, match.start(), match.end(), form.kind)
            at = match.end()
        else:
            at = _past_number(text, match.start())


def _past_number(text: str, start: int) -> int:
    """Past the run that turned out to be no identifier, so that no piece of it is taken for one."""
    run = re.compile(r"[\w.]*").match(text, start)
    return max(start + 1, run.end() if run else 0)


@lru_cache(maxsize=16)
def signs_of(kinds: frozenset[str]) -> re.Pattern[str]:
    """A pattern that stands in every text which holds an identifier of these kinds, and in few
    others: looking for it is many times quicker than ``find_identifiers``."""
    patterns = [form.pattern.replace("?P<_>", "?:") for form in FORMS if form.kind in kinds]
    return re.compile(f"(?<![A-Za-z0-9_])(?:{'|'.join(patterns)})")


def ancestors(canonical: str) -> tuple[str, ...]:
    """What an identifier lies in, nearest first: ``164.308(a)(5)`` → ``164.308(a)``, ``164.308``.

    Empty for one at the top. A standard's edition lies in the standard.
    """
    found: list[str] = []
    while above := _above(found[-1] if found else canonical):
        found.append(above)
    return tuple(found)


def _above(canonical: str) -> str:
    match = _LEVELS.match(canonical)
    if match is None:
        return ""
    if match["levels"]:
        return canonical[: canonical.rindex("(")]
    for pattern in _SHORTER:
        if shorter := pattern.match(canonical):
            return shorter["up"]
    return ""


def expand_range(text: str) -> list[str]:
    """The canonical ids that the ranges in ``text`` stand for, ends included, in order.

    ``A.5.19–A.5.23``, ``A.5.19-23``, ``CC6.1 to CC6.8``, ``Clauses 4 through 10``. Ids between the
    ends are counted up and need not exist in the standard. Where counting is not possible (the
    ends differ in more than their last part, or more than 200 ids lie between) only the ends are
    given. Empty where ``text`` holds no range.
    """
    return [name for low, high in _ranges(text) for name in _between(low, high)]


def within(identifier: str, range_text: str) -> bool:
    """Whether an identifier, or one it lies in, is inside a range or equal to a named identifier.

    ``within("A.5.20", "A.5.19–A.5.23")``, ``within("4.2", "Clauses 4 through 10")`` and
    ``within("AC-2(1)", "AC-2")`` hold. Either may be in any spelling.
    """
    named = find_identifiers(identifier)
    key = _key(named[0].canonical if named else identifier)
    bounds = list(_ranges(range_text))
    ends = {name for pair in bounds for name in pair}
    bounds += [
        (found.canonical, found.canonical)
        for found in _find(range_text)
        if found.canonical not in ends
    ]
    return any(_inside(key, _key(low), _key(high)) for low, high in bounds)


_Key = tuple[str, tuple[int, ...]]


def _inside(key: _Key, low: _Key, high: _Key) -> bool:
    if not key[0] == low[0] == high[0] or len(key[1]) < max(len(low[1]), len(high[1])):
        return False
    return low[1] <= key[1][: len(low[1])] and key[1][: len(high[1])] <= high[1]


def _ranges(text: str) -> Iterator[tuple[str, str]]:
    """The ends of each range in ``text``, both canonical, the lower first."""
    found = find_identifiers(text)
    at = {identifier.start: identifier for identifier in found}
    for low in found:
        joined = _TO.match(text, low.end)
        if joined is None:
            continue
        high = at.get(joined.end())
        if high is not None and _key(high.canonical)[0] == _key(low.canonical)[0]:
            end = high.canonical
        else:
            spaced_dash = " " in joined.group() and not joined["mark"].isalpha()
            end = "" if spaced_dash else _short_end(low.canonical, text, joined.end())
        if end and _key(low.canonical)[1] < _key(end)[1]:
            yield low.canonical, end


def _short_end(low: str, text: str, at: int) -> str:
    """The upper end where only its last parts are written: ``23`` or ``5.23`` after ``A.5.19``."""
    short = _SHORT_END.match(text, at)
    if short is None:
        return ""
    if short["level"]:
        return low[: low.rindex("(")] + f"({short['level']})" if low.endswith(")") else ""
    numbers = short["number"].split(".")
    if low.endswith(")"):
        return low[: low.rindex("(")] + f"({numbers[0]})" if len(numbers) == 1 else ""
    pieces = re.split(r"(\d+)", low)  # numbers stand at the odd places
    places = range(1, len(pieces), 2)[-len(numbers) :]
    if len(places) < len(numbers):
        return ""
    for place, number in zip(places, numbers, strict=True):
        pieces[place] = number
    return "".join(pieces)


def _between(low: str, high: str) -> list[str]:
    (family, first), (other, last) = _key(low), _key(high)
    count = last[-1] - first[-1] if first and last else 0
    if family != other or first[:-1] != last[:-1] or not 0 < count < _MOST:
        return [low, high]
    tail = re.search(r"(\d+|[A-Za-z]+)\)?$", low)
    if tail is None:
        return [low, high]
    start, end = tail.span(1)
    return [
        low[:start] + _numeral(number, tail[1], roman=_roman_level(low)) + low[end:]
        for number in range(first[-1], last[-1] + 1)
    ]


def _key(canonical: str) -> _Key:
    """An identifier as a family and numbers that sort as its parts do."""
    match = _LEVELS.match(canonical)
    base = _BASE.match(match["base"]) if match else None
    if match is None or base is None:
        return canonical, ()
    levels = re.findall(r"\w+", match["levels"])
    federal = _is_federal(canonical)
    numbers = [_number(part) for part in base["numbers"].split(".")]
    numbers += [_number(part, roman=federal and at == 2) for at, part in enumerate(levels)]
    return base["family"], tuple(numbers)


def _is_federal(canonical: str) -> bool:
    return re.match(r"\d{3}\.\d", canonical) is not None


def _roman_level(canonical: str) -> bool:
    """Whether the last level is the third of a federal regulation, which counts i, ii, iii."""
    return _is_federal(canonical) and canonical.count("(") == 3


def _number(part: str, roman: bool = False) -> int:
    if part.isdigit():
        return int(part)
    lower = part.lower()
    if roman and lower in _ROMAN:
        return _ROMAN.index(lower)
    value = 0
    for letter in lower:
        value = value * 26 + (ord(letter) - 96 if letter.isascii() else 0)
    return value


def _numeral(number: int, like: str, roman: bool) -> str:
    """A number written like its neighbour: digits with the same padding, or letters."""
    if like.isdigit():
        return str(number).zfill(len(like) if like[0] == "0" else 1)
    if roman and like.lower() in _ROMAN and number < len(_ROMAN):
        return _ROMAN[number]
    first = ord("A" if like.isupper() else "a")
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(first + rest) + letters
    return letters
