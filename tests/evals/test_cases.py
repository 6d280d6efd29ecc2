"""The gold cases are well formed, and the documents really say what the cases claim."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from evals.cases import (
    CASE_SETS,
    CaseError,
    CaseFile,
    GoldCase,
    Kind,
    Split,
    evidence_problems,
    load_cases,
    load_set,
    mentions,
)
from ingest.limits import Limits
from ingest.sandbox import ReaderPool
from kb.values import Status, Verdict

SAMPLES = Path(__file__).parents[2] / "samples"
DATA = Path(__file__).parents[2] / "evals" / "data"
TextOf = Callable[[Path], str]

ANSWERED: dict[str, Any] = {
    "id": "x-1",
    "kind": "fact",
    "question": "How long?",
    "expect": {"status": "grounded", "evidence": [{"file": "a.md", "any_of": ["35 days"]}]},
}


@pytest.fixture(scope="module")
def text_of() -> Iterator[TextOf]:
    """The text of a file as the product's own readers give it."""
    with ReaderPool(Limits(), workers=2) as pool:

        @cache
        def read(path: Path) -> str:
            result = pool.read(path)
            assert result.error is None, f"{path}: {result.error}"
            return "\n".join(document.text for document in result.documents)

        yield read


def company() -> list[GoldCase]:
    return [case for half in load_set("company").values() for case in half.cases]


def case(**changes: Any) -> GoldCase:
    return GoldCase.model_validate({**ANSWERED, **changes})


def expecting(**changes: Any) -> GoldCase:
    return case(expect={**ANSWERED["expect"], **changes})


@pytest.mark.parametrize("split", Split)
def test_the_samples_say_what_the_company_cases_claim(split: Split, text_of: TextOf) -> None:
    assert list(evidence_problems(load_cases("company", split), SAMPLES, text_of)) == []


@pytest.mark.parametrize("name", CASE_SETS)
def test_a_set_has_two_halves_of_one_size_and_the_test_half_is_sealed(name: str) -> None:
    halves = load_set(name)

    assert abs(len(halves[Split.DEV].cases) - len(halves[Split.TEST].cases)) <= 1
    kinds = [{case.kind for case in half.cases} for half in halves.values()]
    assert kinds[0] == kinds[1]
    sealed = (DATA / name / "test.yaml").read_text(encoding="utf-8").startswith("# SEALED")
    assert sealed
    assert not (DATA / name / "dev.yaml").read_text(encoding="utf-8").startswith("# SEALED")


def test_the_company_set_is_as_hard_as_it_says() -> None:
    cases = company()
    verdicts = [case.expect.verdict for case in cases if case.kind is Kind.PRACTICE]

    def share(holds: Callable[[GoldCase], bool]) -> float:
        return sum(holds(case) for case in cases) / len(cases)

    assert len(cases) >= 260
    assert {case.kind for case in cases} == set(Kind)
    assert share(lambda case: case.expect.status is Status.ABSTAINED) >= 0.20
    assert share(lambda case: bool(case.expect.conflict)) >= 0.10
    assert share(lambda case: bool(case.history)) >= 0.10
    assert share(lambda case: case.far) >= 0.495
    assert verdicts.count(Verdict.YES) >= 40
    assert verdicts.count(Verdict.NO) >= 25
    assert verdicts.count(Verdict.PARTIAL) >= 25


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": "abstained", "evidence": []}, "needs at least one acceptable reason"),
        ({"status": "abstained", "reason": ["no_evidence"]}, "nothing else"),
        ({"evidence": []}, "needs evidence"),
        ({"reason": ["no_evidence"]}, "only where it shows a conflict"),
        ({"verdict_also": ["no"]}, "verdict_also needs a verdict"),
        ({"conflict": [["30 days"]]}, "at least two values"),
        ({"must": [[]]}, "at least 1 item"),
        ({"must": [[" "]]}, "at least 1 character"),
        ({"must": ["30 days"]}, "tuple"),
        ({"reason": ["unsure"]}, "value_missing"),
        ({"marks": 1}, "Extra inputs"),
    ],
)
def test_an_expectation_that_contradicts_itself_is_refused(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        expecting(**changes)


@pytest.mark.parametrize("kind", ["practice", "conflict", "follow_up", "abstain"])
def test_a_case_has_what_its_kind_needs(kind: str) -> None:
    with pytest.raises(ValidationError, match="x-1"):
        case(kind=kind)


def test_yes_and_no_need_no_quotation_marks() -> None:
    written = yaml.safe_load("{verdict: yes, verdict_also: [no], equivalence: [no]}")

    expect = expecting(**written).expect

    assert expect.verdict is Verdict.YES
    assert expect.verdict_also == (Verdict.NO,)
    assert [str(one) for one in expect.equivalence] == ["no"]


def write(folder: Path, split: str, cases: list[dict[str, Any]], name: str = "mine") -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    content = yaml.safe_dump({"set": name, "split": split, "cases": cases})
    (folder / name / f"{split}.yaml").write_text(content, encoding="utf-8")


def test_a_case_stands_in_one_half_only(tmp_path: Path) -> None:
    write(tmp_path, "dev", [ANSWERED])
    write(tmp_path, "test", [{**ANSWERED, "id": "x-2"}])

    with pytest.raises(CaseError, match=r"mine: more than once: how long\?"):
        load_set("mine", tmp_path)


@pytest.mark.parametrize(
    "twin", [{**ANSWERED, "question": "Since when?"}, {**ANSWERED, "id": "x-2"}]
)
def test_an_id_or_a_question_used_twice_is_refused(tmp_path: Path, twin: dict[str, Any]) -> None:
    write(tmp_path, "dev", [ANSWERED, twin])

    with pytest.raises(CaseError, match="more than once"):
        load_cases("mine", Split.DEV, tmp_path)


def test_the_same_words_after_another_turn_are_another_question(tmp_path: Path) -> None:
    write(tmp_path, "dev", [ANSWERED, {**ANSWERED, "id": "x-2", "history": ["Do you keep logs?"]}])

    assert len(load_cases("mine", Split.DEV, tmp_path).cases) == 2


def test_long_phrases_of_documents_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    long = {"file": "a.txt", "any_of": ["one two three four five six seven"]}
    borrowed = {**ANSWERED, "expect": {"status": "grounded", "evidence": [long]}}
    write(tmp_path, "dev", [borrowed], "articles")

    with pytest.raises(CaseError, match="x-1: more than 6 words"):
        load_cases("articles", Split.DEV, tmp_path)


def test_what_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"test\.yaml is missing; the sets are company"):
        load_cases("mine", Split.TEST, tmp_path)

    write(tmp_path, "dev", [ANSWERED])
    (tmp_path / "mine" / "test.yaml").write_bytes((tmp_path / "mine" / "dev.yaml").read_bytes())
    with pytest.raises(CaseError, match="says it is mine/dev"):
        load_cases("mine", Split.TEST, tmp_path)


def test_a_set_of_the_corpus_loads_only_where_the_corpus_is(tmp_path: Path) -> None:
    assert CASE_SETS["company"].documents(SAMPLES, None) == SAMPLES
    for corpus in (None, tmp_path):
        with pytest.raises(CaseError, match="give the corpus"):
            CASE_SETS["articles"].documents(SAMPLES, corpus)

    (tmp_path / "articles").mkdir()
    assert CASE_SETS["articles"].documents(SAMPLES, tmp_path) == tmp_path / "articles"


def test_evidence_that_does_not_hold_is_named(tmp_path: Path) -> None:
    (tmp_path / "company" / "internal").mkdir(parents=True)
    (tmp_path / "company" / "internal" / "a.md").touch()
    evidence = [
        {"file": "company/internal/a.md", "any_of": ["35  Days", "36 days"]},
        {"file": "gone.md", "any_of": ["x"]},
    ]
    asked = case(audience="public", expect={"status": "grounded", "evidence": evidence})
    found = CaseFile(set="mine", split=Split.DEV, cases=(asked,))

    problems = list(evidence_problems(found, tmp_path, lambda _: "kept\n35 days"))

    assert problems == [
        "x-1: company/internal/a.md is not for the audience public",
        "x-1: company/internal/a.md does not say '36 days'",
        "x-1: there is no gone.md",
    ]


@pytest.mark.parametrize(
    ("text", "phrase", "there"),
    [
        ("within 4  hours.", "4 Hours", True),
        ("within 24 hours", "4 hours", False),
        ("A.5.20 and more", "A.5.2", False),
        ("see (A.5.2).", "A.5.2", True),
        ("99.9 per cent", "9 per cent", False),
        ("of 99.9", "99", False),
        ("A.5.24–A.5.28", "A.5.24-A.5.28", True),
        ("it’s kept", "it's", True),
        ("notable", "no", False),
        ("No, it is not.", "no", True),
        ("clause 9.2(e).", "9.2(e)", True),
    ],
)
def test_a_phrase_is_found_as_whole_words(text: str, phrase: str, there: bool) -> None:
    assert mentions(text, phrase) is there
