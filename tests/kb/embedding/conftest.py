"""The bundled model, exported once for all tests of this package."""

import pytest

from kb.embedding.onnx_model import OnnxEmbedder


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> OnnxEmbedder:
    """The bundled model, loaded."""
    embedder = OnnxEmbedder(tmp_path_factory.mktemp("models"), threads=2)
    embedder.warm_up()
    return embedder
