"""Every vector compared: the truth that Chroma is measured against, and quick up to 200,000.

Held in memory, read from the records at the first search, and kept up by the change log. Vectors
lie in one block per collection and audience, so a filter on those only leaves blocks out.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.derived import Hit, Position
from kb.embedding.protocol import Vectors
from kb.records import Records
from kb.records.changes import last_change, since
from kb.records.passages import VectorRow, vector_rows
from kb.values import Audience, SearchFilter
from kb.vectors.protocol import ranked

_Place = tuple[str, Audience]
#: More than a cosine in single precision is ever off by.
_NOISE = 4e-6


@dataclass(frozen=True)
class _Block:
    """The vectors of one collection and audience, row by row."""

    ids: tuple[str, ...]
    documents: np.ndarray[tuple[int], np.dtype[np.str_]]
    matrix: Vectors


@dataclass(frozen=True)
class _State:
    """Everything held at one position, swapped whole: a search sees the old or the new."""

    blocks: dict[_Place, _Block]
    where: dict[str, tuple[_Place, int]]
    position: Position | None


class ExactVectorIndex:
    """All vectors in memory; recall is 1 by construction. Safe for use by several threads."""

    name = "exact"

    def __init__(self, state: _State | None = None) -> None:
        self._state = state or _State({}, {}, None)
        self._following = threading.Lock()

    def __len__(self) -> int:
        return sum(len(block.ids) for block in self._state.blocks.values())

    @property
    def position(self) -> Position | None:
        """The state of the records it holds."""
        return self._state.position

    def pinned(self) -> "ExactVectorIndex":
        """What it holds now, whatever it follows later; nothing is copied."""
        return ExactVectorIndex(self._state)

    def follow(self, records: Records, model: str) -> None:
        """Bring the vectors in memory to the records' present state."""
        with self._following:
            self._follow(records, model)

    def _follow(self, records: Records, model: str) -> None:
        state = self._state
        at = state.position
        store = records.store_id
        with records.read() as connection:
            if at is None or (at.store, at.model) != (store, model):
                last = last_change(connection)
                blocks = _blocks(vector_rows(connection, model))
                self._state = _state(blocks, Position(store, model, last))
                return
            pending = since(connection, at.seq)
            if pending.documents:
                fresh = _blocks(vector_rows(connection, model, pending.documents))
                blocks = _joined(_without(state.blocks, pending.documents), fresh)
                self._state = _state(blocks, Position(store, model, pending.last))

    def search(self, vector: Vectors, k: int, only: SearchFilter) -> list[Hit]:
        """See ``VectorIndex``."""
        scored: list[tuple[str, float]] = []
        for place, block in self._state.blocks.items():
            if not _lets_through(place, only):
                continue
            cosines = block.matrix @ vector
            if only.documents:
                cosines[~np.isin(block.documents, np.array(only.documents))] = -np.inf
            best = _top(cosines, k)
            fine = _cosines(block.matrix[best], vector)
            scored.extend((block.ids[i], c) for i, c in zip(best, fine, strict=True))
        return ranked(scored, k)

    def similarities(self, vector: Vectors, chunk_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of ``vector`` with each of these chunks; unknown ids are left out."""
        state = self._state
        rows: dict[_Place, list[tuple[str, int]]] = defaultdict(list)
        for chunk_id in chunk_ids:
            if chunk_id in state.where:
                place, row = state.where[chunk_id]
                rows[place].append((chunk_id, row))
        found: dict[str, float] = {}
        for place, pairs in rows.items():
            cosines = _cosines(state.blocks[place].matrix[[row for _, row in pairs]], vector)
            found.update((chunk_id, c) for (chunk_id, _), c in zip(pairs, cosines, strict=True))
        return found

    def vector(self, chunk_id: str) -> Vectors | None:
        """The stored vector of a chunk, or None."""
        state = self._state
        if chunk_id not in state.where:
            return None
        place, row = state.where[chunk_id]
        stored: Vectors = state.blocks[place].matrix[row]
        return stored


def _lets_through(place: _Place, only: SearchFilter) -> bool:
    collection, audience = place
    return only.audience.covers(audience) and (
        not only.collections or collection in only.collections
    )


def _state(blocks: dict[_Place, _Block], position: Position) -> _State:
    where = {
        chunk_id: (place, row)
        for place, block in blocks.items()
        for row, chunk_id in enumerate(block.ids)
    }
    return _State(blocks, where, position)


def _without(blocks: dict[_Place, _Block], documents: Sequence[str]) -> dict[_Place, _Block]:
    gone = np.array(sorted(documents), dtype=np.str_)
    kept: dict[_Place, _Block] = {}
    for place, block in blocks.items():
        stay = ~np.isin(block.documents, gone)
        ids = tuple(i for i, keep in zip(block.ids, stay, strict=True) if keep)
        if ids:
            kept[place] = _Block(ids, block.documents[stay], block.matrix[stay])
    return kept


def _top(cosines: Vectors, k: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The rows of the ``k`` largest, and all that equal the last of them but for noise: a tie at
    the edge is settled by id and not by the order of the rows."""
    least = -2.0
    if len(cosines) > k:
        least = max(float(np.partition(cosines, len(cosines) - k)[-k]) - _NOISE, least)
    return np.flatnonzero(cosines >= least)


def _cosines(matrix: Vectors, vector: Vectors) -> list[float]:
    """Cosines in double precision: in single, they differ with the place of the row."""
    found: list[float] = (matrix.astype(np.float64) @ vector.astype(np.float64)).tolist()
    return found


def _blocks(found: Iterable[VectorRow]) -> dict[_Place, _Block]:
    rows: dict[_Place, list[VectorRow]] = defaultdict(list)
    for entry in found:
        rows[entry.collection, Audience(entry.audience)].append(entry)
    return {
        place: _Block(
            tuple(entry.chunk_id for entry in group),
            np.array([entry.document_id for entry in group], dtype=np.str_),
            np.frombuffer(b"".join(e.vector for e in group), dtype="<f4").reshape(len(group), -1),
        )
        for place, group in rows.items()
    }


def _joined(first: dict[_Place, _Block], second: dict[_Place, _Block]) -> dict[_Place, _Block]:
    joined = dict(first)
    for place, block in second.items():
        if place in joined:
            old = joined[place]
            block = _Block(
                old.ids + block.ids,
                np.concatenate([old.documents, block.documents]),
                np.concatenate([old.matrix, block.matrix]),
            )
        joined[place] = block
    return joined
