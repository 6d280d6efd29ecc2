"""What a word means: the sentence or the row that says so."""

import re
from collections.abc import Sequence

import numpy as np

from kb.answering.asked import Asked, Kind
from kb.answering.compose import claims
from kb.answering.tools import EVERYWHERE, Tools, grounded, headed_units
from kb.answering.units import Unit
from kb.lexical.analysis import terms
from kb.values import Answer, Collection, Passage, Question

_PASSAGES = 32
_EMBEDDED = 32
_LEAST = 0.5
_LONGEST_TERM = 7
_ENOUGH = 300
_QUOTED = r"[\"“'‘]?(?P<term>[^\"”?]{2,70}?)[\"”'’]?"
_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\W*(?:and )?what (?:is|are) (?:meant by )?(?:an? |the term )?{_QUOTED}\s*\?*$",
        rf"\bwhat (?:do(?:es)?|would) (?:you mean by |the (?:term|word|expression) )?{_QUOTED} "
        r"(?:mean|stand for)\b",
        rf"\bwhat do you mean by {_QUOTED}\s*\?*$",
        rf"^\W*(?:please )?(?:define|explain)(?: the term| what)? {_QUOTED}"
        r"(?: (?:is|are|means))?(?: to (?:an? )?\w+)?\s*[?.]*$",
        rf"\b(?:meaning|definition) of {_QUOTED}(?: in .*)?\s*\?*$",
        rf"\bwhat (?:counts|qualifies) as {_QUOTED}(?: (?:with|for|of|in) [^?]*)?\s*\?*$",
        rf"^\W*who (?:belongs to|counts as|is part of|is meant by) {_QUOTED}\s*\?*$",
    )
)
_ARTICLE = re.compile(r"^(?:an?|the|our|your)\s+", re.IGNORECASE)
#: "The level Secret" asks what Secret is.
_SORT = re.compile(
    r"^the (?:level|class|tier|category|status|state|label|rating|grade|classification|term|word|"
    r"abbreviation|acronym|phrase|expression|marking) (?!(?:of|for|in|that|to) )(?=[\"“'‘]?\w)",
    re.IGNORECASE,
)
#: "The X of Y" asks for a value, not for a meaning.
_VALUE = re.compile(
    r"\b(?:your|our|my|for|with|per|when|during|after|before|between|difference|number|deadline|"
    r"frequency|price|cost|purpose|maximum|minimum|period|steps?|stages?|status|name|address|role|"
    r"responsib\w+|process|procedure|policy|phases|kinds|types|categories|members|"
    r"reasons|elements|parts|examples|requirements|criteria|principles|controls of)\b",
    re.IGNORECASE,
)
_HEADING_ASKS = re.compile(r"^[\W\d.]*(?P<what>what (?:is|are|does))?\s+(?:an?\s+)?", re.IGNORECASE)
_MEANS = r"(?:is|are|means?|refers? to|stands? for|denotes?|describes?|comprises|consists of)"

#: A term and what follows it in brackets, if that is more than a short form.
_BRACKETS = re.compile(r"(?P<before>[\w'’ -]{3,60}) \((?P<means>[^()]{8,200})\)")
_FEWEST_WORDS = 3

_BY_IT = re.compile(
    r"^(?:by|under) (?P<subject>[^,.]{2,60}?),? (?:we|is|are) "
    r"(?:mean|meant|understand|understood)\b",
    re.IGNORECASE,
)


def term_of(text: str) -> str | None:
    """The word or phrase whose meaning ``text`` asks for, if it asks for one."""
    for pattern in _ASKS:
        found = pattern.search(text)
        if found is None:
            continue
        quoted = any(mark in text for mark in '"“')
        named = _SORT.sub("", found["term"].strip())
        term = _ARTICLE.sub("", named).strip("\"“”'‘’")
        few = bool(terms(term)) and len(term.split()) <= _LONGEST_TERM
        counted = re.match(r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b", term, re.I)
        if few and not counted and (quoted or not _VALUE.search(named)):
            return term
    return None


def answer(question: Question, asked: Asked, term: str, tools: Tools) -> Answer | None:
    """The sentence that says what ``term`` is; None where none does."""
    own = (Collection.POLICY,) if asked.kind is Kind.PRACTICE else EVERYWHERE
    passages = tools.search(f"{term} definition meaning", _PASSAGES, question.audience, own)
    known = {p.chunk_id for p in passages}
    more = tools.search(asked.text, _PASSAGES, question.audience, own)
    passages += [p for p in more if p.chunk_id not in known]
    scored = _scored(term, [p for p in passages if not p.truncated], tools)
    if not scored or scored[0][0] < _LEAST:
        return None
    score, best = scored[0]
    told = [best, *_goes_on(best)]
    return grounded(question, claims(told, tools.today()), tools, confidence=min(0.95, score))


def _scored(term: str, passages: Sequence[Passage], tools: Tools) -> list[tuple[float, Unit]]:
    names = _names(term, tools)
    found = []
    for passage in passages:
        for unit in headed_units(passage):
            form = _form(unit, names)
            if form:
                found.append((form, unit))
    found.sort(key=lambda f: (-f[0], f[1].passage.chunk_id, f[1].start))
    best = found[:_EMBEDDED]
    if not best:
        return []
    embedder = tools.retriever.embedder
    query = embedder.embed_query(f"What is {term}? {term} is defined as")
    meaning = np.clip(
        tools.vectors.of([u.text.replace("\t", " | ") for _, u in best]) @ query, 0, 1
    )
    scored = [
        (round(form + 0.4 * float(m), 6), unit)
        for (form, unit), m in zip(best, meaning, strict=True)
    ]
    return sorted(scored, key=lambda s: (-s[0], s[1].passage.chunk_id, s[1].start))


def _names(term: str, tools: Tools) -> list[frozenset[str]]:
    """The stems of the term, and of what may stand for all of it."""
    names = [frozenset(terms(term))]
    for expansion in tools.thesaurus.expand(term):
        if expansion.kind in ("synonym", "spelling") and set(terms(expansion.matched)) == names[0]:
            names += [frozenset(terms(a)) for a in expansion.alternatives if terms(a)]
    return names


def _form(unit: Unit, names: Sequence[frozenset[str]]) -> float:
    """How much the form of a unit is that of a definition of one of ``names``, 0 to 0.6."""
    if unit.text.endswith("?"):
        return 0.0
    if unit.is_row:
        cells = unit.text.split("\t")
        first = frozenset(terms(re.sub(r"\(.*?\)", "", cells[0])))
        wordy = max((len(cell.split()) for cell in cells[1:]), default=0)
        exact = first in names or any(
            name < first and len(first) <= len(name) + 1 for name in names
        )
        return (0.5 if wordy >= 4 else 0.3) if exact else 0.0
    subject = re.match(rf"(?P<subject>.{{2,110}}?)(?:,[^,]{{3,60}},)?\s+{_MEANS}\b", unit.text)
    colon = re.match(r"(?P<subject>[^:.]{2,60}):\s+\S", unit.text)
    by_it = _BY_IT.search(unit.text)
    for found, worth in ((subject, 0.5), (colon, 0.45), (by_it, 0.5)):
        if found is None:
            continue
        stems = frozenset(terms(found["subject"]))
        if any(name == stems for name in names):
            return worth + 0.1
        if any(name < stems and len(stems) <= len(name) + 3 for name in names):
            return worth - 0.1
    also = re.search(
        r"\b(?:also called|also known as|or|\() ?(?:an? |the )?(?P<n>[\w -]{2,40})", unit.text
    )
    if subject is not None and also is not None and frozenset(terms(also["n"])) in names:
        return 0.5
    return max(_in_brackets(unit, names), _under_heading(unit, names))


def _in_brackets(unit: Unit, names: Sequence[frozenset[str]]) -> float:
    """What stands in brackets right after the term: "the carve-out method (they are left out)"."""
    for found in _BRACKETS.finditer(unit.text):
        if len(found["means"].split()) < _FEWEST_WORDS:
            continue
        before = terms(found["before"])
        if any(frozenset(before[-len(name) :]) == name for name in names if name):
            return 0.5
    return 0.0


def _under_heading(unit: Unit, names: Sequence[frozenset[str]]) -> float:
    """The first sentence under a heading that is the term, or that asks what it is."""
    if not unit.first or not unit.passage.heading:
        return 0.0
    heading = unit.passage.heading[-1]
    asks = _HEADING_ASKS.match(heading)
    stems = frozenset(terms(heading[asks.end() :] if asks else re.sub(r"^[\W\d.]+", "", heading)))
    worth = 0.6 if asks and asks["what"] else 0.4
    return worth if any(name == stems for name in names) else 0.0


def _goes_on(best: Unit) -> list[Unit]:
    """The next sentence of the same paragraph, where it goes on about the same thing."""
    passage = best.passage
    stop = passage.text.find("\n", best.end - passage.start)
    end = passage.end if stop < 0 else passage.start + stop
    following = [u for u in headed_units(passage) if u.start >= best.end and u.end <= end]
    return [] if best.is_row or len(best.text) > _ENOUGH else following[:1]
