"""The bundled model, loaded once, and a desk to ask at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.embedding.onnx_model import OnnxEmbedder
from kb.knowledge_base import KnowledgeBase
from kb.records import open_records
from tests.kb.answering.desk import Desk
from tests.kb.answering.library import load
from tests.kb.storing import settings


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> OnnxEmbedder:
    """The bundled model."""
    return OnnxEmbedder(tmp_path_factory.mktemp("models"), threads=2)


@pytest.fixture(scope="session")
def desk(model: OnnxEmbedder) -> Desk:
    """Where questions are put to a few documents."""
    return Desk(model)


def _loaded(
    model: OnnxEmbedder, home: Path, documents: Path, *, internal: bool
) -> Iterator[KnowledgeBase]:
    chosen = settings(home, embedder="onnx")
    base = KnowledgeBase(chosen, open_records(chosen.records_url), model)
    load(base, documents, internal=internal)
    yield base
    base.close()


@pytest.fixture(scope="session")
def company(
    model: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KnowledgeBase]:
    """A small company's documents, loaded from files."""
    folder = tmp_path_factory.mktemp("company")
    yield from _loaded(model, folder / "home", folder / "documents", internal=True)


@pytest.fixture(scope="session")
def public_company(
    model: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KnowledgeBase]:
    """The same without what is internal."""
    folder = tmp_path_factory.mktemp("public")
    yield from _loaded(model, folder / "home", folder / "documents", internal=False)
