"""The model with changed weights: exported anew for each set of changes, and changed as it says."""

from pathlib import Path

import numpy as np
import pytest

from kb.embedding.onnx_model import OnnxEmbedder
from kb.embedding.protocol import Adaptable, Changes

TEXTS = ["Backups are kept for 30 days.", "No."]
NAME = "encoder.layer.5.output.dense.weight"


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> OnnxEmbedder:
    return OnnxEmbedder(tmp_path_factory.mktemp("models"))


def test_without_changes_the_states_are_the_models_own(embedder: OnnxEmbedder) -> None:
    assert isinstance(embedder, Adaptable)
    states = embedder.adapted(Changes("none", {}), 96).word_states(TEXTS)
    assert [one.shape[1] for one in states] == [768, 768]
    means = np.stack([one[:, :384].astype(np.float32).mean(axis=0) for one in states])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    np.testing.assert_allclose(means, embedder.embed(TEXTS), atol=2e-3)


def test_a_change_is_added_to_the_weights(embedder: OnnxEmbedder) -> None:
    own = embedder.adapted(Changes("none", {}), 96).word_states(TEXTS)[0]
    drawn = np.random.default_rng(1)
    change = {NAME: 0.02 * drawn.standard_normal((384, 1536), dtype=np.float32)}
    other = embedder.adapted(Changes("some", change), 96).word_states(TEXTS)[0]
    np.testing.assert_array_equal(other[:, 384:], own[:, 384:])
    assert np.abs(other[:, :384] - own[:, :384]).max() > 0.01


def test_only_the_last_set_of_changes_is_kept_on_disk(embedder: OnnxEmbedder) -> None:
    change = {NAME: np.zeros((384, 1536), dtype=np.float32)}
    for revision in ("first", "second"):
        embedder.adapted(Changes(revision, change), 96).word_states(TEXTS)
    names = sorted(path.name for path in embedder.path.parent.glob("*-reader-*"))
    assert len(names) == 2
    assert all("second" in name for name in names)


def test_without_changes_no_second_graph_is_made(tmp_path: Path) -> None:
    OnnxEmbedder(tmp_path).adapted(Changes("none", {}), 96).word_states(TEXTS)
    assert not list(tmp_path.glob("*-reader-*"))
