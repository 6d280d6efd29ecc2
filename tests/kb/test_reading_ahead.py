"""Sentences embedded ahead: what is new, what is gone, and never in the way of an answer."""

import threading
from collections.abc import Sequence

import pytest

from kb.answering.unit_store import key_of
from kb.embedding.protocol import Vectors
from kb.erasure import erase
from kb.errors import StoreError
from kb.knowledge_base import KnowledgeBase
from kb.reading_ahead import ReadingAhead
from kb.records.documents import remove
from kb.values import Question
from tests.kb.storing import prepared, put_one, store

BACKUPS = "Backups are tested every quarter. Copies are kept for ninety days."
VISITORS = "Visitors wear a badge and are met at the door."
ASKED = Question("How often are backups tested?")


def ahead(base: KnowledgeBase) -> ReadingAhead:
    return base.reading_ahead(threading.Event())


@pytest.fixture
def ids(base: KnowledgeBase) -> list[str]:
    return store(
        base,
        prepared("/p/backups.md", BACKUPS, title="Backups"),
        prepared("/p/visitors.md", VISITORS, title="Visitors"),
    )


def test_every_sentence_is_stored_once(base: KnowledgeBase, ids: list[str]) -> None:
    made = ahead(base).catch_up()
    assert made == len(base.unit_store.stored()) >= 3
    assert key_of("Section 1: Copies are kept for ninety days.") in base.unit_store.stored()
    assert ahead(base).catch_up() == 0


def test_an_answer_needs_no_sentence_embedded(
    base: KnowledgeBase, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = base.ask(ASKED)
    base.unit_vectors._held.clear()
    ahead(base).catch_up()
    embedded: list[str] = []
    embed = base.embedder.embed

    def noted(texts: Sequence[str]) -> Vectors:
        embedded.extend(texts)
        return embed(texts)

    monkeypatch.setattr(base.embedder, "embed", noted)
    after, _ = base.ask(ASKED)
    assert after.answer == before.answer != ""
    assert not [text for text in embedded if "ninety" in text or "badge" in text]


def test_what_changed_is_followed(base: KnowledgeBase, ids: list[str]) -> None:
    reader = ahead(base)
    reader.catch_up()
    before = base.unit_store.stored()
    put_one(base.records, prepared("/p/backups.md", "Backups are never tested.", title="Backups"))
    assert reader.catch_up() == 1
    kept = base.unit_store.stored()
    assert len(kept - before) == 1
    assert key_of("Section 1: Copies are kept for ninety days.") not in kept
    with base.records.write() as connection:
        remove(connection, ids[1])
    assert reader.catch_up() == 0
    assert key_of(f"Section 1: {VISITORS}") not in base.unit_store.stored()


def test_a_purge_leaves_nothing_and_the_rest_is_made_again(
    base: KnowledgeBase, ids: list[str]
) -> None:
    reader = ahead(base)
    reader.catch_up()
    base.ask(ASKED)
    assert erase(base, ids[:1]).left == ()
    assert not base.unit_store.stored()
    assert not base.unit_vectors._held
    assert reader.catch_up() == 1
    assert base.unit_store.stored() == {key_of(f"Section 1: {VISITORS}")}


def test_a_base_beyond_the_limit_is_left_alone(base: KnowledgeBase, ids: list[str]) -> None:
    reader = ahead(base)
    reader.catch_up()
    reader.most, reader._change = 1, -1
    assert reader.catch_up() == 0
    assert not base.unit_store.stored()


def test_it_stops_half_way_and_goes_on_there(base: KnowledgeBase, ids: list[str]) -> None:
    reader = ahead(base)
    put, stored = base.unit_store.put, 0

    def first(vectors: dict[str, Vectors]) -> bool:
        nonlocal stored
        stored += len(vectors)
        reader.stopping.set()
        return put(vectors)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kb.reading_ahead._SENTENCES", 1)
        patched.setattr(base.unit_store, "put", first)
        reader.catch_up()
    assert stored == 1
    reader.stopping.clear()
    assert reader.catch_up() == len(base.unit_store.stored()) - 1


def test_it_steps_aside_for_whoever_asks(
    base: KnowledgeBase, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = ahead(base)
    waited: list[float] = []
    monkeypatch.setattr("kb.reading_ahead._STEP_ASIDE", 30.0)

    def look(seconds: float) -> None:
        waited.append(seconds)
        done.set()

    done = threading.Event()
    monkeypatch.setattr("kb.reading_ahead.time.sleep", look)
    thread = threading.Thread(target=reader.catch_up)
    with base.quiet.asking():
        thread.start()
        assert done.wait(20)
        assert not base.unit_store.stored()
    thread.join(20)
    assert base.unit_store.stored()


def test_a_store_that_takes_nothing_is_told(
    base: KnowledgeBase, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base.unit_store, "put", lambda _: False)
    with pytest.raises(StoreError, match="cannot be stored"):
        ahead(base).catch_up()
