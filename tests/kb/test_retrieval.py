"""Hybrid search: how two scores become one, and that only what is live comes out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.derived import Hit
from kb.embedding.hashing import HashingEmbedder
from kb.embedding.protocol import Vectors
from kb.knowledge_base import KnowledgeBase
from kb.records.documents import document_id, remove
from kb.retrieval import Fusion, Retriever, fuse
from kb.values import Audience, Collection, Facts, SearchFilter
from tests.kb.storing import prepared, store

ALL = SearchFilter()


def test_fusing_puts_the_best_first() -> None:
    ranked = fuse({"word": 1.0, "both": 0.9}, {"sense": 0.5, "both": 0.5}, 1.0)
    assert [row.chunk_id for row in ranked] == ["both", "word", "sense"]
    assert [row.score for row in ranked] == [0.655, 0.5, 0.25]
    assert [(row.lexical, row.dense) for row in ranked] == [(0.9, 0.5), (1.0, 0.0), (0.0, 0.5)]


def test_ties_go_by_id_and_noise_is_rounded_away() -> None:
    ranked = fuse({}, {"b": 0.5, "a": 0.5 + 1e-9, "c": 0.5 - 1e-9}, 3.5)
    assert [row.chunk_id for row in ranked] == ["a", "b", "c"]
    assert len({row.score for row in ranked}) == 1


def test_scores_are_capped() -> None:
    (row,) = fuse({"a": 7.0}, {"a": 1.0}, 3.5)
    assert (row.score, row.lexical) == (1.0, 1.0)
    (row,) = fuse({}, {"a": -0.4}, 3.5)
    assert (row.score, row.dense) == (0.0, 0.0)
    assert fuse({}, {}, 3.5) == []


def test_without_weight_meaning_alone_decides() -> None:
    ranked = fuse({"word": 1.0}, {"sense": 0.1}, 0.0)
    assert [row.chunk_id for row in ranked] == ["sense", "word"]


_SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-2, 2), max_size=8)


@given(_SCORES, _SCORES, st.floats(0, 100))
def test_every_candidate_comes_out_once_between_0_and_1(
    lexical: dict[str, float], dense: dict[str, float], weight: float
) -> None:
    lexical = {key: abs(score) for key, score in lexical.items()}
    dense = {key: min(score, 1.0) for key, score in dense.items()}
    ranked = fuse(lexical, dense, weight)
    assert sorted(row.chunk_id for row in ranked) == sorted(lexical.keys() | dense.keys())
    assert all(0 <= row.score <= 1 for row in ranked)
    assert [row.score for row in ranked] == sorted((r.score for r in ranked), reverse=True)


class OneSided:
    """An index in whose eyes the chunks stand in a given order; notes how deep it was asked."""

    name = "double"

    def __init__(self, *chunk_ids: str) -> None:
        self.chunk_ids = chunk_ids
        self.depths: list[int] = []

    def search(self, asked: object, k: int, only: SearchFilter) -> list[Hit]:
        self.depths.append(k)
        found = self.chunk_ids[:k]
        return [Hit(chunk_id, 1 - at / 1000) for at, chunk_id in enumerate(found)]

    def similarities(self, vector: Vectors, chunk_ids: Sequence[str]) -> dict[str, float]:
        return {chunk_id: 0.3 for chunk_id in chunk_ids if chunk_id in self.chunk_ids}

    def frequencies(self, terms: Sequence[str], audience: Audience) -> tuple[dict[str, int], int]:
        return dict.fromkeys(terms, 1), len(self.chunk_ids)


def _retriever(base: KnowledgeBase, lexical: object, vectors: object, depth: int) -> Retriever:
    return Retriever(base.records, HashingEmbedder(), lexical, vectors, None, Fusion(3.5, depth))  # type: ignore[arg-type]


def _stored(base: KnowledgeBase, count: int) -> list[str]:
    made = [prepared(f"{n}.md", f"Text number {n}.", external_id=str(n)) for n in range(count)]
    return [f"{identity}.1.0" for identity in store(base, *made)]


def test_a_search_goes_deeper_until_enough_is_live(base: KnowledgeBase) -> None:
    live = _stored(base, 3)
    vectors = OneSided(*(f"gone{n:02}.1.0" for n in range(30)), *live)
    found = _retriever(base, OneSided(), vectors, 2).search("text", 3, ALL)
    assert [passage.chunk_id for passage in found] == live
    assert vectors.depths == [3, 12, 48]


def test_a_search_that_has_enough_goes_no_deeper(base: KnowledgeBase) -> None:
    live = _stored(base, 3)
    vectors = OneSided(*live)
    found = _retriever(base, OneSided(), vectors, 2).search("text", 2, ALL)
    assert [passage.chunk_id for passage in found] == live[:2]
    assert vectors.depths == [2]


def test_what_only_one_side_knows_is_found(base: KnowledgeBase) -> None:
    word, sense = _stored(base, 2)
    retriever = _retriever(base, OneSided(word), OneSided(sense), 10)
    found = {passage.chunk_id: passage for passage in retriever.search("text", 5, ALL)}
    assert set(found) == {word, sense}
    assert found[sense].lexical == 0
    assert found[word].dense == 0
    assert found[word].lexical > 0
    assert found[sense].dense == 1


def test_a_find_by_word_gets_its_cosine_too(base: KnowledgeBase) -> None:
    word, other = _stored(base, 2)
    vectors = OneSided(other, word)
    vectors.search = lambda asked, k, only: [Hit(other, 0.9)]  # type: ignore[method-assign]
    found = _retriever(base, OneSided(word), vectors, 10).search("text", 5, ALL)
    assert {p.chunk_id: p.dense for p in found} == {word: 0.3, other: 0.9}


def test_what_was_removed_is_not_shown_by_indexes_that_lag(base: KnowledgeBase) -> None:
    gone, stays = _stored(base, 2)
    retriever = _retriever(base, OneSided(gone, stays), OneSided(gone, stays), 10)
    assert len(retriever.search("text", 5, ALL)) == 2
    with base.records.write() as connection:
        remove(connection, gone.split(".")[0])
    assert [p.chunk_id for p in retriever.search("text", 5, ALL)] == [stays]
    store(base, prepared("1.md", "Text of another kind.", external_id="1"))
    assert retriever.search("text", 5, ALL) == []


def test_indexes_that_know_too_much_show_nothing_of_it(base: KnowledgeBase) -> None:
    """Audience, collection, document and date are checked against the records on the way out."""
    past = date(2020, 1, 1)
    told: dict[str, dict[str, Any]] = {
        "kept": {"facts": Facts(valid_until=date(2030, 1, 1))},
        "norm": {"collection": Collection.FRAMEWORK},
        "old": {"facts": Facts(valid_until=past)},
        "unreviewed": {"facts": Facts(review_by=past)},
        "secret": {"audience": Audience.INTERNAL},
    }
    made = [prepared(key, f"Text of {key}.", **{"audience": Audience.PUBLIC} | about)
            for key, about in told.items()]  # fmt: skip
    everything = [f"{identity}.1.0" for identity in store(base, *made)]
    retriever = _retriever(base, OneSided(), OneSided(*everything), 10)

    def found(only: SearchFilter) -> set[str]:
        return {passage.source for passage in retriever.search("text", 9, only)}

    assert found(ALL) == {"kept", "norm", "old", "unreviewed", "secret"}
    assert found(SearchFilter(Audience.PUBLIC)) == {"kept", "norm", "old", "unreviewed"}
    assert found(SearchFilter(collections=(Collection.FRAMEWORK,))) == {"norm"}
    assert found(SearchFilter(documents=(document_id("secret"),))) == {"secret"}
    assert found(SearchFilter(in_date=date(2025, 1, 1))) == {"kept", "norm", "secret"}


def test_the_real_indexes_agree_on_the_best(base: KnowledgeBase) -> None:
    store(
        base,
        prepared("a", "Backups are encrypted with a key.", title="Backups"),
        prepared("b", "Visitors sign a book.", title="Visitors"),
    )
    found = base.search("Are backups encrypted?", 1, ALL)
    assert [passage.source for passage in found] == ["a"]
    assert found[0].score > 0
    assert base.search("Are backups encrypted?", 1, ALL) == found


@pytest.mark.parametrize("question", ["", "?", "the of and", "\x00", "a" * 5_000])
def test_any_question_may_be_asked(base: KnowledgeBase, question: str) -> None:
    assert base.search(question, 3, ALL) == []
    store(base, prepared("a", "Backups are encrypted."))
    found = base.search(question, 3, ALL)
    assert found == [replace(passage) for passage in found]
    assert len(found) <= 1
