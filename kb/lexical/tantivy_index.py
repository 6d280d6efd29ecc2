"""The lexical index in tantivy, one index per audience.

The index of an audience holds all that this audience may see (public; public and NDA; all), so
that the word statistics behind a score come from nothing above the asker. Text is analysed by
``kb.lexical.analysis``; tantivy only splits at spaces, and a question is built from terms, never
parsed, so nothing a user types is query syntax.
"""

import shutil
import threading
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kb.derived import Hit, Position, read_position, write_position
from kb.disk import disk_fault_named
from kb.errors import DerivedIndexError
from kb.lexical.fields import FIELDS, document_fields
from kb.lexical.protocol import WeightedTerm
from kb.lexical.snapshot import Snapshot
from kb.records.passages import IndexEntry
from kb.values import AUDIENCES, COLLECTIONS, Audience, SearchFilter

#: Changes whenever the fields or the analysis do: an index of another format is rebuilt.
FORMAT = "3"
_HEAP = 64_000_000
#: Entries up to which any deletion is worth a new build, and the share of deletions above it.
_SMALL, _WORN = 2_000, 0.1


class TantivyLexicalIndex:
    """Follows the records into ``folder``; one process writes, any number read."""

    name = "lexical"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[Audience, Any] = {}
        self._generation = ""
        self._seen: Position | None = None
        self._opening = threading.RLock()

    @property
    def _position_file(self) -> Path:
        return self._folder / "position.json"

    def position(self) -> Position | None:
        """See ``DerivedIndex``."""
        position, notes = read_position(self._position_file)
        if position is None or notes.get("format") != FORMAT:
            return None
        complete = all(
            (self._place(notes["generation"], a) / "meta.json").is_file() for a in AUDIENCES
        )
        return position if complete else None

    def _place(self, generation: str, audience: Audience) -> Path:
        return self._folder / generation / audience.value

    def replace(
        self, documents: Sequence[str], found: Iterable[IndexEntry], position: Position
    ) -> None:
        """See ``DerivedIndex``."""
        generation = read_position(self._position_file)[1]["generation"]
        writers = self._writers(generation)
        for writer in writers.values():
            for document in documents:
                writer.delete_documents_by_term("document", document)
        self._write(writers, found)
        self._finish(generation, position)

    def rebuild(self, found: Iterable[IndexEntry], position: Position) -> None:
        """See ``DerivedIndex``."""
        generation = uuid.uuid4().hex[:12]
        try:
            self._write(self._writers(generation), found)
            self._finish(generation, position)
        except BaseException:
            # On a full disk each further try would fill what was freed meanwhile.
            shutil.rmtree(self._folder / generation, ignore_errors=True)
            raise
        for old in self._folder.iterdir():
            if old.is_dir() and old.name != generation:
                shutil.rmtree(old, ignore_errors=True)

    def _writers(self, generation: str) -> dict[Audience, Any]:
        import tantivy

        writers = {}
        for audience in AUDIENCES:
            place = self._place(generation, audience)
            place.mkdir(parents=True, exist_ok=True)
            try:
                index = tantivy.Index(_schema(), path=str(place))
                writers[audience] = index.writer(heap_size=_HEAP, num_threads=1)
            except ValueError as error:
                raise DerivedIndexError(_refused(place, error)) from error
        return writers

    def _write(self, writers: dict[Audience, Any], found: Iterable[IndexEntry]) -> None:
        import tantivy

        for entry in found:
            passage = entry.passage
            fields = document_fields(passage)
            joined = {name: " ".join(fields[name]) for name in FIELDS}
            document = tantivy.Document(
                id=passage.chunk_id,
                document=passage.document_id,
                collection=passage.collection.value,
                **joined,
            )
            for audience, writer in writers.items():
                if audience.level >= passage.audience.level:
                    writer.add_document(document)
        try:
            for writer in writers.values():
                writer.commit()
                writer.wait_merging_threads()
        except ValueError as error:
            # A writer killed within a commit leaves files that are in the way of the next one.
            raise DerivedIndexError(_refused(self._folder, error)) from error

    def _finish(self, generation: str, position: Position) -> None:
        notes = {"format": FORMAT, "generation": generation}
        write_position(self._position_file, position, notes)

    @property
    def worn(self) -> bool:
        """Whether what was deleted weighs in the word statistics and should be built out of them.

        tantivy counts deleted entries until it merges their segment. In a small index they weigh
        most and a new build costs least.
        """
        for audience in AUDIENCES:
            index = self._reader(audience)
            if index is None:
                continue
            searcher = index.searcher()
            counted = sum(searcher.doc_freq("collection", c.value) for c in COLLECTIONS)
            deleted = counted - searcher.num_docs
            if deleted and (counted <= _SMALL or deleted > _WORN * counted):
                return True
        return False

    def search(self, query: Sequence[WeightedTerm], k: int, only: SearchFilter) -> list[Hit]:
        """See ``WordSearch``."""
        return self._pinned((only.audience,)).search(query, k, only)

    def frequencies(self, terms: Sequence[str], audience: Audience) -> tuple[dict[str, int], int]:
        """See ``WordSearch``."""
        return self._pinned((audience,)).frequencies(terms, audience)

    def pinned(self) -> Snapshot:
        """What it holds now, whatever it follows later."""
        return self._pinned(AUDIENCES)

    def _pinned(self, audiences: Iterable[Audience]) -> Snapshot:
        with self._opening:
            readers = {audience: self._reader(audience) for audience in audiences}
            opened = {a: (i.schema, i.searcher()) for a, i in readers.items() if i is not None}
            return Snapshot(self._seen if opened else None, opened)

    def ids(self, audience: Audience) -> set[str]:
        """Every chunk the index of ``audience`` holds. For the doctor."""
        import tantivy

        index = self._reader(audience)
        if index is None:
            return set()
        searcher = index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1), count=False)
        return {searcher.doc(at)["id"][0] for _, at in hits.hits}

    def _reader(self, audience: Audience) -> Any:
        """The audience's index as last committed, whoever committed it."""
        with self._opening:
            try:
                return self._current(audience)
            except DerivedIndexError:
                # A rebuild may have swapped the folder while it was being opened.
                self._generation = ""
                return self._current(audience)

    def _current(self, audience: Audience) -> Any:
        position, notes = read_position(self._position_file)
        if position is None or notes.get("format") != FORMAT:
            return None
        if notes["generation"] != self._generation:
            self._opened, self._generation = {}, notes["generation"]
        elif position != self._seen:
            for index in self._opened.values():
                index.reload()
        self._seen = position
        if audience not in self._opened:
            import tantivy

            try:
                opened = tantivy.Index.open(str(self._place(self._generation, audience)))
                opened.config_reader(reload_policy="manual")
                opened.reload()
            except ValueError as error:
                if fault := disk_fault_named(str(error)):
                    told = f"the lexical index cannot be opened: {fault}"
                    raise DerivedIndexError(told) from error
                raise DerivedIndexError(
                    f"the lexical index is damaged: {error}; run `vouch reindex`"
                ) from error
            self._opened[audience] = opened
        return self._opened[audience]


def _refused(place: Path, error: ValueError) -> str:
    """What to say of an index that takes no writing."""
    help_ = disk_fault_named(str(error)) or "run `vouch reindex` to build it anew"
    return f"the lexical index in {place} cannot be written: {error}; {help_}"


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("document", "collection"):
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
