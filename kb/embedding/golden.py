"""Vectors that sentence-transformers made from the same weights, to compare with.

``kb/data/golden_vectors.json`` holds a few texts of ours and, for each, the reference vector as
little-endian float32 in base64; ``scripts/golden_vectors.py`` makes it anew.
"""

import base64
import json
from importlib import resources

import numpy as np

from kb.embedding.protocol import Embedder, Vectors
from kb.embedding.weights import NAME

#: How far a component may be from the reference implementation's.
LARGEST_DEVIATION = 1e-4


def golden() -> tuple[list[str], Vectors]:
    """The texts and their reference vectors, shape (texts, 384)."""
    raw = json.loads(resources.files("kb.data").joinpath("golden_vectors.json").read_text("utf-8"))
    rows = [np.frombuffer(base64.b64decode(entry["vector"]), dtype="<f4") for entry in raw]
    return [entry["text"] for entry in raw], np.stack(rows)


def deviation(embedder: Embedder) -> float | None:
    """The largest difference of any component from the reference; None for another model."""
    if embedder.fingerprint.name != NAME:
        return None
    texts, expected = golden()
    return float(np.abs(embedder.embed(texts) - expected).max())
