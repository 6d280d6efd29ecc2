"""Which embedder the settings ask for."""

from pathlib import Path

import pytest

from kb.embedding.choice import make_embedder
from kb.embedding.hashing import HashingEmbedder
from kb.embedding.onnx_model import OnnxEmbedder
from kb.embedding.sentence_transformers_model import SentenceTransformerEmbedder
from kb.errors import ModelError, SettingsError
from tests.kb.storing import settings


def test_each_name_makes_its_embedder(tmp_path: Path) -> None:
    made = make_embedder(settings(tmp_path, embedder="onnx"))
    assert isinstance(made, OnnxEmbedder)
    assert made.path.parent == tmp_path / "models"
    assert isinstance(make_embedder(settings(tmp_path)), HashingEmbedder)
    named = f"sentence-transformers:{tmp_path}"
    assert isinstance(
        make_embedder(settings(tmp_path, embedder=named)), SentenceTransformerEmbedder
    )


@pytest.mark.parametrize("name", ["", "openai", "sentence-transformers", "sentence-transformers:"])
def test_another_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="VOUCH_EMBEDDER"):
        make_embedder(settings(tmp_path, embedder=name))


def test_a_model_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    made = make_embedder(settings(tmp_path, embedder=f"sentence-transformers:{tmp_path}/none"))
    with pytest.raises(ModelError, match="there is no model folder"):
        made.embed(["x"])
