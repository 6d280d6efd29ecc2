"""A vector index on a server, with a second one for when the server goes away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.derived import Hit
from kb.embedding.protocol import Vectors
from kb.errors import IndexAwayError
from kb.values import SearchFilter
from kb.vectors.protocol import VectorIndex


@dataclass
class OrExact:
    """Asks ``first``; where its server does not answer, says so and compares every vector."""

    first: VectorIndex
    compared: Callable[[], VectorIndex]
    away: Callable[[IndexAwayError], None]
    name: str = "chroma"

    def search(self, vector: Vectors, k: int, only: SearchFilter) -> list[Hit]:
        """See ``VectorIndex``."""
        try:
            return self.first.search(vector, k, only)
        except IndexAwayError as error:
            self.away(error)
            return self.compared().search(vector, k, only)

    def similarities(self, vector: Vectors, chunk_ids: Sequence[str]) -> dict[str, float]:
        """See ``VectorIndex``."""
        try:
            return self.first.similarities(vector, chunk_ids)
        except IndexAwayError as error:
            self.away(error)
            return self.compared().similarities(vector, chunk_ids)
