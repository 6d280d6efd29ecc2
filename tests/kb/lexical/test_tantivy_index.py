"""The word index: what it finds, for whom, and that nothing typed is query syntax."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.derived import Position, catch_up, write_position
from kb.lexical.fields import TERMS, lexical_question, perfect_score
from kb.lexical.protocol import WeightedTerm, idf
from kb.lexical.tantivy_index import TantivyLexicalIndex
from kb.records import Records, open_records
from kb.records.documents import document_id, remove
from kb.text.thesaurus import Thesaurus
from kb.values import AUDIENCES, Audience, Collection, SearchFilter
from tests.kb.storing import MODEL, prepared, put_many, put_one

TEXTS = {
    "annex": "Access is granted by need, as A.5.15 asks.",
    "other annex": "Access is granted by need, as A.5.16 asks.",
    "criterion": "Logical access follows CC6.1 of the criteria.",
    "rule": "Training follows 164.308(a)(5) of the rule.",
    "article": "Processing is secured as Article 32 GDPR asks.",
    "steps": "Sign-in needs two-step verification.",
    "book": "Visitors sign a book at the front desk.",
}


class Words:
    """A store and the word index that follows it."""

    def __init__(self, folder: Path) -> None:
        self.records: Records = open_records(f"sqlite:///{folder / 'vouch.db'}")
        self.index = TantivyLexicalIndex(folder / "lexical")

    def put(self, *made: object) -> None:
        put_many(self.records, made)  # type: ignore[arg-type]
        catch_up(self.index, self.records, MODEL)

    def found(
        self, question: str, only: SearchFilter | None = None, thesaurus: Thesaurus | None = None
    ) -> list[str]:
        query = lexical_question(question, thesaurus).query
        hits = self.index.search(query, 10, only or SearchFilter())
        return [hit.chunk_id.split(".")[0] for hit in hits]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Words]:
    made = Words(tmp_path_factory.mktemp("words"))
    made.put(*(prepared(key, text, title="Rules") for key, text in TEXTS.items()))
    yield made
    made.records.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Words]:
    made = Words(tmp_path)
    yield made
    made.records.close()


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("annex", ["A.5.15", "A 5.15", "Annex A 5.15", "Annex A.5.15"]),
        ("criterion", ["CC6.1", "CC 6.1"]),
        ("rule", ["164.308(a)(5)", "§ 164.308(a)(5)"]),
        ("article", ["Art. 32 GDPR", "Article 32 GDPR"]),
    ],
)
def test_a_control_is_found_in_every_spelling(words: Words, key: str, spellings: list[str]) -> None:
    for spelling in spellings:
        assert words.found(f"What does {spelling} cover?")[0] == document_id(key)


def test_a_control_is_not_taken_for_its_neighbour(words: Words) -> None:
    hits = words.index.search([WeightedTerm(TERMS, "a.5.15", 1.0)], 10, SearchFilter())
    assert [hit.chunk_id.split(".")[0] for hit in hits] == [document_id("annex")]


def test_a_wider_control_finds_what_lies_in_it(words: Words) -> None:
    assert words.found("164.308")[0] == document_id("rule")


@pytest.mark.parametrize(
    "typed",
    ["visitors AND book", "+visitors -book", 'terms:"visitors', "visitors~2 ^5", "(visitors OR",
     "visitors*", "[visitors TO book]", "\\visitors/", "visitors\x00book", "{!visitors}"],
)  # fmt: skip
def test_what_a_user_types_is_never_query_syntax(words: Words, typed: str) -> None:
    assert words.found(typed)[0] == document_id("book")


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_may_be_asked(words: Words, typed: str) -> None:
    assert len(words.found(typed)) <= len(TEXTS)


def test_a_synonym_finds_other_words(words: Words) -> None:
    assert words.found("Do you enforce MFA?") == []
    assert words.found("Do you enforce MFA?", thesaurus=Thesaurus.load())[0] == document_id("steps")


def test_nothing_is_found_by_nothing(words: Words, fresh: Words) -> None:
    assert words.found("") == []
    assert words.found("the of and") == []
    assert fresh.found("visitors") == []
    assert fresh.index.frequencies(["visitor"], Audience.PUBLIC) == ({"visitor": 0}, 0)
    assert fresh.index.position() is None
    assert fresh.index.ids(Audience.INTERNAL) == set()


def test_the_score_of_a_full_match_comes_near_the_perfect_one(words: Words) -> None:
    asked = lexical_question("Visitors sign a book at the front desk", None)
    best = words.index.search(asked.query, 1, SearchFilter())[0]
    counts, total = words.index.frequencies(asked.own, Audience.INTERNAL)
    perfect = perfect_score([idf(counts[term], total) for term in asked.own])
    assert 0.6 < best.score / perfect < 1.2


def test_words_are_counted_for_each_audience_apart(fresh: Words) -> None:
    for audience in AUDIENCES:
        fresh.put(prepared(f"{audience}.md", f"Backups {audience}.", title="T", audience=audience))
    counted = [fresh.index.frequencies(["backup", "internal"], a) for a in AUDIENCES]
    assert [total for _, total in counted] == [1, 2, 3]
    assert [counts["backup"] for counts, _ in counted] == [1, 2, 3]
    assert [counts["internal"] for counts, _ in counted] == [0, 0, 1]
    for audience in AUDIENCES:
        seen = {document_id(f"{a}.md") for a in audience.sees()}
        assert set(fresh.found("backups", SearchFilter(audience))) == seen
        assert {i.split(".")[0] for i in fresh.index.ids(audience)} == seen


def test_a_search_keeps_to_collections_and_documents(fresh: Words) -> None:
    for place in (Collection.POLICY, Collection.FRAMEWORK):
        fresh.put(prepared(f"{place}.md", f"Backups {place}.", title="T", collection=place))
    policy, framework = document_id("policy.md"), document_id("framework.md")
    only = SearchFilter(collections=(Collection.POLICY,))
    assert fresh.found("backups", only) == [policy]
    assert fresh.found("backups", SearchFilter(documents=(framework,))) == [framework]
    assert fresh.found("backups", SearchFilter(documents=("nope",))) == []
    scores = {
        hit.chunk_id: hit.score
        for hit in fresh.index.search(lexical_question("backups", None).query, 5, SearchFilter())
    }
    narrowed = fresh.index.search(lexical_question("backups", None).query, 5, only)
    assert [scores[hit.chunk_id] for hit in narrowed] == [hit.score for hit in narrowed]


def test_it_follows_what_changes_and_goes(fresh: Words) -> None:
    texts = {"a": "Backups are encrypted.", "b": "Backups are kept."}
    fresh.put(*(prepared(key, text, title="T") for key, text in texts.items()))
    assert not fresh.index.worn
    assert set(fresh.found("backups")) == {document_id("a"), document_id("b")}
    fresh.put(prepared("a", "Printers are locked.", title="T"))
    assert fresh.found("backups") == [document_id("b")]
    assert fresh.index.worn
    with fresh.records.write() as connection:
        remove(connection, document_id("b"))
    catch_up(fresh.index, fresh.records, MODEL)
    assert fresh.found("backups") == []


def test_ties_go_by_id(fresh: Words) -> None:
    fresh.put(*(prepared(f"{n}", "The same words.", title="T", external_id=f"{n}")
                for n in range(12)))  # fmt: skip
    found = fresh.found("same words")
    assert found == sorted(found)
    assert len(found) == 10


def test_another_process_sees_what_was_committed(fresh: Words, tmp_path: Path) -> None:
    fresh.put(prepared("a", "Backups are encrypted.", title="T"))
    reader = TantivyLexicalIndex(tmp_path / "lexical")
    query = lexical_question("backups", None).query
    assert len(reader.search(query, 5, SearchFilter())) == 1
    fresh.put(prepared("b", "Backups are kept.", title="T"))
    assert len(reader.search(query, 5, SearchFilter())) == 2


def test_an_index_of_another_format_has_no_position(fresh: Words, tmp_path: Path) -> None:
    put_one(fresh.records, prepared("a", "Backups are encrypted.", title="T"))
    catch_up(fresh.index, fresh.records, MODEL)
    at = fresh.index.position()
    assert isinstance(at, Position)
    file = tmp_path / "lexical" / "position.json"
    write_position(file, at, {"format": "0", "generation": "x"})
    assert TantivyLexicalIndex(tmp_path / "lexical").position() is None
    assert fresh.found("backups") == []


def test_what_is_for_groups_is_found_by_who_is_of_all_of_them(fresh: Words) -> None:
    held = [Audience(name) for name in ("public", "internal", "nda:hr", "internal:hr+legal")]
    for audience in held:
        fresh.put(prepared(f"{audience}.md", f"Backups {audience.level}.", audience=audience))
    askers = ("public", "internal", "nda:hr", "internal:hr", "internal:legal", "internal:hr+legal")
    for asker in map(Audience, askers):
        seen = {document_id(f"{a}.md") for a in held if asker.covers(a)}
        assert set(fresh.found("backups", SearchFilter(asker))) == seen
        assert {i.split(".")[0] for i in fresh.index.ids(asker)} == seen
        counts, total = fresh.index.frequencies(["backup"], asker)
        assert (counts["backup"], total) == (len(seen), len(seen))
    with fresh.records.write() as connection:
        remove(connection, document_id("nda:hr.md"))
    catch_up(fresh.index, fresh.records, MODEL)
    assert document_id("nda:hr.md") not in fresh.found("backups", SearchFilter(held[-1]))


def test_scores_of_a_groups_passages_compare_with_all_others(tmp_path: Path) -> None:
    """As if all stood in one index: but for mean lengths, and here all are of one length."""
    texts = {
        "a.md": "backups are kept for years",
        "b.md": "backups are made each night",
        "c.md": "visitors sign a paper book",
        "d.md": "badges are kept for visitors",
        "e.md": "backups and badges are kept",
    }
    grouped = {"b.md", "e.md"}
    asker = Audience("internal:legal")
    scores = []
    for audience in (asker, Audience.INTERNAL):
        made = Words(tmp_path / audience.value.replace(":", "-"))
        for key, text in texts.items():
            whose = audience if key in grouped else Audience.INTERNAL
            made.put(prepared(key, text, title="T", audience=whose))
        query = lexical_question("how long are backups kept", None).query
        hits = made.index.search(query, 10, SearchFilter(asker))
        scores.append([(hit.chunk_id, hit.score) for hit in hits])
        made.records.close()
    assert len(scores[0]) == 4
    apart, together = map(dict, scores)
    assert next(iter(apart)) == next(iter(together))
    assert apart == pytest.approx(together, rel=0.05)
