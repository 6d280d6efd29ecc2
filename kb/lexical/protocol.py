"""What a search by word asks of an index."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kb.derived import DerivedIndex, Hit
from kb.values import Audience, SearchFilter


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """One term to look for in one field, and what a match counts."""

    field: str
    term: str
    weight: float


class WordSearch(Protocol):
    """Scores chunks by the terms they share with a question."""

    def search(self, query: Sequence[WeightedTerm], k: int, only: SearchFilter) -> list[Hit]:
        """The ``k`` best chunks by summed BM25, best first, ties by chunk id.

        The word statistics are those of what the asker may see, and of nothing else.
        """
        ...

    def frequencies(self, terms: Sequence[str], audience: Audience) -> tuple[dict[str, int], int]:
        """How many chunks that ``audience`` may see hold each term, and how many there are."""
        ...


class LexicalIndex(DerivedIndex, WordSearch, Protocol):
    """Such a search that follows the records."""


def idf(count: int, total: int) -> float:
    """The BM25 inverse document frequency of a term that ``count`` of ``total`` passages hold.

    A term that none holds counts as one that half a passage does. Source: Robertson & Zaragoza
    2009, in the form tantivy uses.
    """
    seen = max(count, 0.5)
    return math.log(1 + (total - seen + 0.5) / (seen + 0.5)) if total else 1.0
