"""Any sentence-transformers model on disk. Slow to load (it imports torch), so loaded late."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kb.embedding.protocol import Fingerprint, Vectors, checked
from kb.embedding.turns import Turns
from kb.errors import ModelError

#: Texts of one batch: between two of a long call, shorter calls go first.
_BATCH = 32


class SentenceTransformerEmbedder:
    """The model in ``folder``, read from disk only: no model hub is asked."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self._folder = folder
        self._threads = threads
        self._lock = threading.Lock()
        self._turns = Turns()
        self._model: Any = None

    @property
    def fingerprint(self) -> Fingerprint:
        """The folder's name, a hash of its weights, and the dimension; loads the model."""
        with self._lock:
            model = self._load()
        revision = _hash_of_weights(self._folder)
        return Fingerprint(self._folder.name, revision, model.get_sentence_embedding_dimension())

    def _load(self) -> Any:
        if self._model is None:
            if not self._folder.is_dir():
                raise ModelError(f"there is no model folder {self._folder}")
            try:
                import torch
                from sentence_transformers import SentenceTransformer
            except ImportError as error:
                raise ModelError(
                    "sentence-transformers is not installed; install torch's CPU build, then "
                    "pip install 'vouch-kb[sentence-transformers]'"
                ) from error
            if self._threads:
                torch.set_num_threads(self._threads)
            self._model = SentenceTransformer(
                str(self._folder), device="cpu", local_files_only=True
            )
        return self._model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See ``Embedder.embed``."""
        with self._lock:
            model = self._load()
        dimension = model.get_sentence_embedding_dimension()
        # Of like length together, as the library itself does: little is padding.
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors = np.zeros((len(texts), dimension), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            with self._turns.turn():
                vectors[batch] = model.encode(
                    [texts[at] for at in batch],
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    batch_size=_BATCH,
                )
        return checked(vectors, len(texts), dimension)

    def embed_query(self, text: str) -> Vectors:
        """See ``Embedder.embed_query``."""
        vector: Vectors = self.embed([text])[0]
        return vector


def _hash_of_weights(folder: Path) -> str:
    import hashlib

    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.safetensors")):
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:12]
