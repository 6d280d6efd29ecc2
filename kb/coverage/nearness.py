"""How near each passage comes to what each control asks for, by words and by meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.coverage.material import Material, is_aside
from kb.coverage.requirements import Requirement
from kb.embedding.protocol import Vectors
from kb.lexical.analysis import terms

_TITLE = 2.0
_BLOCK = 2_000


@dataclass(frozen=True)
class Nearness:
    """Of each control (row) and passage (column): three likenesses, each 0 to 1.

    ``sense``: cosine of their vectors. ``words``: cosine of their rare words. ``headed``: share of
    the control's title found in the passage's title and headings.
    """

    sense: Vectors
    words: Vectors
    headed: Vectors


def nearness(requirements: Sequence[Requirement], vectors: Vectors, material: Material) -> Nearness:
    """Compare every control, its ``vectors`` row by row, with every passage."""
    rarity = material.rarity
    most = max(rarity.values(), default=1.0)
    titles = [frozenset(terms(r.subject)) for r in requirements]
    bodies = [frozenset(terms(r.words)) for r in requirements]
    vocabulary = sorted(frozenset[str]().union(*titles, *bodies))
    weights = np.asarray([rarity.get(term, most) for term in vocabulary], dtype=np.float32)
    title_rows = material.incidence(vocabulary, titles) * weights
    body_rows = material.incidence(vocabulary, bodies) * weights
    asked = _unit(body_rows + (_TITLE - 1) * title_rows)
    heads = title_rows / np.maximum(title_rows.sum(axis=1, keepdims=True), 1e-6)
    words, headed = [], []
    for at in range(0, len(material.passages), _BLOCK):
        part = slice(at, at + _BLOCK)
        held = material.incidence(vocabulary, material.terms[part]) * weights
        lengths = np.asarray(
            [np.sqrt(sum(rarity[t] ** 2 for t in own)) for own in material.terms[part]],
            dtype=np.float32,
        )
        words.append(asked @ (held / np.maximum(lengths[:, None], 1e-6)).T)
        over = material.incidence(vocabulary, material.above[part])
        headed.append(heads @ over.T)
    sense = np.clip(vectors @ material.vectors.T, 0, 1)
    # A section on the document itself comes near every control, and is evidence of none.
    stays = np.asarray([0.0 if is_aside(p) else 1.0 for p in material.passages], dtype=np.float32)
    parts = (sense, np.hstack(words), np.hstack(headed))
    return Nearness(*(np.asarray(part * stays, dtype=np.float32) for part in parts))


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), dtype=np.float32)
