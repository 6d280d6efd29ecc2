"""The two things that a question of equivalence or difference weighs against each other."""

import re
from dataclasses import dataclass

from kb.answering.frameworks import Framework, Frameworks
from kb.lexical.analysis import terms

_COMPARES = re.compile(
    r"\b(?:equivalen\w*|equals?|equal to|same|differ\w*|distinct\w*|distinguish\w*|versus|vs\.?|"
    r"instead of|in place of|in lieu of|compar\w+|interchangeabl\w+|substitut\w+|replaces?|"
    r"rather than|better than|as good as|counterpart|twin|stand in for|suffic\w+|enough|"
    r"accept(?:ed|s)?|satisf\w+|prove[sd]?|mean(?:s)?|show(?:s)?|count(?:s)? as|conform\w*|"
    r"complian\w+|(?:all|only) (?:that )?we (?:have|hold)|we only (?:have|hold)|or)\b",
    re.IGNORECASE,
)
_A, _B = (rf"(?P<{side}>[^,?;:]{{3,70}}?)" for side in "ab")
_PAIRS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bdifferences? between {_A} and {_B}(?: in [^?]*)?\s*[?.]?$",
        rf"\b(?:distinguish|compare) {_A} (?:from|with|to|and) "
        rf"{_B}\s*[?.]?$",
        rf"\bhow (?:does|do|is|are) {_A} (?:differ(?:ent)? from|compare (?:to|with))"
        rf" {_B}\s*[?.]?$",
        rf"\b(?:is|are) {_A} (?:really |just |exactly )?(?:the same (?:thing )?as|"
        rf"equivalent to|equal to|interchangeable with|as good as|identical to|different from) "
        rf"{_B}(?: in [^?]*| under [^?]*)?\s*\?",
        rf"\b(?:is|are|do|does|how do|how does) (?:the )?{_A} and {_B}"
        r" (?:differ|the same|equivalent|interchangeable|identical|different|compare|"
        r"mean the same)",
        rf"^\W*{_A} (?:versus|vs\.?) {_B}\s*[?.]?$",
    )
)
_LEADING = re.compile(r"^(?:an?|the|our|your|their|having|holding)\s+", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:\s+(?:categor\w+|criteri\w+|reports?|levels?|types?|standards?))?"
    r"\s+(?:of|in|under|for|within)\s.*$",
    re.IGNORECASE,
)
_TYPES = frozenset(("type1", "type2"))


@dataclass(frozen=True)
class Side:
    """One of the two: a framework of the registry, or a phrase of the question."""

    name: str
    framework: str = ""
    stems: frozenset[str] = frozenset()

    def in_text(self, text: str) -> bool:
        """Whether ``text`` names this side."""
        if self.framework:
            return self.framework in Frameworks.load().names(text)
        return bool(self.stems) and self.stems <= set(terms(text))


def sides_of(text: str, registry: Frameworks) -> tuple[Side, ...]:
    """The two sides that ``text`` compares; empty where it compares nothing."""
    if not _COMPARES.search(text):
        return ()
    named = _frameworks(text, registry)
    if len(named) == 2:
        return tuple(Side(f.name, f.id) for f in named)
    for pattern in _PAIRS:
        if found := pattern.search(text):
            pair = tuple(_side(found[group], registry) for group in ("a", "b"))
            if all(side.framework or side.stems for side in pair) and pair[0] != pair[1]:
                return _shared(pair)
    return tuple(Side(f.name, f.id) for f in named[:2]) if len(named) > 1 else ()


def _frameworks(text: str, registry: Frameworks) -> list[Framework]:
    """The frameworks named, each once; the types of a report only where both are named.

    Where one is named and another only by who issues it ("the AICPA one"), that is the other.
    """
    found = list(dict.fromkeys(n.framework for n in registry.named(text)))
    types = [f for f in found if f.id in _TYPES]
    if len(types) == 2:
        return types
    named = [f for f in found if f.id not in _TYPES]
    if types and not any(f.id.startswith("soc") for f in named):
        named.append(registry.get("soc2"))
    if len(named) == 1:
        words = set(re.findall(r"\w+", text))
        issued = [f for f in registry.all if f.issuer in words and f.issuer != named[0].issuer]
        named += issued[:1]
    return named


def _side(phrase: str, registry: Frameworks) -> Side:
    phrase = _LEADING.sub("", phrase.strip())
    phrase = _PLACE.sub("", phrase)
    named = registry.named(phrase)
    if named and len(terms(phrase)) <= len(terms(phrase[named[0].start : named[0].end])) + 1:
        return Side(named[0].framework.name, named[0].framework.id)
    return Side(phrase, "", frozenset(terms(phrase)))


def _shared(pair: tuple[Side, ...]) -> tuple[Side, ...]:
    """Two phrases with the word that they share ("reasonable and limited assurance") left out."""
    both = pair[0].stems & pair[1].stems
    return tuple(
        side if not side.stems - both else Side(side.name, side.framework, side.stems - both)
        for side in pair
    )
