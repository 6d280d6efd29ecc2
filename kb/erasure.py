"""Erasing a document everywhere, and looking afterwards whether anything is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.knowledge_base import KnowledgeBase
from kb.records.purge import Erased, compact, purge
from kb.records.sources import all_texts, details

#: Length, in bytes, of the samples of the erased text that the data folder is searched for.
_SAMPLE = 24
_SAMPLES = 200
_BLOCK = 8_000_000


@dataclass(frozen=True, slots=True)
class Proof:
    """What was erased, and the files of the data folder that still hold a piece of its text.

    ``left`` is empty when the erasure is complete. Words that another live document shares with
    the erased one are not counted as left.
    """

    erased: tuple[Erased, ...]
    searched_files: int
    searched_bytes: int
    samples: int
    left: tuple[str, ...]


def erase(base: KnowledgeBase, document_ids: Sequence[str]) -> Proof:
    """Erase these documents from the records, every index, and the uploads; then search for them.

    Raises ``NotFoundError`` before anything is erased when one of them does not exist.
    """
    with base.writing("purge"):
        with base.records.read() as connection:
            found = [details(connection, identity) for identity in document_ids]
            texts = [t for identity in document_ids for t in all_texts(connection, [identity])]
        erased = []
        with base.records.write() as connection:
            for identity in document_ids:
                erased.append(purge(connection, identity))
        for document in found:
            for origin in document["origins"]:
                _erase_upload(base.settings.home, Path(origin))
        compact(base.records)
        base.follow()
        base.follow_chroma()
        with base.records.read() as connection:
            kept = "\n".join(all_texts(connection))
        samples = _samples(texts, kept)
        return _search(base.settings.home, samples, tuple(erased))


def _erase_upload(home: Path, origin: Path) -> None:
    """Delete a file that was uploaded into the data folder; files elsewhere are not ours."""
    if home in origin.parents:
        origin.unlink(missing_ok=True)


def _samples(texts: Sequence[str], kept: str) -> list[bytes]:
    """Pieces of the erased texts, evenly spread, that stand in no text that is kept."""
    samples: list[bytes] = []
    for text in texts:
        step = max(len(text) // _SAMPLES, 1)
        for at in range(0, max(len(text) - _SAMPLE, 1), step):
            piece = text[at : at + _SAMPLE]
            if len(piece) == _SAMPLE and piece not in kept:
                samples.append(piece.encode())
    return samples


def _search(home: Path, samples: list[bytes], erased: tuple[Erased, ...]) -> Proof:
    left: list[str] = []
    files = size = 0
    for path in sorted(home.rglob("*")):
        if not path.is_file() or "models" in path.relative_to(home).parts[:1]:
            continue
        files += 1
        size += path.stat().st_size
        if _holds(path, samples):
            left.append(str(path.relative_to(home)))
    return Proof(erased, files, size, len(samples), tuple(left))


def _holds(path: Path, samples: list[bytes]) -> bool:
    """Whether any sample stands in the file, read in blocks that overlap by a sample's length."""
    tail = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            text = tail + block
            if any(sample in text for sample in samples):
                return True
            tail = text[-_SAMPLE * 4 :]
    return False
