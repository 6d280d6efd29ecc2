"""Which sentences of the organisation's own speak to a control, found by words and by meaning."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kb.answering import wording
from kb.answering.units import Unit
from kb.answering.vectors import UnitVectors
from kb.coverage.material import Material
from kb.coverage.nearness import Nearness, nearness
from kb.coverage.requirements import Requirement
from kb.embedding.protocol import Embedder, Vectors
from kb.lexical.analysis import terms

#: What each likeness counts when passages are ranked (docs/reports.md says how it was chosen).
_WORDS, _HEADED = 1.0, 0.2
#: Documents kept for each control; of the first few, how many sentences are compared by vector.
_DOCUMENTS, _EMBEDDED, _SENTENCES = 5, 3, 3
_BATCH = 64
_LEAST = 0.35
#: A sentence that says what a document is for states no practice.
_OF_DOCUMENT = re.compile(
    r"^\W*(?:[a-z]\.\s+)?(?:the )?(?:purpose|scope|objective|aim)s?\b"
    r"|\bthis (?:policy|document|standard|procedure|plan|section|appendix)\b",
    re.IGNORECASE,
)
_SETS_OUT = 0.12
_LEAST_WORDS = 5
_HEADING_LIKE = 0.1


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence that may be evidence, the best of its document.

    ``score`` ranks; ``sense``, ``words`` and ``headed`` are its passage's likenesses
    (``kb.coverage.nearness``).
    """

    unit: Unit
    score: float
    sense: float
    words: float
    headed: float


#: Logistic fit of "this document is evidence for this control" on half of two public sets of
#: controls with their evidence; docs/reports.md has the other half's figures.
_FIT_SENSE, _FIT_WORDS, _FIT_HEADED, _FIT_BIAS = 5.92, 8.33, 1.70, -5.92


def likelihood(near: Near) -> float:
    """How likely its document is evidence for the control, 0 to 1."""
    logit = (
        _FIT_BIAS + _FIT_SENSE * near.sense + _FIT_WORDS * near.words + _FIT_HEADED * near.headed
    )
    return round(1 / (1 + math.exp(-logit)), 5)


def passage_scores(near: Nearness) -> Vectors:
    """One score of each control and passage, for ranking."""
    return np.asarray(
        near.sense + _WORDS * near.words + _HEADED * near.headed,
        dtype=np.float32,
    )


def find(
    requirements: Sequence[Requirement],
    material: Material,
    embedder: Embedder,
    done: Callable[[int], None] = lambda _: None,
) -> Iterator[list[Near]]:
    """For each control the nearest sentence of each of the nearest documents, best first.

    ``done`` is told how many controls were finished since it was last called.
    """
    if not (material.passages and requirements):
        yield from ([] for _ in requirements)
        return
    vectors = embedder.embed([r.words for r in requirements])
    near = nearness(requirements, vectors, material)
    scores = np.round(passage_scores(near), 5)
    kept = UnitVectors(embedder)
    for start in range(0, len(requirements), _BATCH):
        rows = range(start, min(start + _BATCH, len(requirements)))
        chosen = [_chosen(requirements[r], r, scores[r], near, material) for r in rows]
        # In one go: sentences of like length are embedded together.
        texts = {_said(n.unit) for found in chosen for g in found if len(g) > 1 for n in g}
        if texts:
            kept.of(sorted(texts))
        for row, found in zip(rows, chosen, strict=True):
            yield [_best(group, vectors[row], kept) for group in found]
        done(len(rows))


def _chosen(
    requirement: Requirement, row: int, scores: Vectors, near: Nearness, material: Material
) -> list[list[Near]]:
    """Of each of the best documents, best first, the sentences of its best passage to choose from.

    Only one, which needs no vector, where the document is not among the first.
    """
    asked = frozenset(terms(requirement.words))
    found: list[list[Near]] = []
    documents: set[str] = set()
    for at in np.argsort(-scores, kind="stable")[: 8 * _DOCUMENTS]:
        document = material.passages[at].document_id
        if scores[at] < _LEAST or len(documents) == _DOCUMENTS:
            break
        if document in documents:
            continue
        documents.add(document)
        likenesses = tuple(
            round(float(part[row, at]), 5) for part in (near.sense, near.words, near.headed)
        )
        most = _SENTENCES if len(found) < _EMBEDDED else 1
        said = _sentences(asked, int(at), material)[:most]
        found.append([Near(unit, float(scores[at]), *likenesses) for unit in said])
    return [group for group in found if group]


def _sentences(asked: frozenset[str], at: int, material: Material) -> list[Unit]:
    """The sentences of a passage, those first that share most rare words with what is asked."""
    weighed = [
        (sum(material.rarity.get(term, 0.0) for term in asked & held) - 4 * taken_off(unit), unit)
        for unit, held in zip(material.units[at], material.unit_terms[at], strict=True)
    ]
    weighed.sort(key=lambda w: (-round(w[0], 6), w[1].start))
    return [unit for _, unit in weighed]


def _best(group: Sequence[Near], vector: Vectors, kept: UnitVectors) -> Near:
    """The sentence that says it best."""
    if len(group) == 1:
        return group[0]
    cosines = np.clip(kept.of([_said(near.unit) for near in group]) @ vector, 0, 1)
    worth = [
        (-round(float(cosine) - taken_off(near.unit), 5), near.unit.start, near)
        for near, cosine in zip(group, cosines, strict=True)
    ]
    return min(worth, key=lambda w: w[:2])[2]


def taken_off(unit: Unit) -> float:
    """What makes a sentence worse as evidence: that it only sets out, or is hardly a sentence."""
    off = _SETS_OUT if _OF_DOCUMENT.search(unit.text) else 0.0
    if len(unit.text.split()) < _LEAST_WORDS or unit.text.endswith(("?", ":")):
        off += _HEADING_LIKE
    if not unit.is_row and not wording.VERB.search(unit.text):
        off += _HEADING_LIKE
    return off


def _said(unit: Unit) -> str:
    heading = unit.passage.heading[-1] if unit.passage.heading else unit.passage.title
    return re.sub(r"^[\d.]+\s+", "", f"{heading}: {unit.text}").replace("\t", " | ")[:500]
