"""Every vector compared: the truth that Chroma is measured against, and quick up to 200,000.

Held in memory, read from the records at the first search, and kept up by the change log. Vectors
lie in one block per collection and audience, so a filter on those only leaves blocks out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.derived import Hit, Position
from kb.embedding.protocol import Vectors
from kb.records import Records
from kb.records.changes import last_change, since
from kb.records.passages import VectorRow, vector_rows
from kb.values import SearchFilter
from kb.vectors.protocol import ranked

_Place = tuple[str, str]


@dataclass(frozen=True)
class _Block:
    """The vectors of one collection and audience, row by row."""

    ids: tuple[str, ...]
    documents: np.ndarray[tuple[int], np.dtype[np.str_]]
    matrix: Vectors


class ExactVectorIndex:
    """All vectors in memory; recall is 1 by construction."""

    name = "exact"

    def __init__(self) -> None:
        self._blocks: dict[_Place, _Block] = {}
        self._position: Position | None = None
        self._where: dict[str, tuple[_Place, int]] = {}

    def __len__(self) -> int:
        return sum(len(block.ids) for block in self._blocks.values())

    def follow(self, records: Records, model: str) -> None:
        """Bring the vectors in memory to the records' present state."""
        with records.read() as connection:
            if self._position is None or self._position.model != model:
                last = last_change(connection)
                blocks = _blocks(vector_rows(connection, model))
                self._set(blocks, Position(records.store_id, model, last))
                return
            pending = since(connection, self._position.seq)
            if pending.documents:
                fresh = _blocks(vector_rows(connection, model, pending.documents))
                at = Position(self._position.store, model, pending.last)
                self._set(_joined(self._without(pending.documents), fresh), at)

    def _without(self, documents: Sequence[str]) -> dict[_Place, _Block]:
        gone = np.array(sorted(documents), dtype=np.str_)
        kept: dict[_Place, _Block] = {}
        for place, block in self._blocks.items():
            stay = ~np.isin(block.documents, gone)
            ids = tuple(i for i, keep in zip(block.ids, stay, strict=True) if keep)
            if ids:
                kept[place] = _Block(ids, block.documents[stay], block.matrix[stay])
        return kept

    def _set(self, blocks: dict[_Place, _Block], position: Position) -> None:
        where = {
            chunk_id: (place, row)
            for place, block in blocks.items()
            for row, chunk_id in enumerate(block.ids)
        }
        self._blocks, self._where, self._position = blocks, where, position

    def search(self, vector: Vectors, k: int, only: SearchFilter) -> list[Hit]:
        """See ``VectorIndex``."""
        scored: list[tuple[str, float]] = []
        for place, block in self._blocks.items():
            if not _lets_through(place, only):
                continue
            cosines = block.matrix @ vector
            if only.documents:
                cosines[~np.isin(block.documents, np.array(only.documents))] = -np.inf
            # A few more than k, so that a tie at the edge is settled by id and not by chance.
            best = _top(cosines, k + 16)
            scored.extend((block.ids[i], float(cosines[i])) for i in best if cosines[i] > -2)
        return ranked(scored, k)

    def similarities(self, vector: Vectors, chunk_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of ``vector`` with each of these chunks; unknown ids are left out."""
        rows: dict[_Place, list[tuple[str, int]]] = defaultdict(list)
        for chunk_id in chunk_ids:
            if chunk_id in self._where:
                place, row = self._where[chunk_id]
                rows[place].append((chunk_id, row))
        found: dict[str, float] = {}
        for place, pairs in rows.items():
            cosines = self._blocks[place].matrix[[row for _, row in pairs]] @ vector
            found.update(
                (chunk_id, float(c)) for (chunk_id, _), c in zip(pairs, cosines, strict=True)
            )
        return found

    def vector(self, chunk_id: str) -> Vectors | None:
        """The stored vector of a chunk, or None."""
        if chunk_id not in self._where:
            return None
        place, row = self._where[chunk_id]
        stored: Vectors = self._blocks[place].matrix[row]
        return stored


def _lets_through(place: _Place, only: SearchFilter) -> bool:
    collection, audience = place
    return audience in only.audience.sees() and (
        not only.collections or collection in only.collections
    )


def _top(cosines: Vectors, k: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    if len(cosines) <= k:
        return np.arange(len(cosines))
    return np.argpartition(-cosines, k)[:k]


def _blocks(found: Iterable[VectorRow]) -> dict[_Place, _Block]:
    rows: dict[_Place, list[VectorRow]] = defaultdict(list)
    for entry in found:
        rows[entry.collection, entry.audience].append(entry)
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
