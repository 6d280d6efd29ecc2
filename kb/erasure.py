"""Erasing a document everywhere, and looking afterwards whether anything is left."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kb.backup import drop_leftovers
from kb.knowledge_base import KnowledgeBase
from kb.records import library, library_purge, unfinished
from kb.records.purge import Erased, compact, purge, settle, source_files
from kb.records.sources import all_passages, all_texts, details

#: Length, in bytes, of the samples of the erased text that the data folder is searched for.
_SAMPLE = 24
#: A text shorter than this is no proof of anything.
_SHORTEST = 8
#: Most bytes a sample takes: JSON writes some characters as two escapes of six.
_LONGEST = _SAMPLE * 12
_SAMPLES = 200
_BLOCK = 8_000_000


@dataclass(frozen=True, slots=True)
class Proof:
    """What was erased, and what still holds a piece of its text: files of the data folder, tables
    and servers that could not be tidied up.

    ``left`` is empty when the erasure is complete. Words that another live document, or an approved
    answer that never rested on it, shares with the erased one are not counted as left.
    """

    erased: tuple[Erased, ...]
    searched_files: int
    searched_bytes: int
    samples: int
    left: tuple[str, ...]


def erase(base: KnowledgeBase, document_ids: Sequence[str], by: str = "local") -> Proof:
    """Erase these documents from the records, every index, and the uploads; then search for them.

    Raises ``NotFoundError`` before anything is erased when one of them does not exist.
    """
    with base.changing("purge"):
        with base.records.read() as connection:
            for identity in document_ids:
                details(connection, identity)
            sources = [p for i in document_ids for p in source_files(connection, i)]
            texts = all_texts(connection, list(document_ids))
            texts += [t for identity in document_ids for t in all_passages(connection, identity)]
            apart = {entry.id for entry in library.entries(connection)}
            apart -= library_purge.resting_on(connection, document_ids)
            own = library_purge.texts(connection, apart)
        erased = []
        with base.records.write() as connection:
            for identity in document_ids:
                erased.append(purge(connection, identity, by))
            home = base.settings.home
            unfinished.note(connection, home, [p for p in sources if home in Path(p).parents])
        left = _wipe(base)
        with base.records.read() as connection:
            kept = "\n".join([*all_texts(connection), *own])
        samples = _samples(texts, kept)
        proof = _search(base.settings.home, samples, tuple(erased))
        return replace(proof, left=(*left, *proof.left))


def finish(base: KnowledgeBase) -> bool:
    """Do what is left of an erasure whose process ended; returns whether there was any.

    The records have forgotten the documents by then, and the indexes forget them by themselves; an
    upload, and the pages that held the text, would stay.
    """
    with base.records.read() as connection:
        if unfinished.files(connection, base.settings.home) is None:
            return False
    with base.changing("purge"):
        _wipe(base)
    return True


def _wipe(base: KnowledgeBase) -> list[str]:
    """Erase what the records do not name any more; returns what could not be tidied up."""
    home = base.settings.home
    with base.records.read() as connection:
        sources = unfinished.files(connection, home) or []
    for source in sources:
        _erase_upload(home, Path(source))
    drop_leftovers(home)
    # The log of the store can only be emptied while nobody reads from it.
    with base.quiet.alone():
        left = compact(base.records)
    base.unit_vectors.forget()
    if base.reader is not None:
        base.reader.forget()
    base.follow()
    if not base.try_chroma():
        left.append(f"{base.chroma_problem}; it forgets the documents once it answers again")
    with base.records.write() as connection:
        unfinished.forget(connection, home)
    with base.quiet.alone():
        left += settle(base.records)  # the names of the files go too
    return left


def _erase_upload(home: Path, origin: Path) -> None:
    """Delete a file that was uploaded into the data folder; files elsewhere are not ours."""
    if home in origin.parents:
        origin.unlink(missing_ok=True)


def _samples(texts: Sequence[str], kept: str) -> list[bytes]:
    """Pieces of the erased texts, evenly spread, that stand in no text that is kept; as they are,
    and as JSON writes them."""
    samples: list[bytes] = []
    for text in texts:
        step = max(len(text) // _SAMPLES, 1)
        for at in range(0, max(len(text) - _SAMPLE, 1), step):
            piece = text[at : at + _SAMPLE]
            if len(piece) >= min(_SAMPLE, len(text)) >= _SHORTEST and piece not in kept:
                samples.append(piece.encode())
                escaped = json.dumps(piece)[1:-1].encode()
                if escaped != samples[-1]:
                    samples.append(escaped)
    return samples


def _search(home: Path, samples: list[bytes], erased: tuple[Erased, ...]) -> Proof:
    left: list[str] = []
    files = size = 0
    for path in sorted(home.rglob("*")):
        if not path.is_file() or "models" in path.relative_to(home).parts[:1]:
            continue
        with suppress(FileNotFoundError):  # another process may tidy up meanwhile
            size += path.stat().st_size
            if _holds(path, samples):
                left.append(str(path.relative_to(home)))
            files += 1
    return Proof(erased, files, size, len(samples), tuple(left))


def _holds(path: Path, samples: list[bytes]) -> bool:
    """Whether any sample stands in the file, read in blocks that overlap by a sample's length."""
    tail = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            text = tail + block
            if any(sample in text for sample in samples):
                return True
            tail = text[-_LONGEST:]
    return False
