"""The stored documents, read from the records and not from what an answer says of them."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from evals.answers.values import same_file
from kb.records import Records
from kb.records.schema import chunks, documents
from kb.records.sources import stored_text
from kb.values import Audience, Citation, Collection


@dataclass(frozen=True, slots=True)
class _Head:
    source: str
    external_id: str
    place: tuple[Collection, Audience] | None


@dataclass
class StoredDocuments:
    """See ``Documents``; ``root`` is the folder that the cases' file names start from."""

    records: Records
    root: Path
    _texts: dict[tuple[str, int], str] = field(default_factory=dict, init=False)
    _chunks: dict[tuple[str, int], list[tuple[int, int, str]]] = field(
        default_factory=dict, init=False
    )
    _heads: dict[str, _Head] = field(default_factory=dict, init=False)

    def text(self, cited: Citation) -> str:
        """See ``Documents``."""
        key = (cited.document_id, cited.version)
        if key not in self._texts:
            with self.records.read() as connection:
                self._texts[key] = stored_text(connection, *key) or ""
        return self._texts[key]

    def passage(self, cited: Citation) -> str:
        """See ``Documents``."""
        key = (cited.document_id, cited.version)
        if key not in self._chunks:
            query = sa.select(chunks.c.start, chunks.c.end, chunks.c.text).where(
                chunks.c.document_id == key[0], chunks.c.version == key[1]
            )
            with self.records.read() as connection:
                rows = connection.execute(query.order_by(chunks.c.ordinal)).all()
            self._chunks[key] = [(row[0], row[1], row[2]) for row in rows]
        touched = [t for a, b, t in self._chunks[key] if a < cited.end and cited.start < b]
        return "\n".join(touched)

    def file(self, document_id: str) -> str:
        """See ``Documents``."""
        return self._relative(self._head(document_id).source)

    def place(self, document_id: str) -> tuple[Collection, Audience] | None:
        """See ``Documents``."""
        return self._head(document_id).place

    def collection(self, file: str) -> Collection | None:
        """See ``Documents``."""
        found = (place for name, place in self._files.items() if same_file(name, file))
        return next(found, None)

    @cached_property
    def _files(self) -> dict[str, Collection]:
        """The collection of every live document, by its file."""
        query = sa.select(documents.c.source_key, documents.c.collection)
        with self.records.read() as connection:
            rows = connection.execute(query.where(documents.c.state == "live")).all()
        return {self._relative(key): Collection(name) for key, name in rows}

    def _relative(self, source: str) -> str:
        path = Path(source.split("#")[0].split("!/")[0])
        inside = path.is_relative_to(self.root)
        return (path.relative_to(self.root) if inside else path).as_posix()

    def external_id(self, document_id: str) -> str:
        """See ``Documents``."""
        return self._head(document_id).external_id

    def _head(self, document_id: str) -> _Head:
        if document_id not in self._heads:
            query = sa.select(documents).where(documents.c.id == document_id)
            with self.records.read() as connection:
                row = connection.execute(query).mappings().one_or_none()
            if row is None:
                self._heads[document_id] = _Head("", "", None)
            else:
                live = row["state"] == "live"
                place = Collection(row["collection"]), Audience(row["audience"])
                self._heads[document_id] = _Head(
                    row["source_key"], row["external_id"], place if live else None
                )
        return self._heads[document_id]
