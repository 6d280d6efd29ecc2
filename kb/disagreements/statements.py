"""The statements of a knowledge base that can contradict one another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answering import wording
from kb.answering.tools import headed_units
from kb.answering.units import Unit
from kb.disagreements.scope import Scope, proper_names, scope_of
from kb.disagreements.stated import Value, values
from kb.lexical.analysis import terms
from kb.passage_text import lead_in
from kb.text.contrasts import Contrasts
from kb.values import Passage

_HISTORY = re.compile(
    r"\b(?:revision|version|change|document)s? (?:history|log|control)\b|\bhistory\b|\breferences\b"
    r"|\btable of contents\b|\brelated documents\b|\bfurther reading\b",
    re.IGNORECASE,
)
#: What happened once, or to somebody in a story, is no rule.
_EVENT = re.compile(r"\b(?:was|were|had|took|found|caught|reported|lost)\b", re.IGNORECASE)
_RULE = re.compile(
    r"\b(?:must|shall|is|are|has|have|will|may|can|holds?|need|requires?|should)\b", re.I
)
#: A verb denied, as opposed to a "no" or "without" somewhere in the sentence.
_DENIED = re.compile(
    r"\b(?:(?:must|may|shall|should|do|does|is|are|can|will|has|have) (?:not|never)|never|cannot|"
    r"(?:is|are) (?:strictly )?(?:prohibited|forbidden|disallowed))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|where|unless|until|except|without|whether|only|other than|before)\b", re.I
)
_EXAMPLE = re.compile(r"\b(?:for example|e\.g\.|for instance|such as|imagine|suppose)\b", re.I)
#: "30 days from the date of this letter", "page 3 of 12", "section 4" measure the text itself.
_EVERYWHERE = 0.6
_LONGEST_UNIT = 700
_LONGEST_SAID = 150
#: Ways to say that something is kept until then, as one.
_KEEPING = frozenset(
    terms("keep kept retain retained retention store stored hold held delete deleted deletion erase"
          " erased overwrite overwritten purge purged destroy destroyed discard discarded preserve")
)  # fmt: skip
_KEPT = "retain"
_NUMBER_WORDS = frozenset(terms("day week month year hour minute time per every within least most"))


@dataclass(frozen=True, slots=True)
class Statement:
    """A value in its sentence.

    ``said``: the clause around it, the value masked. ``inside``: its terms; ``above``: those of the
    title, headings and column names.
    """

    unit: Unit
    value: Value | None
    said: str
    inside: frozenset[str]
    above: frozenset[str]
    scope: Scope
    others: tuple[Value, ...] = ()
    negated: bool = False


def statements(passages: Sequence[Passage], contrasts: Contrasts) -> Iterator[Statement]:
    """Every value that a rule of these passages gives, and every rule that may be denied."""
    named = _named(passages)
    for passage in passages:
        if any(_HISTORY.search(heading) for heading in passage.heading):
            continue
        for unit in headed_units(passage):
            if _states(unit):
                yield from _of_unit(unit, contrasts, named)


def _named(passages: Sequence[Passage]) -> frozenset[str]:
    """The names of things that only some documents speak of; what all speak of tells no scope."""
    names = proper_names(p.text for p in passages)
    documents: dict[str, set[str]] = {}
    for passage in passages:
        for word in names & set(re.findall(r"[\w-]+", passage.text)):
            documents.setdefault(word, set()).add(passage.document_id)
    most = max(3.0, _EVERYWHERE * len({p.document_id for p in passages}))
    return frozenset(word for word, held in documents.items() if len(held) <= most)


def _states(unit: Unit) -> bool:
    text = unit.text
    if text.endswith("?") or len(text) > _LONGEST_UNIT or len(text.split()) < 3:
        return False
    if "\n" in text or _EXAMPLE.search(text):
        return False
    if unit.is_row:
        return True
    if text[:1].islower() and not wording.VERB.search(lead_in(unit.passage.context)):
        return False
    planned = wording.PLANNED.search(text)
    return not planned and not (_EVENT.search(text) and not _RULE.search(text))


def _of_unit(unit: Unit, contrasts: Contrasts, named: frozenset[str]) -> Iterator[Statement]:
    scope = scope_of(unit, contrasts, named)
    above = _words(_above(unit))
    found = values(unit.text)
    for value in found:
        said = _masked(unit, value, found)
        inside = _words(said)
        if len(inside) < 2 and len(inside | above) < 3:
            continue
        others = tuple(v for v in found if v is not value and v.kind is value.kind)
        yield Statement(unit, value, said, inside, above, scope, others)
    negated = _denies(unit)
    if negated is not None:
        inside = _words(unit.text)
        yield Statement(unit, None, unit.text, inside, above, scope, negated=negated)


def _denies(unit: Unit) -> bool | None:
    """Whether a plain sentence says no; None where one part of it may deny and another not."""
    text = unit.text
    if unit.is_row or not wording.VERB.search(text) or len(wording.clauses(text)) > 1:
        return None
    if _CONDITION.search(text) or text.count(",") > 1:
        return None
    denied = bool(_DENIED.search(text))
    return denied if denied == wording.negated(text) else None


def _above(unit: Unit) -> str:
    heading = " ".join(unit.passage.heading[-2:])
    return f"{unit.passage.title} {heading} {'' if unit.is_row else lead_in(unit.passage.context)}"


def _words(text: str) -> frozenset[str]:
    return frozenset(_KEPT if t in _KEEPING else t for t in terms(text) if _is_word(t))


def _is_word(term: str) -> bool:
    return term not in _NUMBER_WORDS and not term.isdigit()


def _masked(unit: Unit, value: Value, found: Sequence[Value]) -> str:
    """What is said of the value: its clause (or a row's other cells), with no value in it."""
    text = unit.text
    spans = [(v.start, v.end) for v in found]
    if unit.is_row:
        return _row_said(unit, value, spans)
    start, end = _clause(text, value) if len(text) > _LONGEST_SAID else (0, len(text))
    return _without(text, spans, start, end)


def _without(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    parts, at = [], start
    for low, high in spans:
        if start <= low and high <= end:
            parts.append(text[at:low])
            at = high
    parts.append(text[at:end])
    return " ".join(" ".join(parts).split())


def _clause(text: str, value: Value) -> tuple[int, int]:
    starts = [m.end() for m in re.finditer(r"[;:]\s|,\s(?=(?:and|but|while|or|so|which)\b)", text)]
    start = max((s for s in starts if s <= value.start), default=0)
    end = min((s for s in starts if s > value.end), default=len(text))
    return start, end


def _row_said(unit: Unit, value: Value, spans: Sequence[tuple[int, int]]) -> str:
    """The row's subject, the name of the value's column, and what stands with it in its cell."""
    cells: list[tuple[int, int]] = []
    at = 0
    for cell in unit.text.split("\t"):
        cells.append((at, at + len(cell)))
        at += len(cell) + 1
    held = next(n for n, (low, high) in enumerate(cells) if low <= value.start <= high)
    column = unit.columns[held] if len(unit.columns) == len(cells) else ""
    first = [c for c in cells[:3] if re.search("[a-z]{4}", unit.text[c[0] : c[1]])]
    parts = [_without(unit.text, spans, *span) for span in first[:2]]
    if cells[held] not in first[:2]:
        parts.append(f"{column}: {_without(unit.text, spans, *cells[held])}".strip(": "))
    else:
        parts.append(column)
    return ", ".join(p for p in parts if p)
