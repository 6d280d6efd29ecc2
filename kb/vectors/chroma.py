"""Vectors in Chroma, inside the process; ``kb.vectors.chroma_server`` has those on a server.

One Chroma collection per (collection, audience): a metadata filter would cost a hundred times the
query, and what is not for this asker is never looked at. Exactly one process may have the folder
open (``kb.locking``).
"""

import ctypes
import hashlib
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np

from kb.derived import Hit, Position, read_position, write_position
from kb.disk import space_problem
from kb.embedding.protocol import Vectors
from kb.errors import DerivedIndexError
from kb.records.passages import IndexEntry
from kb.values import Audience, Collection, SearchFilter
from kb.vectors.protocol import ranked

#: Recall falls under repeated delete and add at Chroma's defaults; these keep it above .995.
_GRAPH = {"space": "cosine", "ef_search": 400, "ef_construction": 200, "max_neighbors": 32}
_BATCH = 2_000
_PAGE = 100
_P = ParamSpec("_P")
_T = TypeVar("_T")
_M_PERTURB = -6  # malloc.h; new memory is filled with the complement of the byte given
#: Share of the vectors that may have been deleted since the last build before it is built again.
_CHURN = 0.5


def one_at_a_time(method: Callable[_P, _T]) -> Callable[_P, _T]:
    """A search sees an update whole or not at all, and no folder that is being replaced."""

    @wraps(method)
    def held(*args: _P.args, **named: _P.kwargs) -> _T:
        index: Any = args[0]
        with index._using:
            return method(*args, **named)

    return held


class ChromaVectorIndex:
    """Follows the records into Chroma. ``folder`` holds its position and Chroma's own files."""

    name = "chroma"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: Any = None
        self._using = threading.RLock()

    @property
    def _position_file(self) -> Path:
        return self._folder / "position.json"

    def position(self) -> Position | None:
        """See ``DerivedIndex``. Read from a file, so that asking does not load Chroma."""
        return self._noted()[0]

    def _noted(self) -> tuple[Position | None, dict[str, str]]:
        """Its position, and what else it remembers: the build in force, and how worn that is."""
        return read_position(self._position_file)

    def _note(self, position: Position, notes: dict[str, str]) -> None:
        write_position(self._position_file, position, notes)

    @one_at_a_time
    def replace(
        self, documents: Sequence[str], found: Iterable[IndexEntry], position: Position
    ) -> None:
        """See ``DerivedIndex``."""
        _, notes = self._noted()
        prefix = notes.get("prefix", "")
        deleted = int(notes.get("deleted", "0"))
        total = 0
        with self._mapped_errors():
            for collection in self._collections(prefix):
                deleted += _delete(collection, sorted(set(documents)))
                total += collection.count()
            self._add(prefix, found)
        notes = {
            "prefix": prefix,
            "deleted": str(deleted),
            "rebuild": str(deleted > _CHURN * max(total, 1000)),
        }
        self._note(position, notes)

    @property
    def worn(self) -> bool:
        """Whether so much was deleted since the last build that it should be built again."""
        return self._noted()[1].get("rebuild") == "True"

    @one_at_a_time
    def rebuild(self, found: Iterable[IndexEntry], position: Position) -> None:
        """See ``DerivedIndex``. Chroma never forgets a vector: old files are erased whole."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        seed = f"{position.store}{position.model}{position.seq}"
        prefix = "kb-" + hashlib.sha256(seed.encode()).hexdigest()[:12]
        with self._mapped_errors():
            self._add(prefix, found)
            self._note(position, {"prefix": prefix, "deleted": "0"})

    def _add(self, prefix: str, found: Iterable[IndexEntry]) -> None:
        stream = iter(found)
        while batch := list(islice(stream, _BATCH)):
            groups: dict[str, list[IndexEntry]] = defaultdict(list)
            for entry in batch:
                groups[_place(entry.passage.collection, entry.passage.audience)].append(entry)
            for place, group in sorted(groups.items()):
                vectors = np.frombuffer(b"".join(e.vector for e in group), dtype="<f4")
                self._open(f"{prefix}-{place}").upsert(
                    ids=[entry.passage.chunk_id for entry in group],
                    embeddings=vectors.reshape(len(group), -1),
                    metadatas=[{"document": entry.passage.document_id} for entry in group],
                )

    @one_at_a_time
    def search(self, vector: Vectors, k: int, only: SearchFilter) -> list[Hit]:
        """See ``VectorIndex``."""
        prefix = self._noted()[1].get("prefix", "")
        scored: list[tuple[str, float]] = []
        where = {"document": {"$in": sorted(only.documents)}} if only.documents else None
        with self._mapped_errors():
            for collection in self._collections(prefix):
                kind, audience = _meant(collection.name, prefix)
                if not only.audience.covers(audience):
                    continue
                if only.collections and kind not in only.collections:
                    continue
                # A few more than k, so that a tie at the edge is settled by id and not by chance.
                found = collection.query(
                    query_embeddings=[vector], n_results=k + 16, where=where, include=["distances"]
                )
                pairs = zip(found["ids"][0], found["distances"][0], strict=True)
                scored.extend((chunk_id, 1.0 - float(distance)) for chunk_id, distance in pairs)
        return ranked(scored, k)

    @one_at_a_time
    def similarities(self, vector: Vectors, chunk_ids: Sequence[str]) -> dict[str, float]:
        """See ``VectorIndex``."""
        prefix = self._noted()[1].get("prefix", "")
        cosines: dict[str, float] = {}
        if not chunk_ids:
            return cosines
        with self._mapped_errors():
            for collection in self._collections(prefix):
                found = collection.get(ids=list(chunk_ids), include=["embeddings"])
                if found["ids"]:
                    scores = np.asarray(found["embeddings"], dtype=np.float64) @ vector
                    cosines.update(zip(found["ids"], scores.tolist(), strict=True))
        return cosines

    @one_at_a_time
    def ids(self) -> dict[str, tuple[Collection, Audience]]:
        """Every chunk it holds, with its collection and audience. For the doctor."""
        prefix = self._noted()[1].get("prefix", "")
        held: dict[str, tuple[Collection, Audience]] = {}
        with self._mapped_errors():
            for collection in self._collections(prefix):
                kind, audience = _meant(collection.name, prefix)
                for offset in range(0, collection.count(), 5_000):
                    page = collection.get(limit=5_000, offset=offset, include=[])
                    held.update((chunk_id, (kind, audience)) for chunk_id in page["ids"])
        return held

    def let_go(self) -> None:
        """Give the files up to whoever writes next; they are opened again when needed."""
        self.close()

    @one_at_a_time
    def close(self) -> None:
        """Let go of Chroma and its files."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _open(self, name: str) -> Any:
        return self._connect().get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": _GRAPH}
        )

    def _collections(self, prefix: str) -> list[Any]:
        """The collections of this build that exist, by place."""
        if not prefix or not self._folder.is_dir():
            return []
        client = self._connect()
        return [
            client.get_collection(name, embedding_function=None)
            for name in sorted(listed(client))
            if name.startswith(prefix + "-")
        ]

    def _connect(self) -> Any:
        if self._client is None:
            import chromadb

            self._client = _open_folder(chromadb, self._folder, quiet_settings())
        return self._client

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except ChromaError as error:
            # Its own words do not tell a full disk from a damaged file.
            help_ = space_problem(self._folder) or "run `vouch reindex`"
            raise DerivedIndexError(
                f"the Chroma index in {self._folder} cannot be used: {error}; {help_}"
            ) from error


def listed(client: Any) -> list[str]:
    """The names of all of Chroma's collections, page by page: unasked, it may give fewer."""
    names: list[str] = []
    while page := client.list_collections(limit=_PAGE, offset=len(names)):
        names += [collection.name for collection in page]
    return names


def _place(collection: Collection, audience: Audience) -> str:
    """The end of a Chroma collection's name; it takes letters, digits, ``.``, ``_`` and ``-``."""
    return f"{collection.value}-{audience.slug}"


def _meant(name: str, prefix: str) -> tuple[Collection, Audience]:
    """What the Chroma collection of that name holds."""
    kind, _, audience = name.removeprefix(prefix + "-").partition("-")
    return Collection(kind), Audience.of_slug(audience)


def quiet_settings() -> Any:
    """Chroma's settings: it tells nobody of its use, and cannot be emptied at a stroke."""
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, allow_reset=False)


def _delete(collection: Any, documents: Sequence[str]) -> int:
    """Delete every entry of ``documents``; returns how many. In steps, since Chroma hands each
    name to SQLite as a variable, of which there may be 32,766."""
    deleted = 0
    for at in range(0, len(documents), _BATCH):
        named = {"document": {"$in": list(documents[at : at + _BATCH])}}
        held = collection.get(where=named, include=[])["ids"]
        for start in range(0, len(held), _BATCH):
            collection.delete(ids=held[start : start + _BATCH])
        deleted += len(held)
    return deleted


def _open_folder(chromadb: Any, folder: Path, settings: Any) -> Any:
    from chromadb.api.shared_system_client import SharedSystemClient

    folder.mkdir(parents=True, exist_ok=True)
    _blank_memory()
    try:
        return chromadb.PersistentClient(str(folder), settings=settings)
    except chromadb.errors.ChromaError:
        # Chroma would hand out what it failed to open to whoever asks next.
        SharedSystemClient._identifier_to_system.pop(str(folder), None)
        SharedSystemClient._identifier_to_refcount.pop(str(folder), None)
        raise


def _blank_memory() -> None:
    """Have the C library overwrite memory as it is handed out, where it can (glibc).

    Chroma's graph writes its spare room to disk as it got it from the allocator: without this,
    whatever any thread of this process held before, an erased document's words among it.
    """
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    if adjust is not None:
        adjust(_M_PERTURB, 0xFF)
