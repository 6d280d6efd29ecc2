"""Uploaded files on disk: a safe name, a size limit, whole or not at all."""

import unicodedata
import uuid
from pathlib import Path
from typing import BinaryIO

from api.service.problems import TOO_LARGE, RefusedError

FOLDER = "uploads"
_PIECE = 1_048_576
#: Longest name in bytes; file systems take 255.
_LONGEST = 150


def safe_name(name: str) -> str:
    """``name`` without its folders, hidden marks, control characters and anything but letters,
    digits, spaces and ``._-()``; never empty."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c if c.isalnum() or c in "._-() " else "_" for c in last).strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    if not dot:
        stem, suffix = kept, ""
    suffix = _cut(suffix, 20)
    stem = _cut(stem, _LONGEST - len(suffix.encode())).strip(". ") or "document"
    return f"{stem}.{suffix}" if suffix else stem


def _cut(text: str, longest: int) -> str:
    return text.encode("utf-8", "ignore")[:longest].decode("utf-8", "ignore")


def save(stream: BinaryIO, home: Path, name: str, longest: int) -> Path:
    """Write ``stream`` to the uploads of ``home`` under ``safe_name(name)``, over what is there.

    Raises ``RefusedError`` (413) past ``longest`` bytes; then nothing has changed.
    """
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f".{uuid.uuid4().hex}.partial"
    try:
        written = 0
        with partial.open("xb") as target:
            while piece := stream.read(_PIECE):
                written += len(piece)
                if written > longest:
                    raise RefusedError(
                        TOO_LARGE,
                        f"{safe_name(name)} is larger than {longest:,} bytes; load it with "
                        "`vouch ingest`, or raise VOUCH_UPLOAD_BYTES",
                    )
                target.write(piece)
        return partial.replace(folder / safe_name(name))
    finally:
        partial.unlink(missing_ok=True)
