"""For whom or what a sentence holds: products, regions, classes, groups of people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.answering.units import Unit
from kb.text.contrasts import Contrasts

_I = re.IGNORECASE
_CLASSES = (
    re.compile(
        r"\b(critical|high|medium|moderate|low|severe)\b(?=.{0,25}\b(?:risk|severity|vulnerabilit|"
        r"priority|finding|impact|rating|rated|alert|issue|patch|incident))",
        _I,
    ),
    re.compile(r"\b(sev\s?-?\d|p\d|tier \w|level \d|class \w|category \d|severity \w+)\b", _I),
    re.compile(r"\b(restricted|confidential|internal|public)\b(?= (?:data|information|use))", _I),
    re.compile(
        r"\b(privileged|administrat\w+|admin|service account|root|standard user|customer|visitor|"
        r"guest|mobile|laptop|server|database|production|staging|personal data|source code|email|"
        r"paper|child|health|candidate|applicant|supplier|vendor)s?\b",
        _I,
    ),
)
#: A capital inside a sentence, or anywhere in a heading, may name something.
_CAPITAL = re.compile(r"(?<![\w’'-])([A-Z][A-Za-z]+[\w-]*)")
_INSIDE = re.compile(r"(?<=[a-z,] )([A-Z][A-Za-z]+[\w-]*)")
_LOWER = re.compile(r"(?<![\w’'-])[a-z][a-z]+")
_SHORT = 6


@dataclass(frozen=True, slots=True)
class Scope:
    """The names, classes and members of contrasting groups that a sentence names."""

    names: frozenset[str]
    classes: frozenset[str]
    members: frozenset[tuple[int, str]]


def proper_names(texts: Iterable[str]) -> frozenset[str]:
    """The words that ``texts`` write with a capital and never without: names, by all signs.

    Acronyms are left out: most name a thing that everybody has.
    """
    capital: set[str] = set()
    lower: set[str] = set()
    for text in texts:
        capital.update(_INSIDE.findall(text))
        lower.update(_LOWER.findall(text))
    return frozenset(
        word
        for word in capital
        if word.lower() not in lower and not (word.isupper() and len(word) < _SHORT)
    )


def scope_of(unit: Unit, contrasts: Contrasts, named: frozenset[str]) -> Scope:
    """The scope of a sentence by its own words, and by those of the heading right above it."""
    heading = unit.passage.heading[-1] if unit.passage.heading else ""
    return Scope(
        frozenset(w for w in _CAPITAL.findall(f"{heading} {unit.text}") if w in named),
        _classes(f"{heading} {unit.text}"),
        _members(unit.text, contrasts) or _members(heading, contrasts),
    )


def _classes(text: str) -> frozenset[str]:
    return frozenset(
        re.sub(r"\W+", " ", found).lower().rstrip("s")
        for p in _CLASSES
        for found in p.findall(text)
    )


def _members(text: str, contrasts: Contrasts) -> frozenset[tuple[int, str]]:
    lower = text.lower()
    return frozenset(
        (number, name)
        for number, group in enumerate(contrasts.groups)
        for name, pattern in group
        if pattern.search(lower)
    )


def apart(one: Scope, two: Scope) -> tuple[float, str]:
    """How much two scopes tell against one subject (0 to 1), and what differs, in words."""
    for number in {n for n, _ in one.members} & {n for n, _ in two.members}:
        mine = {m for n, m in one.members if n == number}
        theirs = {m for n, m in two.members if n == number}
        if not mine & theirs:
            return 1.0, f"{', '.join(sorted(mine))} / {', '.join(sorted(theirs))}"
    against, detail = 0.0, ""
    for left, right, both, single in (
        (one.names, two.names, 0.8, 0.12),
        (one.classes, two.classes, 1.0, 0.25),
    ):
        alone = left - right, right - left
        if alone[0] and alone[1] and not left & right:
            weight = both
        elif alone[0] or alone[1]:
            weight = single
        else:
            continue
        if weight > against:
            against = weight
            detail = " / ".join(", ".join(sorted(side)) or "-" for side in alone)
    return against, detail
