"""A plain BM25 over words, to compare with: no stemming, no stop words, nothing of the product.

Source: Robertson & Zaragoza 2009, with k1 = 1.2 and b = 0.75.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

K1, B = 1.2, 0.75
_WORD = re.compile(r"\w+")


class PlainBm25:
    """Scores texts by the words they share with a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(_WORD.findall(text.lower())) for text in texts]
        self._size = len(texts)
        lengths = np.array([counted.total() for counted in counts], dtype=np.float64)
        saturation = K1 * (1 - B + B * lengths / max(lengths.mean(), 1.0))
        rows: dict[str, list[int]] = defaultdict(list)
        times: dict[str, list[int]] = defaultdict(list)
        for row, counted in enumerate(counts):
            for word, count in counted.items():
                rows[word].append(row)
                times[word].append(count)
        self._rows = {word: np.array(found, dtype=np.intp) for word, found in rows.items()}
        self._weights = {
            word: self._idf(len(found)) * tf * (K1 + 1) / (tf + saturation[found])
            for word, found in self._rows.items()
            for tf in (np.array(times[word], dtype=np.float64),)
        }

    def _idf(self, holding: int) -> float:
        return float(np.log(1 + (self._size - holding + 0.5) / (holding + 0.5)))

    def best(self, question: str, k: int) -> list[int]:
        """The rows of the ``k`` best texts, best first, ties by row; only texts that share a
        word."""
        scores = np.zeros(self._size)
        for word in _WORD.findall(question.lower()):
            if word in self._rows:
                scores[self._rows[word]] += self._weights[word]
        order = np.argsort(-scores, kind="stable")[:k]
        return [int(row) for row in order if scores[row] > 0]
