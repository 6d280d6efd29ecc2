"""The lexical index in tantivy, one index per audience.

The index of a level holds all that this level may see (public; public and NDA; all that is for no
group), so that the word statistics behind a score come from nothing above the asker. What is for
groups stands in an index of its own for each such audience; a search joins those that the asker
covers with the one of its level (``kb.lexical.snapshot``). Text is analysed by
``kb.lexical.analysis``; tantivy only splits at spaces, and a question is built from terms, never
parsed, so nothing a user types is query syntax.
"""

import shutil
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
#: The least that tantivy takes, for what is for a group.
_SMALL_HEAP = 15_000_000
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
            (self._folder / notes["generation"] / a.slug / "meta.json").is_file()
            for a in _kept(notes)
        )
        return position if complete else None

    def replace(
        self, documents: Sequence[str], found: Iterable[IndexEntry], position: Position
    ) -> None:
        """See ``DerivedIndex``."""
        notes = read_position(self._position_file)[1]
        writers = _Writers(self._folder / notes["generation"])
        for audience in _kept(notes):
            writers.forget(audience, documents)
        self._write(writers, found)
        self._finish(writers, position)

    def rebuild(self, found: Iterable[IndexEntry], position: Position) -> None:
        """See ``DerivedIndex``."""
        folder = self._folder / uuid.uuid4().hex[:12]
        try:
            writers = _Writers(folder)
            for audience in AUDIENCES:
                writers.of(audience)
            self._write(writers, found)
            self._finish(writers, position)
        except BaseException:
            # On a full disk each further try would fill what was freed meanwhile.
            shutil.rmtree(folder, ignore_errors=True)
            raise
        for old in self._folder.iterdir():
            if old.is_dir() and old != folder:
                shutil.rmtree(old, ignore_errors=True)

    def _write(self, writers: "_Writers", found: Iterable[IndexEntry]) -> None:
        for entry in found:
            writers.add(entry)
        writers.commit()

    def _finish(self, writers: "_Writers", position: Position) -> None:
        grouped = " ".join(sorted(a.value for a in writers.opened if a.groups))
        notes = {"format": FORMAT, "generation": writers.folder.name, "groups": grouped}
        write_position(self._position_file, position, notes)

    @property
    def worn(self) -> bool:
        """Whether what was deleted weighs in the word statistics and should be built out of them.

        tantivy counts deleted entries until it merges their segment. In a small index they weigh
        most and a new build costs least.
        """
        for audience in self._all():
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
        return self.pinned().search(query, k, only)

    def frequencies(self, terms: Sequence[str], audience: Audience) -> tuple[dict[str, int], int]:
        """See ``WordSearch``."""
        return self.pinned().frequencies(terms, audience)

    def pinned(self) -> Snapshot:
        """What it holds now, whatever it follows later."""
        with self._opening:
            readers = {audience: self._reader(audience) for audience in self._all()}
            opened = {a: (i.schema, i.searcher()) for a, i in readers.items() if i is not None}
            return Snapshot(self._seen if opened else None, opened)

    def _all(self) -> tuple[Audience, ...]:
        """The audiences that have an index: every level, and those of groups."""
        return _kept(read_position(self._position_file)[1])

    def ids(self, audience: Audience) -> set[str]:
        """Every chunk that ``audience`` finds. For the doctor."""
        import tantivy

        held: set[str] = set()
        for _, searcher in self.pinned().parts(audience):
            most = max(searcher.num_docs, 1)
            hits = searcher.search(tantivy.Query.all_query(), most, count=False).hits
            held |= {searcher.doc(at)["id"][0] for _, at in hits}
        return held

    def audiences(self) -> tuple[Audience, ...]:
        """Those that between them find all that is held. For the doctor."""
        return self._all()

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
                opened = tantivy.Index.open(str(self._folder / self._generation / audience.slug))
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


class _Writers:
    """What is written into each audience's index of the build in ``folder``, until all of it is
    committed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: dict[Audience, Any] = {}

    def of(self, audience: Audience) -> Any:
        """The writer of an audience; its index is made where there is none."""
        import tantivy

        if audience not in self.opened:
            place = self.folder / audience.slug
            place.mkdir(parents=True, exist_ok=True)
            heap = _SMALL_HEAP if audience.groups else _HEAP
            with _told(place):
                index = tantivy.Index(_schema(), path=str(place))
                self.opened[audience] = index.writer(heap_size=heap, num_threads=1)
        return self.opened[audience]

    def forget(self, audience: Audience, documents: Sequence[str]) -> None:
        """Take all of ``documents`` out of an audience's index."""
        writer = self.of(audience)
        with _told(self.folder):
            for document in documents:
                writer.delete_documents_by_term("document", document)

    def add(self, entry: IndexEntry) -> None:
        """Put a passage into every index that is to hold it."""
        import tantivy

        passage = entry.passage
        fields = document_fields(passage)
        document = tantivy.Document(
            id=passage.chunk_id,
            document=passage.document_id,
            collection=passage.collection.value,
            **{name: " ".join(fields[name]) for name in FIELDS},
        )
        if passage.audience.groups:
            into = [passage.audience]
        else:
            into = [one for one in AUDIENCES if one.covers(passage.audience)]
        for audience in into:
            writer = self.of(audience)
            with _told(self.folder):
                writer.add_document(document)

    def commit(self) -> None:
        """Write all of it to disk."""
        # A writer killed within a commit leaves files that are in the way of the next one.
        with _told(self.folder):
            for writer in self.opened.values():
                writer.commit()
                writer.wait_merging_threads()


def _kept(notes: Mapping[str, str]) -> tuple[Audience, ...]:
    """The audiences that a build has an index for."""
    return (*AUDIENCES, *map(Audience, notes.get("groups", "").split()))


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """Say of an error of tantivy's what to do; it raises ``ValueError`` for all."""
    try:
        yield
    except ValueError as error:
        raise DerivedIndexError(_refused(place, error)) from error


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
