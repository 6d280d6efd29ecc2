"""Erasing from the records: what goes, what others still need, what is told."""

import pytest
import sqlalchemy as sa

from kb.errors import NotFoundError
from kb.records import Records, audit
from kb.records.changes import since
from kb.records.documents import document_id, drop_origins, remove
from kb.records.files import SeenFile, all_seen, remember
from kb.records.passages import entries
from kb.records.purge import purge, source_files
from kb.records.schema import audit_sources, chunks, documents, embeddings, origins, versions
from tests.kb.storing import MODEL, prepared, put_one


def _purge(records: Records, key: str) -> object:
    with records.write() as connection:
        return purge(connection, document_id(key))


def _seen(records: Records, path: str) -> None:
    with records.write() as connection:
        remember(connection, SeenFile(path, 1, 1, "hash", "", "loaded"))


def test_nothing_of_a_purged_document_stays(records: Records) -> None:
    put_one(records, prepared("a", "Old."))
    _, identity = put_one(records, prepared("a", "New.", "More."))
    erased = _purge(records, "a")
    assert (erased.versions, erased.chunks, erased.embeddings) == (2, 3, 3)  # type: ignore[attr-defined]
    with records.read() as connection:
        for table in (documents, versions, chunks, embeddings, origins):
            assert connection.execute(sa.select(table)).all() == []
        pending = since(connection, 0)
        assert pending.purged
        assert pending.documents == (identity,)


def test_vectors_that_another_document_shares_stay(records: Records) -> None:
    put_one(records, prepared("a", "Shared.", "Mine.", title="T"))
    put_one(records, prepared("b", "Shared.", "Yours.", title="T"))
    assert _purge(records, "a").embeddings == 1  # type: ignore[attr-defined]
    with records.read() as connection:
        assert [e.passage.text for e in entries(connection, MODEL)] == ["Shared.", "Yours."]


def test_answers_that_rest_on_it_are_blanked_and_others_are_not(records: Records) -> None:
    _, first = put_one(records, prepared("a", "Text a."))
    _, second = put_one(records, prepared("b", "Text b."))
    with records.write() as connection:
        both = audit.append(connection, "answer", {"quote": "Text a."}, sources=[first, second])
        other = audit.append(connection, "answer", {"quote": "Text b."}, sources=[second])
    assert _purge(records, "a").answers == 1  # type: ignore[attr-defined]
    with records.read() as connection:
        blanked, kept = audit.read(connection, both), audit.read(connection, other)
        assert blanked is not None
        assert "Text a." not in str(blanked["payload"])
        assert kept is not None
        assert kept["payload"] == {"quote": "Text b."}
        assert connection.execute(sa.select(audit_sources)).all()


def test_its_files_are_forgotten_so_that_they_can_be_loaded_again(records: Records) -> None:
    put_one(records, prepared("/p/a.md", "Text."))
    _seen(records, "/p/a.md")
    _seen(records, "/p/b.md")
    _purge(records, "/p/a.md")
    with records.read() as connection:
        assert list(all_seen(connection)) == ["/p/b.md"]


@pytest.mark.parametrize(
    ("key", "path"), [("/p/a.md", "/p/a.md"), ("/p/a#b.txt#part", "/p/a#b.txt"), ("/z!/m", "/z")]
)
def test_the_files_of_a_document_removed_before_are_known(
    records: Records, key: str, path: str
) -> None:
    _, identity = put_one(records, prepared(key, "Text.", path=path))
    for seen in (path, "/p/other", "/p/a"):
        _seen(records, seen)
    with records.write() as connection:
        remove(connection, identity)
        assert source_files(connection, identity) == [path]


def test_the_last_file_and_the_document_may_go_in_one_step(records: Records) -> None:
    put_one(records, prepared("a", "Text."))
    with records.write() as connection:
        drop_origins(connection, "a", set())
        purge(connection, document_id("a"))
    with records.read() as connection:
        assert connection.execute(sa.select(documents)).all() == []


def test_what_is_not_there_cannot_be_purged(records: Records) -> None:
    with pytest.raises(NotFoundError, match="no document"):
        _purge(records, "a")
