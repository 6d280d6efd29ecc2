"""What the rest of Vouch knows of an embedding model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from kb.errors import ModelError

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Which model made a vector. Vectors of different fingerprints are never mixed."""

    name: str
    revision: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.name}@{self.revision}/{self.dimension}"


class Embedder(Protocol):
    """Maps texts to unit vectors, so that a dot product is a cosine."""

    @property
    def fingerprint(self) -> Fingerprint:
        """Name, revision and dimension; known without loading the model."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of ``texts``: shape ``(len(texts), dimension)``, float32, each of length 1."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """The vector of one question, shape ``(dimension,)``; the same whatever else is asked."""
        ...


@runtime_checkable
class WordStates(Protocol):
    """What some embedders can tell besides: the model's states for each token of a text."""

    def word_states(self, texts: Sequence[str], most: int) -> list[Vectors]:
        """Of each text, shape (tokens, 768): the last layer's states, then those of a middle one.

        The first ``most`` tokens are read.
        """
        ...


def checked(vectors: Vectors, count: int, dimension: int) -> Vectors:
    """``vectors`` if they are ``count`` finite unit vectors.

    Raises ``ModelError`` otherwise: one zero vector ruins a nearest-neighbour graph.
    """
    if vectors.shape != (count, dimension):
        raise ModelError(
            f"the embedding model returned shape {vectors.shape}, expected {(count, dimension)}"
        )
    lengths = np.linalg.norm(vectors, axis=1)
    if not np.all(np.isfinite(lengths)) or np.any(np.abs(lengths - 1) > 1e-2):
        raise ModelError("the embedding model returned vectors that are not of unit length")
    return vectors
