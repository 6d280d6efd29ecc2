"""Mapping questions that name a subject and no identifier ("change management", "availability")."""

import re

import numpy as np

from kb.answering.asked import Asked
from kb.answering.compose import citation, sentence
from kb.answering.crosswalks import Row, rows, sentences
from kb.answering.evidence import wanted as wanted_words
from kb.answering.frameworks import Frameworks
from kb.answering.tools import KNOWLEDGE, Tools, grounded
from kb.answering.verify import Claim
from kb.lexical.analysis import terms
from kb.values import Answer, Question

_PASSAGES = 24
_EMBEDDED = 40
_LEAST = 0.45
_CLOSE = 0.9
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
    found += sentences(passages, registry)
    found = [row for row in found if _gives(row, targets)]
    scored = _scored(found, " ".join(about), asked, tools, question)
    if not scored or scored[0][0] < _LEAST:
        return None
    best = scored[0][0]
    told = [row for score, row in scored[:3] if score >= _CLOSE * best]
    claims = [Claim(sentence(r.unit), citation(r.unit, tools.today())) for r in told]
    note = "Listed as corresponding; the source states no relation."
    return grounded(question, claims, tools, confidence=min(0.9, best), note=note, separator="\n")


def _subject(text: str, registry: Frameworks) -> list[str]:
    """The words of the question that are neither a framework's name nor say "map"."""
    for named in reversed(registry.named(text)):
        text = text[: named.start] + " " * (named.end - named.start) + text[named.end :]
    words = re.findall(r"[\w'-]+", text)
    return [w for w in words if (t := terms(w)) and not set(t) <= _ONLY_MAPS]


def _gives(row: Row, targets: frozenset[str]) -> bool:
    """Whether the row names controls of a framework wanted, by identifier."""
    return any(cell.controls and cell.frameworks & targets for cell in row.cells)


def _scored(
    found: list[Row], about: str, asked: Asked, tools: Tools, question: Question
) -> list[tuple[float, Row]]:
    """The rows with the mean of words covered and meaning, best first, ties by place."""
    words = wanted_words(
        Asked(about, asked.kind, False, None, ()),
        tools.thesaurus,
        tools.rarity(about, question.audience),
    )
    covered = [(words.covered(set(terms(row.unit.text)), set()), row) for row in found]
    covered.sort(key=lambda pair: (-pair[0], pair[1].unit.passage.chunk_id, pair[1].unit.start))
    best = covered[:_EMBEDDED]
    if not best:
        return []
    embedder = tools.retriever.embedder
    texts = [row.unit.text.replace("\t", " | ") for _, row in best]
    meaning = np.clip(embedder.embed(texts) @ embedder.embed_query(about), 0, 1)
    scored = [
        (round((cover + float(m)) / 2, 6), row)
        for (cover, row), m in zip(best, meaning, strict=True)
    ]
    return sorted(scored, key=lambda p: (-p[0], p[1].unit.passage.chunk_id, p[1].unit.start))
