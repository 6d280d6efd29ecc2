"""What a search by meaning asks of a vector index."""

from collections.abc import Sequence
from typing import Protocol

from kb.derived import Hit
from kb.embedding.protocol import Vectors
from kb.values import SearchFilter


class VectorIndex(Protocol):
    """Finds the chunks whose vectors lie nearest to a question's."""

    name: str

    def search(self, vector: Vectors, k: int, only: SearchFilter) -> list[Hit]:
        """The ``k`` nearest chunks by cosine (-1 to 1), best first, ties by chunk id.

        Narrowed by audience, collection and document; whether a document is in date is checked
        against the records afterwards.
        """
        ...

    def similarities(self, vector: Vectors, chunk_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of ``vector`` with each of these chunks; unknown ids are left out."""
        ...


#: Cosines are compared after rounding to this many decimals: beyond it they differ with the batch
#: a vector was computed in, and an answer must not.
DECIMALS = 6


def ranked(scored: list[tuple[str, float]], k: int) -> list[Hit]:
    """The best ``k`` by rounded score, ties by id."""
    hits = [Hit(chunk_id, round(score, DECIMALS)) for chunk_id, score in scored]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]
