"""The bundled model: the vectors it gives, whatever else is computed with them."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kb.embedding import onnx_model
from kb.embedding.golden import deviation, golden
from kb.embedding.hashing import HashingEmbedder
from kb.embedding.onnx_model import OnnxEmbedder
from kb.embedding.protocol import Vectors
from kb.embedding.weights import DIMENSION, NAME, SHA256, ModelFiles
from kb.errors import ModelError

TEXTS = [f"Sentence {n} about backups" + " and keys" * (n % 23) + "." for n in range(80)]


@pytest.mark.model
def test_it_gives_the_reference_vectors(model: OnnxEmbedder) -> None:
    texts, expected = golden()
    assert np.abs(model.embed(texts) - expected).max() < 1e-5
    assert deviation(model) is not None
    assert deviation(model) < 1e-5  # type: ignore[operator]


def test_another_model_has_nothing_to_be_compared_with() -> None:
    assert deviation(HashingEmbedder()) is None


@pytest.mark.model
def test_many_at_once_are_as_one_at_a_time(model: OnnxEmbedder) -> None:
    together = model.embed(TEXTS)
    alone = np.stack([model.embed_query(text) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-6
    back = model.embed(TEXTS[::-1])[::-1]
    assert np.abs(together - back).max() < 1e-6


@pytest.mark.model
def test_a_question_alone_has_the_same_bytes_every_time(model: OnnxEmbedder) -> None:
    first = model.embed_query("Are backups encrypted?")
    model.embed(TEXTS[:20])
    assert model.embed_query("Are backups encrypted?").tobytes() == first.tobytes()


@pytest.mark.model
def test_nothing_gives_nothing(model: OnnxEmbedder) -> None:
    assert model.embed([]).shape == (0, DIMENSION)


@pytest.mark.model
@pytest.mark.parametrize("text", ["", " ", "\x00", "🙂" * 50, "ü", "\u200b"])
def test_odd_texts_have_vectors_too(model: OnnxEmbedder, text: str) -> None:
    assert np.linalg.norm(model.embed_query(text)) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.model
def test_a_very_long_text_is_cut_where_the_model_ends(model: OnnxEmbedder) -> None:
    long = "backups and keys " * 20_000
    longer = long + "visitors sign the book"
    assert np.array_equal(model.embed_query(long), model.embed_query(longer))


@pytest.mark.model
def test_meaning_lies_closer_than_words(model: OnnxEmbedder) -> None:
    asked, alike, other = model.embed(
        ["How are staff vetted?", "New hires undergo a background check.", "How are eggs boiled?"]
    )
    assert asked @ alike > asked @ other


@pytest.mark.model
def test_threads_may_share_it(model: OnnxEmbedder) -> None:
    expected = model.embed_query(TEXTS[5])
    found: list[Vectors] = []
    threads = [
        threading.Thread(target=lambda: found.append(model.embed_query(TEXTS[5]))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(vector, expected) for vector in found)
    assert len(found) == 4


def test_its_name_is_known_without_loading(tmp_path: Path) -> None:
    embedder = OnnxEmbedder(tmp_path / "nowhere")
    assert str(embedder.fingerprint) == f"{NAME}@{SHA256[:12]}/{DIMENSION}"
    assert not (tmp_path / "nowhere").exists()


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    embedder = OnnxEmbedder(tmp_path / "models", source=tmp_path)
    with pytest.raises(ModelError, match=r"model\.safetensors is missing"):
        embedder.embed(["x"])


@pytest.fixture
def official(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose files are taken for the official ones."""
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.setattr(onnx_model, "check_weights", lambda files: None)
    return tmp_path


def _stop(how: Callable[[Path], object]) -> Callable[[ModelFiles, Path], None]:
    def export(files: ModelFiles, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        how(target)
        raise OSError("no space left")

    return export


def test_an_export_cut_short_is_begun_again(
    official: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = OnnxEmbedder(official / "models", source=official)
    partial = embedder.path.with_name(embedder.path.name + ".partial")
    tried: list[Path] = []

    def cut_short(target: Path) -> None:
        tried.append(target)
        partial.write_bytes(b"half a model")

    monkeypatch.setattr(onnx_model, "export", _stop(cut_short))
    for _ in range(2):
        with pytest.raises(OSError, match="no space"):
            embedder.embed(["x"])
    assert tried == [embedder.path] * 2
    assert partial.is_file()
    assert not embedder.path.exists()


@pytest.mark.model
def test_what_a_killed_export_left_is_ignored(tmp_path: Path) -> None:
    embedder = OnnxEmbedder(tmp_path, threads=2)
    for suffix in (".partial", ".weights"):
        embedder.path.with_name(embedder.path.name + suffix).write_bytes(b"half a model")
    assert deviation(embedder) < 1e-5  # type: ignore[operator]
    assert not embedder.path.with_name(embedder.path.name + ".partial").exists()


@pytest.mark.model
def test_an_exported_model_is_used_again(
    model: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("exported twice")

    monkeypatch.setattr(onnx_model, "export", never)
    again = OnnxEmbedder(model.path.parent, threads=2)
    assert np.array_equal(again.embed_query("keys"), model.embed_query("keys"))


@pytest.mark.model
def test_the_states_of_words_make_the_vectors(model: OnnxEmbedder) -> None:
    states = model.word_states(TEXTS[:9], 96)
    assert all(one.shape[1] == 768 for one in states)
    means = np.stack([one[:, :384].astype(np.float32).mean(axis=0) for one in states])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    np.testing.assert_allclose(means, model.embed(TEXTS[:9]), atol=2e-3)
    assert len(model.word_states(TEXTS[20:21], 8)[0]) == 8
