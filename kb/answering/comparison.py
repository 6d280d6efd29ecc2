"""Whether two things are equivalent, and how they differ, in the words of the documents.

The sentence that settles it comes first, with what its paragraph goes on to say; then who issues
each, what carries over, what does not, and what to tell the customer. The registry of frameworks
tells which names mean the same side; it never says anything itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb.answering.asked import Asked, Kind
from kb.answering.compose import choose, claims, sentence
from kb.answering.evidence import ASKING
from kb.answering.frameworks import Frameworks
from kb.answering.scored import Scored
from kb.answering.sides import Side, sides_of
from kb.answering.tools import KNOWLEDGE, Tools, grounded, headed_units
from kb.answering.units import Unit
from kb.answering.wording import negated
from kb.lexical.analysis import terms
from kb.values import Answer, Equivalence, Passage, Question, Status

_PASSAGES = 24
_EMBEDDED = 48
_MOST = 5
_ROOM = 1_000
#: How well the settling words must fit; below it the question is left to others.
_LEAST = 0.42
#: How much worse a stretch may fit that answers "is it the same?" in those words.
_CLOSE = 0.12
#: Sentences in a row that may settle it together, each naming a side.
_LONGEST = 3
_SAME = re.compile(r"\b(?:equivalen\w*|same|identical|interchangeabl\w*|equal)\b", re.IGNORECASE)
_EQUAL = re.compile(
    r"\b(?:equivalen\w*|(?:not )?the same|identical|interchangeabl\w*|substitut\w*|replace[sd]?|"
    r"counterpart\w*|neither \w+ (?:includes|contains|replaces)|not proof|twins?|"
    r"does not (?:show|mean|prove|make|satisf\w+|guarantee|replace)|"
    r"is not (?:an?|the|proof|enough))\b",
    re.IGNORECASE,
)
_DIFFERS = re.compile(
    r"\b(?:differ\w*|whereas|while|unlike|instead|both|compar\w*|versus|vs|adds?|also|"
    r"rather than|but|neither|only|one|other)\b",
    re.IGNORECASE,
)
_ASKS_EQUAL = re.compile(
    r"\b(?:equivalen\w*|equal|same|instead|place of|lieu of|interchangeabl\w*|substitut\w*|"
    r"replaces?|as good as|accept\w*|satisf\w*|mean|prove|show|enough|suffic\w*|twin|"
    r"(?:all|only) (?:that )?we (?:have|hold)|we only (?:have|hold))\b",
    re.IGNORECASE,
)
#: "Do you have SOC 2 or ISO 27001?" compares nothing.
_ABOUT_US = re.compile(r"\b(?:do|are|have|can|will) (?:you|we)\b|\b(?:your|our)\b", re.IGNORECASE)
_ARE_SAME = re.compile(
    r"\b(?:is|are) (?:\w+ ){0,2}?(?:equivalent|interchangeable|identical|the same)\b", re.IGNORECASE
)
_NOT_EQUAL = re.compile(
    r"^No[.,:]|"
    r"\b(?:not|never|neither|no|cannot|isn['’]t|aren['’]t|doesn['’]t)\b[^.;]{0,60}?"
    r"\b(?:equivalen\w*|same|identical|interchangeabl\w*|equal|substitut\w*|replace[sd]?|includes?|"
    r"contains?|mean|prove|show|satisf\w+|stand in|enough|proof)\b",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    r"\b(?:partly|partial\w*|in part|overlap\w*|in common|share[sd]?|similar\w*|closely related|"
    r"complement\w*|some of|much of|most of|many of)\b",
    re.IGNORECASE,
)
_ASPECTS = (
    re.compile(r"\b(?:issue[sd]?|issuer|published?|set by|defined by|performed by)\b", re.I),
    re.compile(r"\b(?:carr(?:y|ies) over|for both|overlap\w*|reuse\w*|in common|shared?)\b", re.I),
    re.compile(r"\b(?:not carry|is not|are not|does not|alone|lacks?|missing|cannot)\b", re.I),
    re.compile(
        r"\b(?:tell|if a (?:customer|prospect|buyer|client)|customers? (?:who|ask)\w*)\b", re.I
    ),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences in a row of one paragraph, or one table row, as they may answer together.

    ``named``: how many sides it names; ``about``: whether it, its heading or its document is about
    all of them.
    """

    units: tuple[Unit, ...]
    named: int
    about: bool
    score: float

    @property
    def text(self) -> str:
        """What it says, rows with their columns."""
        return " ".join(sentence(unit) for unit in self.units)


def answer(question: Question, asked: Asked, tools: Tools) -> Answer | None:
    """What the documents say of the two sides; None where nothing compares them."""
    sides = sides_of(asked.text, Frameworks.load())
    about_us = asked.kind is Kind.PRACTICE or (asked.yes_no and _ABOUT_US.search(asked.text))
    if len(sides) < 2 or (about_us and not _ASKS_EQUAL.search(asked.text)):
        return None
    passages = _passages(asked.text, sides, question, tools)
    found = _scored(asked.text, sides, passages, question, tools)
    leads = [s for s in found if s.named == len(sides)]
    about = _names_beside(asked, sides)
    leads = [s for s in leads if about <= _held(s)] or leads
    if not leads or leads[0].score < _LEAST:
        return None
    lead = _settling(leads, asked.text)
    told = grounded(
        question,
        claims(_chosen(lead, found), tools.today()),
        tools,
        confidence=min(0.95, lead.score),
        note=_kinds(sides),
    )
    if told is None or told.status is not Status.GROUNDED or not _ASKS_EQUAL.search(asked.text):
        return told
    return replace(told, equivalence=_verdict(told.answer, of_a_kind=not told.note))


def _names_beside(asked: Asked, sides: Sequence[Side]) -> frozenset[str]:
    """The stems of what the question names beside the sides, such as a part of one of them."""
    about = frozenset(terms(_about(asked.text, sides)))
    return about & frozenset(terms(" ".join(asked.names)))


def _held(stretch: Stretch) -> set[str]:
    """The stems of a stretch and of the heading above it."""
    return set(terms(f"{' '.join(stretch.units[0].passage.heading[-1:])} {stretch.text}"))


def _verdict(said: str, *, of_a_kind: bool) -> Equivalence | None:
    """Whether one can stand for the other, in the words of the answer; None if they do not say.

    Things that are not of one kind are not equivalent, whatever they share.
    """
    if _NOT_EQUAL.search(said) or not of_a_kind:
        return Equivalence.NO
    if _PARTLY.search(said):
        return Equivalence.PARTLY
    return Equivalence.EQUIVALENT if _ARE_SAME.search(said) and not negated(said) else None


def _settling(leads: Sequence[Stretch], text: str) -> Stretch:
    """The best stretch; to "is it the same?", one that says so in as many words, if it is close."""
    if not _SAME.search(text):
        return leads[0]
    close = [s for s in leads if s.score >= leads[0].score - _CLOSE and s.score >= _LEAST]
    return next((s for s in close if _SAME.search(s.text)), leads[0])


def _kinds(sides: Sequence[Side]) -> str:
    """That the sides are not the same sort of thing, where the registry knows them both."""
    registry = Frameworks.load()
    known = [registry.get(side.framework) for side in sides if side.framework]
    if len(known) < len(sides) or len({f.kind for f in known}) == 1:
        return ""
    return "Not the same kind of thing: " + "; ".join(f"{f.name}, {f.kind}" for f in known) + "."


def _passages(text: str, sides: Sequence[Side], question: Question, tools: Tools) -> list[Passage]:
    """Passages for the question, and for the bare names with what a comparison turns on."""
    names = " and ".join(side.name for side in sides)
    found: dict[str, Passage] = {}
    for asked in (text, f"difference between {names}: equivalent, same, issuer, report"):
        for passage in tools.search(asked, _PASSAGES, question.audience, KNOWLEDGE):
            if not passage.truncated:
                found.setdefault(passage.chunk_id, passage)
    return list(found.values())


def _scored(
    text: str,
    sides: Sequence[Side],
    passages: Sequence[Passage],
    question: Question,
    tools: Tools,
) -> list[Stretch]:
    """The stretches that name a side, best first."""
    about = _about(text, sides)
    rarity = tools.rarity(about, question.audience)
    alike = bool(_ASKS_EQUAL.search(text))
    found = [
        _by_words(stretch, sides, rarity, alike=alike)
        for passage in passages
        for stretch in _stretches(headed_units(passage))
    ]
    best = sorted((s for s in found if s is not None), key=_order)[:_EMBEDDED]
    if not best:
        return []
    embedder = tools.retriever.embedder
    meaning = np.clip(tools.vectors.of([s.text for s in best]) @ embedder.embed_query(text), 0, 1)
    scored = [
        replace(s, score=round(s.score + 0.4 * float(m), 6))
        for s, m in zip(best, meaning, strict=True)
    ]
    return sorted(scored, key=_order)


def _about(text: str, sides: Sequence[Side]) -> str:
    """What the question asks of the sides: its words without their names and without "differ"."""
    for named in reversed(Frameworks.load().named(text)):
        text = text[: named.start] + " " * (named.end - named.start) + text[named.end :]
    stems = {stem for side in sides for stem in side.stems}
    words = [w for w in re.findall(r"[\w'-]+", text) if (t := terms(w)) and not set(t) <= stems]
    plain = [w for w in words if not (_EQUAL.fullmatch(w) or _DIFFERS.fullmatch(w))]
    return " ".join(w for w in plain if not set(terms(w)) <= ASKING)


def _stretches(found: Sequence[Unit]) -> Iterator[tuple[Unit, ...]]:
    """Every sentence, row, and run of up to three sentences of one paragraph."""
    for at, unit in enumerate(found):
        run = [unit]
        if unit.text.endswith("?") or len(unit.text.split()) < 4:
            continue
        yield (unit,)
        for following in found[at + 1 : at + _LONGEST]:
            passage = unit.passage
            between = passage.text[run[-1].end - passage.start : following.start - passage.start]
            if "\n" in between or unit.is_row or following.is_row:
                break
            run.append(following)
            yield tuple(run)


def _by_words(
    stretch: tuple[Unit, ...],
    sides: Sequence[Side],
    rarity: Mapping[str, float],
    *,
    alike: bool,
) -> Stretch | None:
    """The stretch with the part of its score that words give; None if it names no side.

    A longer stretch counts only where each further sentence names a side that is new. ``alike``:
    whether it is asked if they are equal, and not how they differ.
    """
    passage = stretch[0].passage
    heading = " ".join(passage.heading[-1:])
    text = " ".join(sentence(unit) for unit in stretch)
    inside = [sum(side.in_text(sentence(unit)) for side in sides) for unit in stretch]
    named = sum(side.in_text(text) for side in sides)
    with_heading = sum(side.in_text(f"{heading}\n{text}") for side in sides)
    if len(stretch) > 1 and (named < len(sides) or max(inside) == named):
        return None
    about = all(side.in_text(f"{passage.title}\n{heading}\n{text}") for side in sides)
    if not (with_heading or about):
        return None
    total = sum(rarity.values())
    held = set(terms(f"{heading} {text}"))
    words = sum(w for t, w in rarity.items() if t in held) / total if total else 0.5
    score = 0.2 * words + 0.1 * named / len(sides) + 0.06 * about
    score += 0.06 * all(side.in_text(f"{passage.title} {heading}") for side in sides)
    parallel = _parallel(stretch, sides)
    settles = _EQUAL if alike else _DIFFERS
    score += 0.16 * bool(settles.search(text) or parallel)
    # What tells each side in a sentence of its own says how they differ, if no more is asked.
    score += 0.08 * (parallel and not alike and not rarity)
    score -= 0.02 * (len(stretch) - 1)
    return Stretch(stretch, max(named, with_heading), about, score)


def _parallel(stretch: tuple[Unit, ...], sides: Sequence[Side]) -> bool:
    """Whether each side opens a sentence of its own: "A is … . B is … ."."""
    openings = [" ".join(unit.text.split()[:6]) for unit in stretch]
    return len(stretch) > 1 and all(any(s.in_text(o) for o in openings) for s in sides)


def _order(stretch: Stretch) -> tuple[float, str, int]:
    return -stretch.score, stretch.units[0].passage.chunk_id, stretch.units[0].start


def _chosen(lead: Stretch, found: Sequence[Stretch]) -> list[Unit]:
    """The settling words, what their paragraph goes on to say, then one sentence an aspect."""
    chosen = [*lead.units, *_goes_on(lead.units[-1], _LONGEST - len(lead.units))]
    others = [s for s in found if s.about and len(s.units) < 3 and s.score >= 0.5 * lead.score]
    for aspect in _ASPECTS:
        for other in others:
            heading = " ".join(other.units[0].passage.heading[-1:])
            if not aspect.search(f"{heading}\n{other.text}"):
                continue
            if len(chosen) + len(other.units) <= _MOST and _add(other.units, chosen):
                chosen += other.units
                break
    kept: list[Unit] = []
    room = _ROOM
    for unit in chosen:
        if not kept or len(unit.text) <= room:
            kept.append(unit)
            room -= len(unit.text)
    return kept


def _add(found: Sequence[Unit], chosen: Sequence[Unit]) -> bool:
    """Whether every one of ``found`` says something that ``chosen`` does not."""
    told = [Scored(unit, 1.0, 1.0) for unit in (*chosen, *found)]
    return len(choose(told, len(told), must=len(chosen))) == len(told)


def _goes_on(last: Unit, most: int) -> list[Unit]:
    """Up to ``most`` further sentences of the same paragraph."""
    passage = last.passage
    stop = passage.text.find("\n", last.end - passage.start)
    end = passage.end if stop < 0 else passage.start + stop
    if last.is_row:
        return []
    return [u for u in headed_units(passage) if u.start >= last.end and u.end <= end][:most]
