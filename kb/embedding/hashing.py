"""A tiny embedder without a model: hashed words, for tests and for trying Vouch out."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from kb.embedding.protocol import Fingerprint, Vectors


class HashingEmbedder:
    """Each word adds a pseudo-random direction; texts that share words lie close together."""

    def __init__(self, dimension: int = 64) -> None:
        self._dimension = dimension
        self._words: dict[str, Vectors] = {}

    @property
    def fingerprint(self) -> Fingerprint:
        """The name says which double it is; the revision changes with the method."""
        return Fingerprint("hashing", "1", self._dimension)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder.embed``."""
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """See ``Embedder.embed_query``."""
        words = re.findall(r"\w+", text.lower()) or [""]
        total = np.sum([self._word(word) for word in words], axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)

    def _word(self, word: str) -> Vectors:
        if word not in self._words:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            drawn = np.random.default_rng(seed).standard_normal(self._dimension)
            self._words[word] = drawn.astype(np.float32)
        return self._words[word]
