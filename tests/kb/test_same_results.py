"""The same documents give the same answers, however they came in and whatever else is there."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.intake import Prepared
from kb.embedding.hashing import HashingEmbedder
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import open_records
from kb.records.documents import document_id, remove
from kb.records.origins import origin_paths
from kb.reembedding import reindex
from kb.values import AUDIENCES, Audience, SearchFilter
from tests.kb.corpus import DOCUMENTS, QUESTIONS
from tests.kb.storing import hits, prepared, put_many, put_one, settings, store

Results = list[list[tuple[str, float]]]


def _asked(base: KnowledgeBase, audience: Audience = Audience.INTERNAL) -> Results:
    return [hits(base, question, 10, SearchFilter(audience)) for question in QUESTIONS]


def _versionless(results: Results) -> Results:
    """Chunk ids name their version: two stores may have come to the same text by other ways."""
    return [
        sorted((f"{i.split('.')[0]}.{i.split('.')[2]}", s) for i, s in hits_) for hits_ in results
    ]


def _fresh(home: Path, *documents: Prepared) -> KnowledgeBase:
    chosen = settings(home)
    base = KnowledgeBase(chosen, open_records(chosen.records_url), HashingEmbedder())
    put_many(base.records, documents)
    base.set_stored_model()
    return base


def test_the_order_of_loading_changes_nothing(tmp_path: Path) -> None:
    expected: Results = []
    for turn in range(3):
        documents = list(DOCUMENTS)
        random.Random(turn).shuffle(documents)
        base = _fresh(tmp_path / str(turn), *documents[:25])
        base.follow()
        put_many(base.records, documents[25:])
        found = _asked(base)
        assert any(found)
        assert found == (expected or found)
        expected = found
        base.close()


def test_opening_again_and_building_anew_change_nothing(tmp_path: Path) -> None:
    with open_knowledge_base(settings(tmp_path)) as base:
        store(base, *DOCUMENTS)
        before = _asked(base)
    with open_knowledge_base(settings(tmp_path)) as base:
        assert _asked(base) == before
        reindex(base)
        assert _asked(base) == before


def test_chroma_and_comparing_all_give_the_same(tmp_path: Path) -> None:
    with open_knowledge_base(settings(tmp_path)) as base:
        store(base, *DOCUMENTS)
        before = _asked(base)
    with (
        open_knowledge_base(settings(tmp_path, vector_search="chroma")) as base,
        base.writing("serve"),
    ):
        assert base.vectors() is base.chroma
        assert _asked(base) == before


def test_what_was_there_before_changes_nothing(tmp_path: Path) -> None:
    """A store whose documents were changed and removed answers like one that never held them."""
    base, clean = tmp_path / "base", tmp_path / "clean"
    former = [
        prepared(f"/corpus/{n:02}.md", f"Passwords are reviewed by nobody, number {n}.")
        for n in range(12)
    ]
    gone = [prepared(f"/gone/{n}.md", "Backups are tested once a year.", title=str(n))
            for n in range(12)]  # fmt: skip
    worn = _fresh(base, *former, *gone, *DOCUMENTS[20:])
    worn.follow()
    put_many(worn.records, DOCUMENTS)
    with worn.records.write() as connection:
        for one in gone:
            remove(connection, document_id(one.intake.source_key))
    fresh = _fresh(clean, *DOCUMENTS)
    assert _versionless(_asked(worn)) == _versionless(_asked(fresh))
    worn.close()
    fresh.close()


_WORDS = st.sampled_from("backup key badge laptop audit yearly never always CC6.1 tested".split())
_TEXTS = st.lists(_WORDS, min_size=1, max_size=12).map(" ".join)
_PLACES = st.tuples(st.sampled_from(list(AUDIENCES)), st.lists(_TEXTS, min_size=1, max_size=3))


@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(corpus=st.lists(_PLACES, min_size=1, max_size=8), question=_TEXTS)
def test_what_is_above_the_asker_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    corpus: list[tuple[Audience, list[str]]],
    question: str,
) -> None:
    documents = [
        prepared(f"/d/{number}.md", *texts, title=f"T{number % 3}", audience=audience)
        for number, (audience, texts) in enumerate(corpus)
    ]
    whole = _fresh(tmp_path_factory.mktemp("whole"), *documents)
    for audience in (Audience.PUBLIC, Audience.NDA):
        seen = [one for one in documents if one.intake.audience in audience.sees()]
        alone = _fresh(tmp_path_factory.mktemp("alone"), *seen)
        only = SearchFilter(audience)
        assert whole.search(question, 20, only) == alone.search(question, 20, only)
        alone.close()
    whole.close()


def test_the_same_teaser_for_two_audiences_is_there_for_both(base: KnowledgeBase) -> None:
    """A part that a page cut off is named by what it says; loading it for one must not take it
    away from the other."""
    for audience in (Audience.PUBLIC, Audience.INTERNAL):
        one = prepared(
            f"/{audience}.md", "Password managers store secrets for", title="Teaser",
            audience=audience, part="teaser/one", truncated=True,
        )  # fmt: skip
        put_one(base.records, one)
    base.set_stored_model()
    assert len(hits(base, "password managers", 5, SearchFilter(Audience.PUBLIC))) == 1
    assert len(hits(base, "password managers", 5, SearchFilter(Audience.INTERNAL))) == 2


def test_the_same_teaser_in_two_files_is_stored_once(base: KnowledgeBase) -> None:
    ids = {
        put_one(
            base.records,
            prepared(f"/{n}.md", "Password managers store", title="T", part=f"teaser/{n}",
                     truncated=True),
        )[1]
        for n in range(2)
    }  # fmt: skip
    assert len(ids) == 1
    with base.records.read() as connection:
        assert origin_paths(connection, ids.pop()) == ["/0.md", "/1.md"]
