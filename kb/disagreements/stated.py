"""The values that a sentence or a table row gives, in a form that can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.answering.frameworks import Frameworks
from kb.answering.quantities import Dimension, quantities
from kb.disagreements.report import Kind
from kb.text.identifiers import find_identifiers

_KINDS = {
    Dimension.DURATION: Kind.DURATION,
    Dimension.INTERVAL: Kind.FREQUENCY,
    Dimension.CHARACTERS: Kind.SIZE,
    Dimension.BITS: Kind.SIZE,
    Dimension.PERCENT: Kind.PERCENTAGE,
    Dimension.COUNT: Kind.COUNT,
}


class Bound(StrEnum):
    """What an amount bounds, by the words in front of it."""

    NONE = ""
    LEAST = "at least"
    MOST = "within"
    FOR = "for"
    AFTER = "after"


_I = re.IGNORECASE
_BOUNDS = (
    (
        Bound.LEAST,
        re.compile(
            r"(?:at least|minimum(?: \w+){0,3}|no(?:t)? (?:less|fewer) than|or more|more than|over|"
            r"a minimum of|least)\W*$",
            _I,
        ),
    ),
    (
        Bound.MOST,
        re.compile(
            r"(?:within|at most|maximum(?: \w+){0,3}|no(?:t)? (?:more|later|longer) than|up to|"
            r"under|less than|in under|by the end of)(?: the| a)?(?: first| next)?\W*$",
            _I,
        ),
    ),
    (Bound.AFTER, re.compile(r"(?:after|following|older than|beyond)\W*$", _I)),
    (Bound.FOR, re.compile(r"(?:\bfor|during|over)(?: the| a)?(?: last| past)?\W*$", _I)),
)
_LEAST_BEHIND = re.compile(r"\W*(?:or more|or longer|at least|minimum|or higher|or above)", _I)
_MOST_BEHIND = re.compile(r"\W*(?:or less|or fewer|at most|maximum|or sooner)", _I)
_AFTER_BEHIND = re.compile(r"\W*(?:after|following|of inactivity|old)\b", _I)
#: "Schedule 4", "step 2": a number that names, and counts nothing.
_NUMBERS = re.compile(
    r"\b(?:schedule|clause|module|section|part|appendix|annex|exhibit|table|figure|step|paragraph|"
    r"article|chapter|option|version|level|tier|page|phase|type|clauses \d+ (?:through|to))\s*$",
    re.IGNORECASE,
)
_OF_DOCUMENT = re.compile(
    r"\b(?:last (?:updated|reviewed|modified)|effective|date|signed|dated|issued|approved)\b", _I
)
#: What is overwritten within 30 days is kept for 30 days.
_ENDS = re.compile(
    r"\b(?:delet|eras|overwrit|purg|destr[ou]|expir|wip|dispos|discard)\w*\b", re.IGNORECASE
)
_MONEY = re.compile(
    r"(?P<c>[€$£]|\b(?:EUR|USD|GBP)\b)\s?(?P<n>\d[\d.,]*\d|\d)\s?(?P<x>million|m|k|bn|billion)?\b"
    r"|(?P<n2>\d[\d.,]*\d|\d)\s?(?P<x2>million |billion )?(?P<c2>€|\$|£|euros?\b|dollars?\b)",
    _I,
)
_TIMES = {"k": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_MONTHS = "january february march april may june july august september october november december"
_DATES = re.compile(
    rf"\b(?P<d>\d{{1,2}})\s+(?P<m>{'|'.join(_MONTHS.split())})\s+(?P<y>(?:19|20)\d\d)\b"
    rf"|\b(?P<m2>{'|'.join(_MONTHS.split())})\s+(?P<d2>\d{{1,2}}),?\s+(?P<y2>(?:19|20)\d\d)\b"
    r"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b",
    _I,
)
#: A section is the document's own; a clause, a control or an article is a framework's.
_CLAUSE = re.compile(r"\b(?:clause|annex|control|criteri(?:on|a)|article)s?\W*$", _I)
_ROLE_NOUN = (
    r"officer|manager|owner|team|lead|head|director|committee|board|engineer|auditor|administrator|"
    r"counsel|ciso|cto|ceo|coo|cfo|dpo|vp|department|council|supervisor|group|desk|firm|body|people"
)
_BY = re.compile(
    r"\b(?P<verb>approv|review|own|perform|conduct|manag|maintain|chair|sign|authori[sz]|carri|assess|"
    r"test|appoint|issu|audit|investigat|coordinat|updat)(?:ed|d|ied|ed off|ned)?(?: out| off)?"
    rf"(?: \w+ly)? by (?:the |our |an? )?(?P<role>(?:[\w’'-]+ ){{0,4}}?(?:{_ROLE_NOUN})\b"
    r"(?: of [A-Z]\w+(?: [A-Z]\w+)?)?)",
    _I,
)
_SUBJECT_ROLE = re.compile(
    rf"^\W*(?:the |our |an? )?(?P<role>(?:[\w’'-]+ ){{0,4}}?(?:{_ROLE_NOUN})\b(?: of [A-Z]\w+"
    r"(?: [A-Z]\w+)?)?) (?:must |shall |will )?(?:is |are )?"
    r"(?P<verb>responsible|approve|review|own|perform|conduct|maintain|manage|chair|lead|assess)",
    _I,
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value as written, where it stands in its text, and as something to compare.

    ``amount`` and ``low`` are numbers in the unit of ``of``'s dimension; ``key`` is the comparable
    text of a version, clause, date or role. ``of`` must agree for two values to be compared.
    """

    kind: Kind
    text: str
    start: int
    end: int
    of: str
    amount: float | None = None
    low: float | None = None
    key: str = ""
    bound: Bound = Bound.NONE


def values(text: str) -> list[Value]:
    """Every value that ``text`` gives, in order; of overlapping ones the first found."""
    found: list[Value] = []
    for value in (
        *_money(text),
        *_dates(text),
        *_numbered(text),
        *_amounts(text),
        *_roles(text),
    ):
        if not any(value.start < held.end and held.start < value.end for held in found):
            found.append(value)
    return sorted(found, key=lambda v: v.start)


def _amounts(text: str) -> Iterator[Value]:
    ends = bool(_ENDS.search(text))
    named = [(f.start, f.end) for f in find_identifiers(text) if f.kind != "version"]
    for one in quantities(text):
        kind = _KINDS[one.dimension]
        end = one.start + len(one.text)
        if kind is Kind.COUNT and (
            # A lone "one" counts nothing in particular, and "R-04" or "ISO 27001" nothing at all.
            one.amount <= 1
            or (text[: one.start].strip(' (“"') == "" and one.text[0].isdigit())
            or _NUMBERS.search(text[: one.start])
            or one.text.split()[-1][:1].isupper()
            or one.text[0] == "0"
            or text[max(0, one.start - 1) : one.start] in tuple("-/:#–")
            or any(low < one.start + 2 and one.start < high for low, high in named)
        ):
            continue
        of = one.of if kind is Kind.COUNT else one.dimension.value
        bound = _bound(text, one.start, end)
        if ends and bound in (Bound.MOST, Bound.AFTER):
            bound = Bound.FOR
        if kind is Kind.COUNT:
            # What is counted is the subject, and stays to be compared.
            end = one.start + max(1, one.text.lower().rfind(one.of) - 1)
        yield Value(kind, one.text, one.start, end, of, one.amount, one.low, bound=bound)


def _bound(text: str, start: int, end: int) -> Bound:
    before, behind = text[max(0, start - 40) : start], text[end : end + 25]
    for bound, pattern in _BOUNDS:
        if pattern.search(before):
            return bound
    for bound, pattern in (
        (Bound.LEAST, _LEAST_BEHIND),
        (Bound.MOST, _MOST_BEHIND),
        (Bound.AFTER, _AFTER_BEHIND),
    ):
        if pattern.match(behind):
            return bound
    return Bound.NONE


def _money(text: str) -> Iterator[Value]:
    for found in _MONEY.finditer(text):
        digits = (found["n"] or found["n2"]).replace(",", "")
        try:
            amount = float(digits)
        except ValueError:
            continue
        amount *= _TIMES.get((found["x"] or found["x2"] or "").strip().lower(), 1.0)
        sign = (found["c"] or found["c2"]).lower()
        of = {"eur": "€", "usd": "$", "gbp": "£"}.get(
            sign, sign[:1].replace("e", "€").replace("d", "$")
        )
        yield Value(Kind.AMOUNT, found.group(), found.start(), found.end(), of, amount)


def _dates(text: str) -> Iterator[Value]:
    if _OF_DOCUMENT.search(text):
        return  # its own dates tell documents apart, and contradict nothing
    months = _MONTHS.split()
    for found in _DATES.finditer(text):
        if found["iso"]:
            key = found["iso"]
        else:
            month = months.index((found["m"] or found["m2"]).lower()) + 1
            key = f"{found['y'] or found['y2']}-{month:02}-{int(found['d'] or found['d2']):02}"
        yield Value(Kind.DATE, found.group(), found.start(), found.end(), "date", key=key)


def _numbered(text: str) -> Iterator[Value]:
    """Versions of protocols, and the numbers of clauses that are called so."""
    for found in find_identifiers(text):
        written = text[found.start : found.end]
        if found.kind == "version":
            family = re.match(r"[A-Z]+", found.canonical)
            of = family.group() if family else ""
            yield Value(Kind.VERSION, written, found.start, found.end, of, key=found.canonical)
        elif found.kind in ("section", "iso_annex", "article"):
            called = _CLAUSE.search(text[: found.start]) or re.match("[ac]", written, _I)
            if called and Frameworks.load().names(text):
                yield Value(
                    Kind.CLAUSE, written, found.start, found.end, found.kind, key=found.canonical
                )


def _roles(text: str) -> Iterator[Value]:
    for pattern in (_BY, _SUBJECT_ROLE):
        for found in pattern.finditer(text):
            verb = found["verb"].lower()[:6].rstrip("e")
            role = " ".join(found["role"].lower().split())
            start, end = found.span("role")
            yield Value(Kind.ROLE, found["role"], start, end, verb, key=role)
