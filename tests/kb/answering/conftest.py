"""The bundled model, loaded once, and a desk to ask at."""

import pytest

from kb.embedding.onnx_model import OnnxEmbedder
from tests.kb.answering.desk import Desk


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> OnnxEmbedder:
    """The bundled model."""
    return OnnxEmbedder(tmp_path_factory.mktemp("models"), threads=2)


@pytest.fixture(scope="session")
def desk(model: OnnxEmbedder) -> Desk:
    """Where questions are put to a few documents."""
    return Desk(model)
