"""Uploaded files on disk: a safe name, a size limit, whole or not at all."""

import shutil
import unicodedata
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from api.service.problems import INVALID, TOO_LARGE, RefusedError

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


@dataclass(frozen=True, slots=True)
class Staged:
    """Files of one upload, waiting in ``uploads/.waiting/IDENTITY`` to be loaded.

    Each goes to its name below ``uploads`` when its load begins, over what an earlier load left
    there; ``api.service.places`` says which name.
    """

    home: Path
    identity: str
    names: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where they wait."""
        return staging_folder(self.home) / self.identity

    @property
    def paths(self) -> list[Path]:
        """Where they are loaded from, in the order they were sent."""
        return [self.home / FOLDER / name for name in self.names]

    def waiting(self) -> list[tuple[Path, Path]]:
        """Those not settled yet, each with the place it goes to."""
        pairs = ((self.folder / path.name, path) for path in self.paths)
        return [(here, there) for here, there in pairs if here.is_file()]

    def drop(self) -> None:
        """Delete what still waits."""
        shutil.rmtree(self.folder, ignore_errors=True)


def staging_folder(home: Path) -> Path:
    """Where uploads wait for their load."""
    return home / FOLDER / ".waiting"


def stage(files: Sequence[tuple[str, BinaryIO]], home: Path, longest: int) -> Staged:
    """Write files to disk, to be loaded later: all of them or none.

    Raises ``RefusedError`` when they have more than ``longest`` bytes together (413), or two of
    them the same name once it is made safe (422).
    """
    names = tuple(safe_name(name) for name, _ in files)
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise RefusedError(INVALID, f"two of the files are named {twice}; rename one of them")
    staged = Staged(home, uuid.uuid4().hex, names)
    staged.folder.mkdir(parents=True, mode=0o700)
    try:
        left = longest
        for name, (_, stream) in zip(names, files, strict=True):
            left -= _write(stream, staged.folder / name, left, longest)
    except BaseException:
        staged.drop()
        if not any(staging_folder(home).iterdir()):
            staging_folder(home).rmdir()
        raise
    return staged


def _write(stream: BinaryIO, path: Path, left: int, longest: int) -> int:
    written = 0
    with path.open("xb") as target:
        while piece := stream.read(_PIECE):
            written += len(piece)
            if written > left:
                raise RefusedError(
                    TOO_LARGE,
                    f"with {path.name} this is larger than {longest:,} bytes; load it with "
                    "`vouch ingest`, or raise VOUCH_UPLOAD_BYTES",
                )
            target.write(piece)
    return written
