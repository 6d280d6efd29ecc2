"""Documents and the library through the client, beside a real service in process."""

import pytest
from fastapi import FastAPI

from tests.api.service.conftest import app, base
from tests.vouch_client.test_client import ENCRYPTED, client_of
from vouch_client import Client, ConflictError, NotFoundError

__all__ = ["app", "base"]
CSV = b"Question,Answer\nDo you scan for malware?,Yes. Every upload is scanned.\nNo answer here,\n"


@pytest.fixture
def client(app: FastAPI) -> Client:
    return client_of(app)


def one(client: Client, text: str = "encryption") -> str:
    return client.documents.list(text=text).documents[0].id


def test_a_document_is_edited_compared_read_and_retired(client: Client) -> None:
    identity = one(client)
    edited = client.documents.edit(identity, {"valid_until": "2031-05-31", "audience": "nda"})
    assert (edited.audience, edited.valid_until, edited.current) == ("nda", "2031-05-31", 2)
    found = client.documents.changes(identity, 1, 2)
    assert (found.total, found.from_, found.to) == (0, 1, 2)
    assert [(f.name, f.before, f.after) for f in found.facts] == [
        ("valid_until", None, "2031-05-31")
    ]
    headings = client.documents.outline(identity).headings
    text = client.documents.read(identity, headings[1].start, headings[2].start).quote
    assert text.startswith("1. At rest")
    assert "2. In transit" not in text
    passages = client.documents.passages(identity, limit=1)
    assert (len(passages.passages), passages.total) == (1, 2)
    client.documents.retire(identity)
    assert client.documents.list(state="removed").documents[0].id == identity
    assert client.documents.restore(identity).state == "live"
    assert client.documents.problems().total == 0


def test_a_purge_proves_that_nothing_is_left(client: Client) -> None:
    identity = one(client)
    proof = client.documents.purge(identity)
    assert proof.left == ()
    assert proof.erased[0]["document_id"] == identity
    with pytest.raises(NotFoundError):
        client.documents.get(identity)


def test_answers_are_taken_in_and_given_out(client: Client) -> None:
    tried = client.library.take_in("past.csv", CSV, dry_run=True)
    assert (tried.dry_run, len(tried.added), tried.without_answer) == (True, 1, 1)
    assert client.library.list().total == 0
    done = client.library.take_in("past.csv", CSV, approve=True)
    assert done.added[0].entry == client.library.list(state="approved").entries[0].id
    again = client.library.take_in("past.csv", CSV, columns={"question": "A", "answer": "B"})
    assert [row.entry for row in again.repeated] == [done.added[0].entry]
    name, data = client.library.export("csv", state="approved")
    assert name.endswith(".csv")
    assert b"Every upload is scanned." in data


def test_two_entries_for_one_question_overlap(client: Client) -> None:
    for answer in ("Yes, every day.", "No, once a week."):
        client.library.add({"question": ENCRYPTED, "answer": answer})
    pair = client.library.overlaps().overlaps[0]
    assert {pair.one.answer, pair.other.answer} == {"Yes, every day.", "No, once a week."}
    assert client.library.overlaps(differing=True).total == 0  # neither is approved


def test_a_change_to_what_somebody_else_changed_is_refused(client: Client) -> None:
    entry = client.library.add({"question": ENCRYPTED, "answer": "Yes."})
    client.library.edit(entry, {"owner": "Dana"})
    with pytest.raises(ConflictError):
        client.library.edit(entry, {"owner": "Eva"})
