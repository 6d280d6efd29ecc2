"""Documents and versions: what putting and removing them leaves in the records."""

from datetime import date

import pytest
import sqlalchemy as sa

from kb.errors import NotFoundError
from kb.records import Records
from kb.records.changes import last_change, since
from kb.records.documents import Outcome, document_id, drop_origins, remove
from kb.records.files import SeenFile, all_seen, remember
from kb.records.origins import detach_others, ids_named, origin_paths
from kb.records.passages import chunk_ids, count_live, entries, live, neighbours, unembedded
from kb.records.schema import catalogs, controls, crosswalk_rows, embeddings, versions
from kb.records.sources import details, listing, stored_text
from kb.values import (
    Audience,
    Catalog,
    Collection,
    Control,
    Crosswalk,
    CrosswalkRow,
    Facts,
    Relation,
    SearchFilter,
)
from tests.kb.storing import MODEL, prepared, put_one


def _count(records: Records, table: sa.Table) -> int:
    with records.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_a_new_document_is_stored_whole(records: Records) -> None:
    one = prepared("/p/backup.md", "Backups are kept for a year.", "They are tested.", title="B")
    outcome, identity = put_one(records, one)
    assert (outcome, identity) == (Outcome.ADDED, document_id("/p/backup.md"))
    with records.read() as connection:
        found = details(connection, identity)
        assert (found["title"], found["current"], found["state"]) == ("B", 1, "live")
        assert found["text"] == one.intake.document.text
        assert found["origins"] == ["/p/backup.md"]
        passages = live(connection, list(chunk_ids(connection)), SearchFilter())
        assert [p.text for p in passages] == ["Backups are kept for a year.", "They are tested."]
        assert all(found["text"][p.start : p.end] == p.text for p in passages)
        assert [e.passage.chunk_id for e in entries(connection, MODEL)] == sorted(
            chunk_ids(connection)
        )
        assert since(connection, 0).documents == (identity,)


def test_the_same_again_changes_nothing(records: Records) -> None:
    put_one(records, prepared("a", "Text."))
    assert put_one(records, prepared("a", "Text.")) == (Outcome.UNCHANGED, document_id("a"))
    with records.read() as connection:
        assert last_change(connection) == 1


def test_a_changed_document_is_a_new_version_and_the_old_stays_readable(records: Records) -> None:
    _, identity = put_one(records, prepared("a", "Kept for one year."))
    outcome, same = put_one(records, prepared("a", "Kept for two years."))
    assert (outcome, same) == (Outcome.CHANGED, identity)
    with records.read() as connection:
        assert "one year" in str(stored_text(connection, identity, 1))
        assert "two years" in str(stored_text(connection, identity, 2))
        assert stored_text(connection, identity, 3) is None
        old, new = details(connection, identity, 1), details(connection, identity)
        assert old["superseded_at"] is not None
        assert new["superseded_at"] is None
        assert list(chunk_ids(connection)) == [f"{identity}.2.0"]
        assert [row["number"] for row in new["history"]] == [1, 2]


@pytest.mark.parametrize(
    "changed",
    [
        {"audience": Audience.PUBLIC},
        {"collection": Collection.REFERENCE},
        {"facts": Facts(valid_until=date(2030, 1, 1))},
        {"title": "Another title"},
        {"metadata": (("team", "blue"),)},
        {"catalog": Catalog("c", "C", (Control("1", "One"),))},
        {"crosswalk": Crosswalk("x", "X", "a", "b", (CrosswalkRow("1", "2"),))},
    ],
)
def test_whatever_else_changes_is_a_new_version(
    records: Records, changed: dict[str, object]
) -> None:
    put_one(records, prepared("a", "Text."))
    outcome, _ = put_one(records, prepared("a", "Text.", **changed))  # type: ignore[arg-type]
    assert outcome is Outcome.CHANGED


def test_two_files_of_the_same_words_are_one_document(records: Records) -> None:
    _, first = put_one(records, prepared("/a", "The same.", title="T"))
    outcome, second = put_one(records, prepared("/b", "The same.", title="T"))
    assert (outcome, second) == (Outcome.DUPLICATE, first)
    with records.read() as connection:
        assert origin_paths(connection, first) == ["/a", "/b"]
        assert count_live(connection) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"audience": Audience.PUBLIC},
        {"collection": Collection.FRAMEWORK},
        {"title": "Another"},
        {"facts": Facts(valid_until=date(2027, 1, 1))},
        {"facts": Facts(version="2")},
        {"external_id": "17"},
    ],
)
def test_the_same_words_under_other_terms_are_two(
    records: Records, other: dict[str, object]
) -> None:
    put_one(records, prepared("/a", "The same.", title="T"))
    terms = {"title": "T"} | other
    assert put_one(records, prepared("/b", "The same.", **terms))[0] is Outcome.ADDED  # type: ignore[arg-type]


def test_a_document_goes_with_the_last_file_it_came_from(records: Records) -> None:
    _, identity = put_one(records, prepared("/a", "The same.", title="T"))
    put_one(records, prepared("/b", "The same.", title="T"))
    with records.write() as connection:
        assert drop_origins(connection, "/a", set()) == []
    with records.read() as connection:
        assert count_live(connection) == 1
    with records.write() as connection:
        assert drop_origins(connection, "/b", {identity}) == []
        assert drop_origins(connection, "/b", set()) == [identity]
    with records.read() as connection:
        assert count_live(connection) == 0


def test_a_document_that_changed_parts_from_its_other_files(records: Records) -> None:
    _, identity = put_one(records, prepared("/a", "The same.", title="T"))
    put_one(records, prepared("/b", "The same.", title="T"))
    with records.write() as connection:
        remember(connection, SeenFile("/b", 1, 1, "hash", "", "loaded"))
        assert detach_others(connection, identity, "/a") == ["/b"]
    with records.read() as connection:
        assert origin_paths(connection, identity) == ["/a"]
        assert all_seen(connection) == {}


def test_a_removed_document_is_in_no_answer_and_can_come_back(records: Records) -> None:
    _, identity = put_one(records, prepared("a", "Text."))
    with records.write() as connection:
        remove(connection, identity)
    with records.read() as connection:
        assert live(connection, [f"{identity}.1.0"], SearchFilter()) == []
        assert list(entries(connection, MODEL)) == []
        assert listing(connection) == []
        assert [row["id"] for row in listing(connection, removed=True)] == [identity]
        assert stored_text(connection, identity, 1) is not None
    assert put_one(records, prepared("a", "Text.")) == (Outcome.ADDED, identity)
    with records.read() as connection:
        assert list(chunk_ids(connection)) == [f"{identity}.2.0"]
        assert origin_paths(connection, identity) == ["a"]


def test_what_is_not_there_cannot_be_removed_or_shown(records: Records) -> None:
    with pytest.raises(NotFoundError, match="no document nope"), records.write() as connection:
        remove(connection, "nope")
    _, identity = put_one(records, prepared("a", "Text."))
    with pytest.raises(NotFoundError, match="no version 7"), records.read() as connection:
        details(connection, identity, 7)


def test_frameworks_are_replaced_and_go_with_their_document(records: Records) -> None:
    catalog = Catalog("iso", "ISO", (Control("5.1", "Policies"), Control("5.2", "Roles")), "ISO")
    walk = Crosswalk("w", "W", "iso", "soc", (CrosswalkRow("5.1", "CC1", Relation.SUBSET),))
    _, identity = put_one(records, prepared("a", "Text.", catalog=catalog, crosswalk=walk))
    smaller = Catalog("iso", "ISO", (Control("5.1", "Policies"),))
    assert (_count(records, controls), _count(records, crosswalk_rows)) == (2, 1)
    put_one(records, prepared("a", "Text.", catalog=smaller))
    assert (_count(records, controls), _count(records, crosswalk_rows)) == (1, 0)
    with records.write() as connection:
        remove(connection, identity)
    assert (_count(records, catalogs), _count(records, controls)) == (0, 0)


def test_the_same_words_are_embedded_once_for_all(records: Records) -> None:
    put_one(records, prepared("a", "Shared.", "Mine.", title="T"))
    put_one(records, prepared("b", "Shared.", "Yours.", title="T"))
    assert _count(records, embeddings) == 3
    assert _count(records, versions) == 2


def test_a_filter_lets_through_what_it_names_and_nothing_else(records: Records) -> None:
    terms = [
        ("pub", Audience.PUBLIC, Collection.POLICY, Facts()),
        ("nda", Audience.NDA, Collection.REFERENCE, Facts(review_by=date(2026, 1, 1))),
        ("int", Audience.INTERNAL, Collection.POLICY, Facts(valid_until=date(2026, 6, 1))),
    ]
    for key, audience, collection, facts in terms:
        one = prepared(key, f"About {key}.", audience=audience, collection=collection, facts=facts)
        put_one(records, one)

    def seen(only: SearchFilter) -> list[str]:
        with records.read() as connection:
            found = live(connection, list(chunk_ids(connection)), only)
        return sorted(passage.source for passage in found)

    assert seen(SearchFilter()) == ["int", "nda", "pub"]
    assert seen(SearchFilter(Audience.NDA)) == ["nda", "pub"]
    assert seen(SearchFilter(Audience.PUBLIC)) == ["pub"]
    assert seen(SearchFilter(collections=(Collection.POLICY,))) == ["int", "pub"]
    assert seen(SearchFilter(documents=(document_id("nda"),))) == ["nda"]
    assert seen(SearchFilter(Audience.PUBLIC, documents=(document_id("nda"),))) == []
    assert seen(SearchFilter(in_date=date(2026, 1, 1))) == ["int", "nda", "pub"]
    assert seen(SearchFilter(in_date=date(2026, 1, 2))) == ["int", "pub"]
    assert seen(SearchFilter(in_date=date(2026, 6, 2))) == ["pub"]


def test_neighbours_are_the_passages_beside_it(records: Records) -> None:
    put_one(records, prepared("a", "One.", "Two.", "Three.", "Four."))
    put_one(records, prepared("b", "Other."))
    with records.read() as connection:
        middle = live(connection, [f"{document_id('a')}.1.1"], SearchFilter())[0]
        assert [p.text for p in neighbours(connection, middle)] == ["One.", "Two.", "Three."]


def test_a_chunk_without_a_vector_of_this_model_is_told(records: Records) -> None:
    put_one(records, prepared("a", "Text."))
    with records.read() as connection:
        assert unembedded(connection, MODEL) == []
        assert [p.text for _, p in unembedded(connection, "another")] == ["Text."]


def test_names_find_a_document_and_its_parts_only(records: Records) -> None:
    for key in ("/a_b", "/a_b#one", "/aXb#two", "/a_bc"):
        put_one(records, prepared(key, f"About {key}."))
    with records.read() as connection:
        assert ids_named(connection, "/a_b") == {document_id("/a_b"), document_id("/a_b#one")}


def test_many_ids_at_once_are_no_problem(records: Records) -> None:
    _, identity = put_one(records, prepared("a", "Text."))
    many = [f"{number:016x}.1.0" for number in range(40_000)]
    with records.read() as connection:
        assert len(live(connection, [*many, f"{identity}.1.0"], SearchFilter())) == 1
