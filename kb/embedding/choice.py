"""Which embedder the settings ask for."""

from pathlib import Path

from kb.embedding.hashing import HashingEmbedder
from kb.embedding.onnx_model import OnnxEmbedder
from kb.embedding.protocol import Embedder
from kb.embedding.sentence_transformers_model import SentenceTransformerEmbedder
from kb.errors import SettingsError
from kb.settings import Settings


def make_embedder(settings: Settings) -> Embedder:
    """The embedder named by ``settings.embedder``; nothing is loaded yet.

    Raises ``SettingsError`` for a name that is none.
    """
    kind, _, folder = settings.embedder.partition(":")
    if kind == "onnx":
        return OnnxEmbedder(
            settings.home / "models", threads=settings.threads, source=settings.model_folder
        )
    if kind == "hashing":
        return HashingEmbedder()
    if kind == "sentence-transformers" and folder:
        return SentenceTransformerEmbedder(Path(folder).expanduser(), threads=settings.threads)
    raise SettingsError(
        f"VOUCH_EMBEDDER={settings.embedder!r}: use onnx, hashing or sentence-transformers:FOLDER"
    )
