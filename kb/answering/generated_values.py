"""Which value belongs to what: "logs 13 months, backups 35 days" must not be told crosswise.

Where a quote names two values of one sort (two periods, two names, two roles), a sentence may use
them only as the quote ties them: its words in the quote's order with no other such value between
them, or all from the part of the quote that holds the value. A passive ("is approved by Ann") is
first put in the order of its active form.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.answering.quantities import Dimension, quantities
from kb.lexical.analysis import STOP_WORDS, terms
from kb.text.identifiers import find_identifiers

_WORD = re.compile(r"[^\W_]+(?:[-./:'’][^\W_]+)*")
_NAME = re.compile(r"\b[A-Z][\w&+-]*\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ROLE = re.compile(
    r"\b(?:officer|manager|owner|team|lead|head|director|committee|board|engineer|auditor|"
    r"administrator|counsel|department|staff|employee|personnel|management|contractor|customer|"
    r"client|supplier|vendor|partner|processor|sub-?processor|controller|user|visitor|developer|"
    r"guest|applicant|reviewer|approver|regulator|authority|assessor|council|provider)s?\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"[.!?;:]\s+|\n|\t|,\s+(?:and|but|or|while|whereas)?\s*|\s+(?:and|but|or|while|whereas)\s+"
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|be|has|have|must|shall|should|will|may|can|cannot)\b", re.IGNORECASE
)
_BY = re.compile(r"\b(?P<verb>\w+(?:ed|en)|kept|held|sent|made|done|set|run)\s+by\s+(?!\d)", re.I)
_TIMES = (Dimension.DURATION, Dimension.INTERVAL)


@dataclass(frozen=True, slots=True)
class Token:
    """A word that counts, where it stands, and of which sort of value it is part (or ``""``)."""

    term: str
    start: int
    sort: str


def bound_alike(sentence: str, quote: str) -> bool:
    """Whether ``sentence`` ties the values of ``quote`` to what ``quote`` ties them to."""
    said, held = tokens(sentence), tokens(quote)
    several = _several(quote)
    if not several or not any(token.sort in several for token in said):
        return True
    for one in (said, _active(sentence, said)):
        for other in (held, _active(quote, held)):
            if _follows(one, other, several):
                return True
    return _from_parts(sentence, said, quote, held, several)


def tokens(text: str) -> list[Token]:
    """The words of ``text`` that count, in order."""
    spans = _values(text)
    found = []
    for match in _WORD.finditer(text):
        sort = next((s for a, b, s, _ in spans if a <= match.start() < b), "")
        for term in terms(match.group()):
            found.append(Token(term, match.start(), sort))
    return found


def _values(text: str) -> list[tuple[int, int, str, str]]:
    """The values in ``text``: start, end, sort, and what tells one from another."""
    found: list[tuple[int, int, str, str]] = []

    def add(start: int, end: int, sort: str, key: str) -> None:
        if not any(start < b and a < end for a, b, _, _ in found):
            found.append((start, end, sort, key))

    for quantity in quantities(text):
        sort = "time" if quantity.dimension in _TIMES else quantity.dimension.value
        add(quantity.start, quantity.start + len(quantity.text), sort, f"{quantity.amount}")
    for named in find_identifiers(text):
        add(named.start, named.end, "identifier", named.canonical)
    for match in _NUMBER.finditer(text):
        add(*match.span(), "number", match.group())
    for match in _ROLE.finditer(text):
        add(*match.span(), "role", match.group().lower().removesuffix("s"))
    for match in _NAME.finditer(text):
        opens = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1] in ".!?:\n"
        plain = opens and match.group()[1:].islower() and match.group() not in _inside(text)
        if not plain and match.group().lower() not in STOP_WORDS:
            add(*match.span(), "name", match.group().lower())
    return found


def _inside(text: str) -> set[str]:
    """Words that have their capital in the middle of a sentence too."""
    return set(re.findall(r"(?<=[a-z,] )[A-Z]\w+", text))


def _several(quote: str) -> frozenset[str]:
    """The sorts of which ``quote`` names more than one value."""
    keys: dict[str, set[str]] = {}
    for _, _, sort, key in _values(quote):
        keys.setdefault(sort, set()).add(key)
    return frozenset(sort for sort, held in keys.items() if len(held) > 1)


def _follows(said: Sequence[Token], held: Sequence[Token], several: frozenset[str]) -> bool:
    """Whether ``said`` is ``held`` with words left out, but no value of these sorts between."""
    known = {token.term for token in held}
    wanted = [token.term for token in said if token.term in known]
    return any(
        _follow_from(wanted, held, start, several)
        for start, token in enumerate(held)
        if wanted and token.term == wanted[0]
    )


def _follow_from(
    wanted: Sequence[str], held: Sequence[Token], start: int, several: frozenset[str]
) -> bool:
    at = start
    for term in wanted:
        while at < len(held) and held[at].term != term:
            if held[at].sort in several:
                return False
            at += 1
        if at == len(held):
            return False
        at += 1
    return True


def _active(text: str, found: Sequence[Token]) -> list[Token]:
    """The words of a passive in the order of its active: doer, deed, what it is done to, rest."""
    by = _BY.search(text)
    if by is None:
        return list(found)
    before = [t for t in found if t.start < by.start()]
    deed = [t for t in found if by.start() <= t.start < by.end()]
    rest = [t for t in found if t.start >= by.end()]
    end = re.compile(
        r"[,;.]|\s(?:every|each|in|on|at|for|to|of|within|before|after|and|once)\b"
    ).search(text, by.end())
    stop = end.start() if end is not None else len(text)
    doer = [t for t in rest if t.start < stop]
    return [*doer, *deed, *before, *(t for t in rest if t.start >= stop)]


def _from_parts(
    sentence: str,
    said: Sequence[Token],
    quote: str,
    held: Sequence[Token],
    several: frozenset[str],
) -> bool:
    """Whether each part of the sentence with a value comes from the part of the quote with it.

    A later part may borrow what stands behind the verb of the first ("are kept for 13 months and
    backups for 35 days").
    """
    parts = _parts(quote, held)
    borrowed = _behind_verb(quote, parts)
    for words in _joined(_parts(sentence, said), several):
        if not any(
            _follows_all([t for t in words if at == 0 or t.term not in borrowed], part, several)
            for at, part in enumerate(parts)
        ):
            return False
    return True


def _joined(parts: Sequence[list[Token]], several: frozenset[str]) -> list[list[Token]]:
    """The parts with a value; one without belongs to the next with one ("logs and backups …")."""
    found: list[list[Token]] = [[]]
    for part in parts:
        if found[-1] and any(t.sort in several for t in found[-1]):
            found.append([])
        found[-1] = [*found[-1], *part]
    if len(found) > 1 and not any(t.sort in several for t in found[-1]):
        last = found.pop()
        found[-1] = [*found[-1], *last]
    return found


def _follows_all(said: Sequence[Token], part: Sequence[Token], several: frozenset[str]) -> bool:
    terms_held = {token.term for token in part}
    if not said or any(token.term not in terms_held for token in said):
        return False
    return any(token.sort in several for token in said) and _follows(said, part, several)


def _parts(text: str, found: Sequence[Token]) -> list[list[Token]]:
    """The words between one joint of the sentence (comma, "and", full stop) and the next."""
    edges = [0, *(m.end() for m in _PART.finditer(text)), len(text) + 1]
    parts = [[t for t in found if a <= t.start < b] for a, b in pairwise(edges)]
    return [part for part in parts if part]


def _behind_verb(quote: str, parts: Sequence[Sequence[Token]]) -> set[str]:
    verb = _AUXILIARY.search(quote)
    if verb is None or not parts:
        return set()
    return {t.term for t in parts[0] if t.start > verb.end() and not t.sort}
