"""How well a unit answers a question, by words and by meaning."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from kb.answering.asked import Asked
from kb.answering.quantities import Quantity, quantities
from kb.answering.sameness import one_name
from kb.answering.scored import Scored, held_terms
from kb.answering.units import Unit
from kb.answering.values import answered_by
from kb.answering.wording import PREVENTS
from kb.lexical.analysis import identifier_terms, pairs, terms
from kb.text.thesaurus import ExpansionKind, Thesaurus
from kb.values import Collection

#: Shares of a unit's score by words: words covered, and the score of the passage it stands in.
_COVERAGE, _PASSAGE = 0.4, 0.15
_FIRST = 0.02
_ROW = 0.03
#: What once was is no answer to what is; what we say of ourselves comes before what others say.
_PAST, _OURS = 0.08, 0.03
_FORMER = re.compile(
    r"\b(?:previous(?:ly)?|former(?:ly)?|used to|no longer|earlier edition)\b", re.I
)
_VALUE = 0.08
#: A word that stands only above the unit (a heading, the title) counts this much.
_ABOVE = 0.7
#: What a stand-in counts, by how it stands to the asked word.
_STANDS_IN = {
    ExpansionKind.SYNONYM: 0.95,
    ExpansionKind.SPELLING: 1.0,
    ExpansionKind.NARROWER: 0.8,
    ExpansionKind.RELATED: 0.4,
    ExpansionKind.BROADER: 0.4,
}
#: What a date or a place counts that is written in another way.
_SAID_OTHERWISE = 0.95
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
#: From this share on a stand-in is as good as the word.
_GOOD = 0.6
#: A unit longer than this many words says other things too.
_LONG = 45

#: Stems of words that only ask, and say nothing of what is asked about.
ASKING = frozenset(
    terms(
        "how often long many much fast soon quickly frequently old what which kind type please"
        " confirm describe explain provide list name state detail details outline specify tell know"
        " use used using have get make made do does doing done perform place ensure maintain"
        " implement implemented currently formal formally documented follow followed company"
        " organization organisation vendor supplier respondent firm entity employed require"
        " required requirement exist existing able many handle handled need question answer"
        " ever regularly regular appropriate adequate process procedure policy policies"
    )
)
#: Stems of words that a question may add without asking for more: where it is, what sort of thing.
SOFT = frozenset(
    terms(
        "environment environments hosted hosting solution solutions services systems platform"
        " place time number stronger higher better overall latest recent within across various"
        " relevant existing total whole entire main"
    )
)
_SOFT = 0.3


@dataclass(frozen=True)
class Wanted:
    """The words of a question, what counts for each, and what stands in for it."""

    weights: Mapping[str, float]
    stand_ins: Mapping[str, tuple[tuple[frozenset[str], float], ...]]
    names: tuple[str, ...]

    def covered(self, inside: Set[str], above: Set[str]) -> float:
        """The share of the question's weight found in these terms."""
        return self.share(self.found(inside, above))

    def found(self, inside: Set[str], above: Set[str]) -> dict[str, float]:
        """How well each term is found in these, 0 to 1: itself, above, or by a stand-in."""
        return {term: self._found(term, inside, above) for term in self.weights}

    def share(self, found: Mapping[str, float]) -> float:
        """The share of the question's weight that is ``found``."""
        total = sum(self.weights.values())
        if not total:
            return 0.0
        return sum(w * found[t] for t, w in self.weights.items()) / total

    def lacking(self, found: Mapping[str, float]) -> frozenset[str]:
        """The terms of which neither they nor a good stand-in are ``found``."""
        return frozenset(t for t, how in found.items() if how < _GOOD and t not in SOFT)

    def _found(self, term: str, inside: Set[str], above: Set[str]) -> float:
        if term in inside:
            return 1.0
        ways = self.stand_ins.get(term)
        if ways is None:
            return _ABOVE if term in above else 0.0
        best = max((share for way, share in ways if way <= inside), default=0.0)
        if term in above:
            return max(best, _ABOVE)
        for way, share in ways:
            if share * _ABOVE > best and all(t in inside or t in above for t in way):
                best = share * _ABOVE
        return best


def asked_terms(asked: Asked) -> list[str]:
    """The terms that say what the question is about; all of them if it only asks."""
    # "Protected against changes" asks whether changes are kept from happening.
    text = PREVENTS.sub(" ", asked.text)
    own = [*terms(text), *identifier_terms(text)]
    about = [term for term in own if term not in ASKING]
    return about or own


def wanted(asked: Asked, thesaurus: Thesaurus, rarity: Mapping[str, float]) -> Wanted:
    """The words of ``asked``; ``rarity`` is the idf of each term, unknown terms counting most."""
    most = max(rarity.values(), default=1.0)
    weights = {
        term: rarity.get(term, most) * (_SOFT if term in SOFT else 1.0)
        for term in asked_terms(asked)
    }
    ways: dict[str, list[tuple[frozenset[str], float]]] = {}
    for expansion in thesaurus.expand(asked.text):
        share = _STANDS_IN[expansion.kind]
        found = [_way(terms(alternative)) for alternative in expansion.alternatives]
        for term in terms(expansion.matched):
            ways.setdefault(term, []).extend((way, share) for way in found if way)
    for name, said in one_name(asked.text):
        if name.count("-") != 1 or not _DAY.search(said):
            for term in terms(said):
                ways.setdefault(term, []).append((frozenset([name]), _SAID_OTHERWISE))
    return Wanted(weights, {term: tuple(found) for term, found in ways.items()}, asked.names)


def _way(stems: list[str]) -> frozenset[str]:
    """What has to be there for a stand-in to be there: its word, or its words side by side."""
    return frozenset(pairs(stems) if len(stems) > 1 else stems)


def spelled_out(question: str, thesaurus: Thesaurus) -> str:
    """``question`` with its acronyms spelled out, since the embedding model knows few of them."""
    spelled = question
    for expansion in thesaurus.expand(question):
        short = expansion.matched
        if short.upper() != short or len(short) > 6 or expansion.kind is not ExpansionKind.SYNONYM:
            continue
        long = [a for a in expansion.alternatives if " " in a]
        if long and long[0] not in question.lower():
            spelled = spelled.replace(short, f"{short} ({long[0]})", 1)
    return spelled


def by_words(unit: Unit, want: Wanted, asked: Asked) -> Scored:
    """A unit with what its words say."""
    measured = _measured(asked, unit)
    inside, above = held_terms(unit.text), held_terms(unit.above)
    if measured:
        inside |= measured
    found = want.found(inside, above)
    coverage = want.share(found)
    score = _COVERAGE * coverage + _PASSAGE * max(unit.passage.score, unit.passage.dense)
    if unit.first:
        score += _FIRST
    if asked.value is not None and answered_by(asked, unit):
        score += _VALUE
    if unit.is_row and asked.yes_no:
        score -= _ROW
    if _FORMER.search(unit.text) and not _FORMER.search(asked.text):
        score -= _PAST
    if unit.passage.collection is Collection.POLICY:
        score += _OURS
    if not asked.listing:
        score -= 0.001 * max(0, len(unit.text.split()) - _LONG)
    unnamed = (want.names and _unnamed(want, inside | above)) or _other_row(want, unit)
    return Scored(
        unit,
        score,
        coverage,
        unnamed=unnamed,
        named=bool(want.names) and not unnamed,
        absent=want.lacking(found),
        outside=want.lacking(want.found(inside, frozenset())),
        asked=max(1, len(want.weights.keys() - SOFT)),
    )


_BOUND = frozenset(terms("least most minimum maximum longer less later"))


def _measured(asked: Asked, unit: Unit) -> set[str]:
    """The words of amounts that a closed question names, where the unit gives another of the sort.

    Whether "90 days" meets "at least 12 months" is judged by amount, not by words.
    """
    if not asked.yes_no or not _amounts(asked.text):
        return set()
    held = {(q.dimension, q.of) for q in _amounts(unit.text)}
    met = [q.text for q in _amounts(asked.text) if (q.dimension, q.of) in held]
    return {*terms(" ".join(met)), *_BOUND} if met else set()


@lru_cache(maxsize=20_000)
def _amounts(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(text))


def _other_row(want: Wanted, unit: Unit) -> tuple[str, ...]:
    """The names of the question, where the row's first cell names something else of that sort."""
    if not unit.is_row:
        return ()
    subject = set(identifier_terms(unit.text.split("\t")[0]))
    asked = [n for n in want.names if identifier_terms(n) or identifier_terms(n.upper())]
    return tuple(asked) if subject and asked and not subject & set(asked) else ()


def _undated(name: str, held: Set[str]) -> bool:
    """Whether the standard is named without its year, and no other edition of it is."""
    base, dated, _ = name.partition(":")
    return bool(dated) and base in held and not any(h.startswith(base + ":") for h in held)


def _unnamed(want: Wanted, held: Set[str]) -> tuple[str, ...]:
    """The names of the question that are found neither as such nor by a stand-in."""
    absent = []
    for name in want.names:
        stems = frozenset(terms(name)) or frozenset([name])
        if name in held or stems <= held or _undated(name, held):
            continue
        ways = [way for stem in stems for way, share in want.stand_ins.get(stem, ()) if share > 0.5]
        if not any(way <= held for way in ways):
            absent.append(name)
    return tuple(absent)
