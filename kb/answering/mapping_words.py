"""Mapping questions that name a subject and no identifier ("change management", "availability")."""

import re
from dataclasses import replace

import numpy as np

from kb.answering.asked import Asked
from kb.answering.compose import claims as row_claims
from kb.answering.crosswalks import MAPS, Row, rows, sentences
from kb.answering.evidence import wanted as wanted_words
from kb.answering.frameworks import Frameworks
from kb.answering.tools import KNOWLEDGE, Tools, grounded
from kb.lexical.analysis import terms
from kb.values import Answer, Question

_PASSAGES = 24
_EMBEDDED = 40
_LEAST = 0.45
_CLOSE = 0.9
#: A row whose whole subject the question names is its row, whatever else the question says.
_WHOLE = 0.5
#: Words of so many rows that they tell none from another, and what they count.
_EVERYWHERE = frozenset(
    terms("management control security information process program programme policy business")
)
_GENERIC = 0.3
_ONLY_MAPS = frozenset(
    terms(
        "map mapped mapping maps correspond corresponds corresponding crosswalk counterpart line"
        " lines up align aligns mirror match touch touches overlap relate control controls criteria"
        " criterion clause clauses category categories series part requirement annex framework"
        " which what iso iec 27001 soc 2 nist csf trust services primary reference references"
    )
)


def by_words(
    question: Question, asked: Asked, targets: frozenset[str], tools: Tools
) -> Answer | None:
    """The rows whose own words are the subject asked about; None where none comes near."""
    registry = Frameworks.load()
    about = _subject(asked.text, registry)
    if not about:
        return None
    passages = tools.search(asked.text, _PASSAGES, question.audience, KNOWLEDGE)
    found = [row for p in passages if not p.truncated for row in rows(p, registry)]
    found += [row for row in sentences(passages, registry) if MAPS.search(row.unit.text)]
    codes = {word.lower() for word in about if any(c.isdigit() for c in word)}
    found = [row for row in found if _gives(row, targets) and codes <= _codes(row)]
    scored = _scored(found, " ".join(about), asked, tools, question)
    if not scored or scored[0][0] < _LEAST:
        return None
    best = scored[0][0]
    told = [row for score, row in scored[:3] if score >= _CLOSE * best]
    claims = row_claims([row.unit for row in told], tools.today())
    note = "Listed as corresponding; the source states no relation."
    return grounded(question, claims, tools, confidence=min(0.9, best), note=note, separator="\n")


def _subject(text: str, registry: Frameworks) -> list[str]:
    """The words of the question that are neither a framework's name nor say "map"."""
    for named in reversed(registry.named(text)):
        text = text[: named.start] + " " * (named.end - named.start) + text[named.end :]
    words = re.findall(r"[\w'-]+", text)
    return [w for w in words if (t := terms(w)) and not set(t) <= _ONLY_MAPS]


def _codes(row: Row) -> set[str]:
    return {word.lower() for word in re.findall(r"[\w'-]+", row.unit.text)}


def _gives(row: Row, targets: frozenset[str]) -> bool:
    """Whether the row names controls of a framework wanted, by identifier."""
    return any(cell.controls and cell.frameworks & targets for cell in row.cells)


def _scored(
    found: list[Row], about: str, asked: Asked, tools: Tools, question: Question
) -> list[tuple[float, Row]]:
    """The rows that come nearest to ``about``, best first, ties by place; 0 to 1.

    A third each: the share of the question's words that the row holds, the share of the row's own
    words that the question holds ("availability" is all there is to a row of that name), and
    meaning.
    """
    rarity = tools.rarity(about, question.audience)
    rarity |= {term: weight * _GENERIC for term, weight in rarity.items() if term in _EVERYWHERE}
    words = wanted_words(Asked(about, asked.kind, False, None, ()), tools.thesaurus, rarity)
    words = replace(words, weights=rarity)
    by_words = []
    for row in found:
        subject = _own_words(row)
        held = set(terms(subject))
        plain = [t for t in held if not any(c.isdigit() for c in t)]
        heavy = {t: _GENERIC if t in _EVERYWHERE else 1.0 for t in plain}
        shared = sum(weight for t, weight in heavy.items() if t in words.weights)
        share = shared / sum(heavy.values()) if heavy else 0.0
        whole = _WHOLE if share == 1.0 and len(row.cells) > 1 else 0.0
        by_words.append((words.covered(held, set()) + share + whole, subject, row))
    by_words.sort(key=lambda w: (-w[0], w[2].unit.passage.chunk_id, w[2].unit.start))
    best = by_words[:_EMBEDDED]
    if not best:
        return []
    embedder = tools.retriever.embedder
    meaning = np.clip(
        embedder.embed([subject for _, subject, _ in best]) @ embedder.embed_query(about), 0, 1
    )
    scored = [
        (round(min(1.0, (share + float(m)) / 3), 6), row)
        for (share, _, row), m in zip(best, meaning, strict=True)
    ]
    return sorted(scored, key=lambda p: (-p[0], p[1].unit.passage.chunk_id, p[1].unit.start))


def _own_words(row: Row) -> str:
    """What the row says beside identifiers: its subject."""
    if len(row.cells) == 1:
        return row.unit.text
    named = [cell.text for cell in row.cells if not cell.controls and cell.text.strip(" -")]
    return " ".join(named) or row.unit.text.replace("\t", " ")
