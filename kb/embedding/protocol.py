"""What the rest of Vouch knows of an embedding model."""

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class Changes:
    """What is added to some of a model's matrices, by name, and a name for this set of changes."""

    revision: str
    matrices: Mapping[str, Vectors]


class WordStates(Protocol):
    """Tells a model's states for each token of a text."""

    def word_states(self, texts: Sequence[str]) -> list[Vectors]:
        """Of each text, shape (tokens, 768): the last layer's states, then a middle one's."""
        ...


@runtime_checkable
class Adaptable(Protocol):
    """What some embedders can do besides: run their model with changed weights."""

    def adapted(self, changes: Changes, most: int) -> WordStates:
        """The model with ``changes``, reading the first ``most`` tokens of a text."""
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
