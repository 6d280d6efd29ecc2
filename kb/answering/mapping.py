"""Which control of one framework stands beside which of another, from crosswalks in documents.

Nothing is inferred: each line of an answer is a row or a sentence as its document has it. Where
only a third framework leads from one to the other, both steps are shown and called that.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answering.asked import Asked, Kind
from kb.answering.compose import citation, sentence
from kb.answering.crosswalks import CONTROLS, MAPS, Match, Row, matched, sentences, table_rows
from kb.answering.frameworks import Frameworks
from kb.answering.mapping_words import by_words
from kb.answering.row_claims import row_claims
from kb.answering.tools import EVERYWHERE, KNOWLEDGE, Tools, abstained, grounded
from kb.text.identifiers import find_identifiers
from kb.values import Answer, Collection, Conflict, ConflictValue, Question, Reason, Relation

_STANDS = re.compile(
    r"\b(?:cover(?:s|ed)?|relate[sd]?|falls?|lands?|belongs?|sits?|answers?|address(?:es)?|"
    r"satisf\w+|meets?|given? for|lists? for|go(?:es)? with|in|under|for|look at)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:which|what|where|list|give|show|to which)\b|\bin [^?]+\?\s*$", re.I)
_OWN = re.compile(r"\b(?:we|our|ours|us|own|you|your|internal)\b", re.IGNORECASE)
_OUR_CONTROLS = re.compile(
    r"\b(?:which|what) (?:of )?(?:our|your)(?: \w+){0,2} controls?\b", re.IGNORECASE
)
_CONFIDENCE = {Match.EXACT: 0.95, Match.RANGE: 0.9, Match.WIDER: 0.75, Match.NARROWER: 0.8}
_SENTENCES = 20
_MOST_ROWS = 40
_SIDE_ROWS = 3
_MOST_MIDDLES = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """The controls asked about, whose they are, and in which frameworks their like is wanted."""

    controls: tuple[str, ...]
    sources: frozenset[str]
    targets: frozenset[str]
    own: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that answers, for which control, and how closely."""

    row: Row
    control: str
    match: Match


def answer(question: Question, asked: Asked, tools: Tools) -> Answer | None:
    """The rows that map what was asked; None where the question is not one of mapping."""
    wanted = wanted_of(asked)
    if wanted is None:
        return None
    if not wanted.controls:
        return by_words(question, asked, wanted.targets, tools)
    found = _direct(wanted, question, asked, tools)
    if found:
        return _told(question, wanted, found, tools)
    if wanted.targets:
        hops = _by_way(wanted, question, tools)
        if hops is not None:
            return hops
    return _nothing(question, wanted, asked, tools)


def wanted_of(asked: Asked) -> Wanted | None:
    """What a mapping question wants; None for any other question."""
    registry = Frameworks.load()
    found = [f for f in find_identifiers(asked.text) if f.kind in CONTROLS or f.kind == "document"]
    named = registry.names(asked.text)
    maps = bool(MAPS.search(asked.text))
    if not found:
        targets = _asked_for(asked.text, registry)
        if not (maps and targets) or asked.value is not None or not _OPEN.search(asked.text):
            return None
        return Wanted((), frozenset(), targets, False)
    sources = frozenset(f for one in found for f in registry.numbering(one.kind))
    hinted = registry.hinted(asked.text)
    others = frozenset(f for f in named if registry.get(f).identifiers) - sources
    others = others or frozenset(f for f in hinted - sources if registry.get(f).identifiers)
    own = bool(_OWN.search(asked.text)) or any(f.kind == "document" for f in found)
    stands = bool(_STANDS.search(asked.text)) and bool(_OPEN.search(asked.text))
    ours = bool(_OUR_CONTROLS.search(asked.text))
    if not (maps or (stands and (others or ours or _falls(asked.text)))):
        return None
    if asked.kind is Kind.PRACTICE and asked.yes_no and not _OPEN.search(asked.text):
        return None
    controls = tuple(dict.fromkeys(f.canonical for f in found))
    return Wanted(controls, sources, others, own)


def _falls(text: str) -> bool:
    return bool(
        re.search(r"\bwhere (?:does|do|is|are|would)\b.*\b(?:fall|land|sit|belong)", text, re.I)
    )


def _asked_for(text: str, registry: Frameworks) -> frozenset[str]:
    """Of the frameworks named, the one whose controls "which …" asks for; else all of them."""
    numbered = frozenset(f.id for f in registry.all if f.identifiers)
    after = re.search(r"\b(?:which|what|where)\b(?P<noun>(?:\W+[\w.:/-]+){1,4})", text, re.I)
    if after is not None:
        noun = after["noun"]
        chosen = [n.framework.id for n in registry.named(noun) if n.framework.id in numbered]
        hinted = sorted(registry.hinted(noun) & numbered)
        if chosen or len(hinted) == 1:
            return frozenset((chosen or hinted)[:1])
    return registry.names(text) & numbered


def _direct(wanted: Wanted, question: Question, asked: Asked, tools: Tools) -> list[Hit]:
    """The rows that name an asked control beside one of the frameworks wanted, closest first."""
    hits = []
    for control in wanted.controls:
        hits += hits_for(control, wanted, table_rows(control, tools, question.audience, EVERYWHERE))
    policies = [h for h in hits if _is_own(h)]
    knowledge = [h for h in hits if not _is_own(h)]
    chosen = (policies or knowledge) if wanted.own else (knowledge or policies)
    said = _sentences(wanted, question, asked, tools)
    closest = min((h.match for h in chosen), default=Match.NARROWER)
    if closest > Match.RANGE and said and said[0].match <= Match.RANGE:
        return said
    return chosen or said


def _is_own(hit: Hit) -> bool:
    return hit.row.unit.passage.collection is Collection.POLICY


def hits_for(control: str, wanted: Wanted, rows: Sequence[Row]) -> list[Hit]:
    """The rows among these that name ``control`` beside what is wanted, closest first.

    A wider control stands in only where a document names neither the control itself nor a range
    around it; narrower ones only where nothing else does.
    """
    found: list[Hit] = []
    for row in rows:
        levels = [matched(control, cell) for cell in row.cells]
        best = min((level for level in levels if level is not None), default=None)
        if best is None or not _beside(row, levels.index(best), wanted):
            continue
        found.append(Hit(row, control, best))
    closest: dict[str, Match] = {}
    for hit in found:
        document = hit.row.unit.passage.document_id
        closest[document] = min(closest.get(document, hit.match), hit.match)
    kept = [
        h
        for h in found
        if h.match <= max(Match.RANGE, closest[h.row.unit.passage.document_id])
        and (h.match is not Match.RANGE or closest[h.row.unit.passage.document_id] < Match.WIDER)
    ]
    if any(h.match <= Match.WIDER for h in kept):
        kept = [h for h in kept if h.match <= Match.WIDER]
    return sorted(kept, key=_order)


def _order(hit: Hit) -> tuple[int, str, int]:
    unit = hit.row.unit
    return hit.match, unit.passage.document_id, unit.start


def _beside(row: Row, at: int, wanted: Wanted) -> bool:
    """Whether another cell of the row gives what is wanted."""
    others = [cell for place, cell in enumerate(row.cells) if place != at]
    if wanted.targets:
        return any(cell.frameworks & wanted.targets and cell.text.strip() for cell in others)
    return any(cell.controls for cell in others)


def _sentences(wanted: Wanted, question: Question, asked: Asked, tools: Tools) -> list[Hit]:
    """Sentences that name an asked control, and a framework wanted, and that they correspond."""
    registry = Frameworks.load()
    passages = tools.search(asked.text, _SENTENCES, question.audience, KNOWLEDGE)
    hits = []
    for row in sentences(passages, registry):
        text = row.unit.text
        for control in wanted.controls:
            level = matched(control, row.cells[0])
            targets = wanted.targets or row.cells[0].frameworks - wanted.sources
            both = bool(row.cells[0].frameworks & targets)
            related = MAPS.search(text) or re.search(r"\b(?:covers?|same ground)\b", text)
            if level is not None and level <= Match.WIDER and both and related:
                hits.append(Hit(row, control, level))
    return sorted(hits, key=lambda h: h.match)[:_SIDE_ROWS]


def _told(question: Question, wanted: Wanted, found: list[Hit], tools: Tools) -> Answer | None:
    claims = row_claims([h.row for h in found[:_MOST_ROWS]], tools)
    relations = {h.row.relation for h in found}
    note = "" if relations - {""} else "Listed as corresponding; the source states no relation."
    away = [h for h in found if h.match >= Match.WIDER]
    if away and len(away) == len(found):
        how = "wider" if away[0].match is Match.WIDER else "narrower"
        note = f"{away[0].control} itself is not listed; these rows are for a {how} one. {note}"
    conflict = disagreement(found, wanted, tools)
    confidence = max(_CONFIDENCE[h.match] for h in found)
    return grounded(
        question,
        claims,
        tools,
        confidence=confidence,
        note=note.strip(),
        conflicts=() if conflict is None else (conflict,),
        separator="\n",
        more=max(0, len(found) - _MOST_ROWS),
    )


def disagreement(found: Sequence[Hit], wanted: Wanted, tools: Tools) -> Conflict | None:
    """Two crosswalks that give a control different counterparts, neither list holding the other."""
    by_document: dict[str, list[Hit]] = {}
    for hit in found:
        if hit.match is Match.EXACT and not _is_own(hit) and len(hit.row.cells) > 1:
            by_document.setdefault(hit.row.unit.passage.document_id, []).append(hit)
    given = {d: _counterparts(hits, wanted) for d, hits in by_document.items()}
    given = {d: found for d, found in given.items() if found}
    odd = [
        (a, b)
        for a in given
        for b in given
        if a < b and given[a] - given[b] and given[b] - given[a]
    ]
    if not odd:
        return None
    units = [by_document[d][0].row.unit for d in sorted({d for pair in odd for d in pair})]
    values = tuple(ConflictValue(sentence(u), citation(u, tools.today())) for u in units)
    return Conflict(f"What corresponds to {found[0].control}", values)


def _counterparts(hits: Sequence[Hit], wanted: Wanted) -> frozenset[str]:
    """The controls of the wanted frameworks' own numbering beside the asked one."""
    found: set[str] = set()
    for hit in hits:
        for cell in hit.row.cells:
            ours = cell.frameworks & wanted.targets if wanted.targets else cell.frameworks
            if ours and matched(hit.control, cell) is None:
                found |= {c for c in cell.controls if not c[0].isdigit()}
    return frozenset(found)


def _by_way(wanted: Wanted, question: Question, tools: Tools) -> Answer | None:
    """Two steps through a third framework, both shown, and called what they are."""
    free = replace(wanted, targets=frozenset())
    told: list[Row] = []
    middles: list[str] = []
    for hit in _steps(wanted.controls, free, question, tools):
        for middle in sorted(hit.row.controls - set(wanted.controls)):
            if middle in middles or len(middles) == _MOST_MIDDLES:
                continue
            step = Wanted((middle,), frozenset(), wanted.targets, False)
            if second := _steps((middle,), step, question, tools):
                middles.append(middle)
                told += [hit.row, *(h.row for h in second)]
    if not told:
        return None
    lead = f"No direct mapping was found. By way of {', '.join(middles)}, in two steps:"
    return grounded(
        question,
        row_claims(list(dict.fromkeys(told)), tools),
        tools,
        confidence=0.5,
        note="Two crosswalks in a row are not a direct mapping.",
        separator="\n",
        lead=lead,
    )


def _steps(controls: Sequence[str], wanted: Wanted, question: Question, tools: Tools) -> list[Hit]:
    """The rows of crosswalks that name one of ``controls`` itself and relate it to something."""
    found = []
    for control in controls:
        candidates = table_rows(control, tools, question.audience, KNOWLEDGE)
        found += hits_for(control, wanted, candidates)
    return [h for h in found if h.match <= Match.RANGE and h.row.relation != Relation.NONE]


def _nothing(question: Question, wanted: Wanted, asked: Asked, tools: Tools) -> Answer | None:
    """A blank, if the question was surely one of mapping; else it is left to the others."""
    if not (MAPS.search(asked.text) or wanted.targets):
        return None
    registry = Frameworks.load()
    what = ", ".join(sorted(registry.get(t).name for t in wanted.targets)) or "another framework"
    note = f"No crosswalk in the documents leads from {', '.join(wanted.controls)} to {what}."
    return abstained(question, Reason.NO_EVIDENCE, note, (), tools)
