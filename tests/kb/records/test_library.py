"""Approved answers in the records: kept whole, counted on, and erased with what they quote."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from kb.errors import NotFoundError, VouchError
from kb.library import editing
from kb.library.entry import Change, Draft, Entry, Link, State
from kb.records import Records, audit, library
from kb.records.library_schema import library_evidence, library_history, library_vectors
from kb.records.purge import purge
from kb.records.sources import details
from kb.values import Audience, Verdict
from tests.kb.storing import prepared, put_one

RULE = "The Zinnoberfink procedure encrypts every backup within ninety minutes."
ENTRY = Entry(
    "e1",
    Draft(
        "Do you encrypt backups?", "Yes.", Verdict.YES, ("Are backups encrypted?",),
        (Link("d1", 2, "quote", 3, 8, "Policy", ("1. Backup",), 4),), "Ana", ("a", "b"), "Berth",
        Audience.NDA, date(2027, 1, 31), "import x.csv, row 2",
    ),
    State.APPROVED, "Dana", "2026-06-01T00:00:00.000Z", "2026-05-01", "2026-06-01",
)  # fmt: skip


def test_an_entry_comes_back_as_it_was_stored(records: Records) -> None:
    with records.write() as connection:
        library.save(connection, ENTRY)
        library.save(connection, replace(ENTRY, id="e2", draft=Draft("Plain?")))
        shorter = replace(ENTRY, id="e2", draft=Draft("Plainer?"))
        library.save(connection, shorter)
    with records.read() as connection:
        assert library.entries(connection) == [ENTRY, shorter]
        assert library.entries(connection, ["e1"]) == [ENTRY]
        with pytest.raises(NotFoundError, match="no approved answer e3"):
            library.get(connection, "e3")


def test_the_history_only_grows_and_is_counted(records: Records) -> None:
    with records.write() as connection:
        library.save(connection, ENTRY)
        assert library.position(connection) == 0
        library.append(connection, Change(0, "e1", "t1", "Ana", "add", None, ENTRY))
        library.append(connection, Change(0, "e1", "t2", "Ben", "undo", ENTRY, ENTRY, 1))
    with records.read() as connection:
        changes = library.history(connection, "e1")
        assert library.position(connection) == 2
        assert library.changed_since(connection, 1) == {"e1"}
        assert library.changed_since(connection, 2) == set()
    assert [(c.seq, c.actor, c.before, c.undoes) for c in changes] == [
        (1, "Ana", None, None), (2, "Ben", ENTRY, 1),
    ]  # fmt: skip


def test_vectors_are_kept_apart_by_model(records: Records) -> None:
    with records.write() as connection:
        library.put_vectors(connection, "m1", {"k": b"1"})
        library.put_vectors(connection, "m1", {"k": b"2", "l": b"3"})
        library.put_vectors(connection, "m2", {"k": b"4"})
        assert library.vectors(connection, "m1", ["k", "l", "x"]) == {"k": b"1", "l": b"3"}
        library.drop_vectors(connection, ["k"])
        assert library.vectors(connection, "m2", ["k"]) == {}


def _stored(records: Records, key: str, text: str) -> Link:
    """A document with one paragraph, and the link to it."""
    _, identity = put_one(records, prepared(key, text, title=f"Title of {key}"))
    with records.read() as connection:
        found = details(connection, identity)
    start = found["text"].index(text)
    return Link(identity, found["number"], text, start, start + len(text), found["title"])


def test_a_purge_takes_the_documents_words_out_of_everything(records: Records) -> None:
    link = _stored(records, "secret", RULE)
    other = _stored(records, "other", "Visitors wear a badge at all times in the building.")
    with records.write() as connection:
        made = editing.add(connection, Draft("Q?", f"Yes. {RULE} Ask us."), "Ana")
        editing.edit(connection, made.id, {"evidence": (link, other)}, "Ana")
        editing.approve(connection, made.id, "Ana", date(2026, 6, 1))
        apart = editing.add(connection, Draft("Other?", "Our own words."), "Ana")
        assert purge(connection, link.document_id).library == 1
    with records.read() as connection:
        left = library.get(connection, made.id)
        everything = [
            str(connection.execute(sa.select(table)).all())
            for table in (library_evidence, library_history, audit.audit)
        ]
        last = library.history(connection, made.id)[-1]
        assert library.get(connection, apart.id).draft.answer == "Our own words."
    assert (left.state, left.draft.answer) == (State.DRAFT, "Yes. [purged] Ask us.")
    assert [one.quote for one in left.draft.evidence] == ["", other.quote]
    assert left.draft.evidence[0].document == "[purged]"
    assert (last.action, last.after.state) == ("purge", State.DRAFT)
    assert "Zinnoberfink" not in "".join(everything)
    assert "Title of secret" not in "".join(everything)
    assert "Ana" in everything[1]


def test_a_purge_leaves_words_that_another_document_has_too(records: Records) -> None:
    link = _stored(records, "one", RULE)
    _stored(records, "two", f"{RULE} And more.")
    with records.write() as connection:
        made = editing.add(connection, Draft("Q?", RULE, evidence=(link,)), "Ana")
        purge(connection, link.document_id)
        assert library.get(connection, made.id).draft.answer == RULE


def test_a_change_before_a_purge_cannot_be_taken_back(records: Records) -> None:
    link = _stored(records, "one", RULE)
    with records.write() as connection:
        made = editing.add(connection, Draft("Q?", RULE, evidence=(link,)), "Ana")
        purge(connection, link.document_id)
        with pytest.raises(VouchError, match="no change"):
            editing.undo(connection, made.id, "Ana")


def test_a_question_that_is_the_documents_own_loses_its_vector(records: Records) -> None:
    link = _stored(records, "one", RULE)
    with records.write() as connection:
        editing.add(connection, Draft(RULE, "Yes.", evidence=(link,)), "Ana")
        key = hashlib.sha256(RULE.encode()).hexdigest()
        library.put_vectors(connection, "m", {key: b"1"})
        purge(connection, link.document_id)
        assert connection.execute(sa.select(library_vectors)).all() == []
