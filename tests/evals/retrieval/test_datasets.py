"""What the adapters make of corpora laid out like the public ones."""

import json
from pathlib import Path

import pytest

from evals.retrieval import cloudgov, obliqa, strongdm
from evals.retrieval.dataset import DataSetError
from tests.evals.retrieval.corpora import write_cloudgov, write_obliqa, write_strongdm


def test_obliqa_gives_each_passage_that_has_text_as_a_record(tmp_path: Path) -> None:
    write_obliqa(tmp_path)
    data = obliqa.load(tmp_path, tmp_path / "work")
    records = [json.loads(line) for line in data.files[0].read_text("utf-8").splitlines()]
    assert [record["id"] for record in records] == ["a", "b", "c", "e"]
    assert records[0]["title"] == ""
    assert not data.split


def test_obliqa_tells_two_passages_of_one_place_apart_by_their_text(tmp_path: Path) -> None:
    write_obliqa(tmp_path)
    data = obliqa.load(tmp_path, tmp_path / "work")
    assert {case.id: case.relevant for case in data.cases} == {
        "q1": ("a",),
        "q2": ("c",),
        "q3": ("e",),
    }


def test_obliqa_halves_depend_on_the_question_alone(tmp_path: Path) -> None:
    write_obliqa(tmp_path)
    data = obliqa.load(tmp_path, tmp_path / "work")
    # Whether MD5 of "q1", "q2" and "q3", read as a number, is odd (B) or even (A).
    assert [case.groups for case in data.cases] == [("half A",), ("half B",), ("half B",)]


def test_an_unchanged_data_set_leaves_its_file_untouched(tmp_path: Path) -> None:
    write_obliqa(tmp_path)
    file = obliqa.load(tmp_path, tmp_path / "work").files[0]
    before = file.stat().st_mtime_ns
    assert obliqa.load(tmp_path, tmp_path / "work").files[0].stat().st_mtime_ns == before


def test_strongdm_asks_the_criteria_that_a_document_meets(tmp_path: Path) -> None:
    write_strongdm(tmp_path)
    data = strongdm.load(tmp_path, tmp_path / "work")
    assert [file.name for file in data.files] == ["access.md", "privacy.md"]
    assert [(case.id, case.relevant, case.groups) for case in data.cases] == [
        ("T1.1", ("policies/access.md",), ("without stubs",)),
        ("T2.1", ("policies/privacy.md",), ()),
    ]
    assert data.cases[0].question == "Reviews: Access is reviewed."


def test_cloudgov_asks_a_control_without_its_blanks(tmp_path: Path) -> None:
    write_cloudgov(tmp_path)
    data = cloudgov.load(tmp_path, tmp_path / "work")
    assert [(case.id, case.relevant) for case in data.cases] == [("AC-2-1", ("narrative 1",))]
    assert "Assignment" not in data.cases[0].question
    assert data.cases[0].question.startswith("Account Management. Manage accounts with")


def test_cloudgov_records_say_nothing_of_the_control_they_belong_to(tmp_path: Path) -> None:
    write_cloudgov(tmp_path)
    data = cloudgov.load(tmp_path, tmp_path / "work")
    records = [json.loads(line) for line in data.files[0].read_text("utf-8").splitlines()]
    assert [record["id"] for record in records] == ["narrative 1", "narrative 2"]
    assert all("AC-" not in record["id"] + record["title"] for record in records)


@pytest.mark.parametrize("adapter", [obliqa, strongdm, cloudgov])
def test_a_missing_corpus_is_named(adapter: object, tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"is missing; give .* --corpus"):
        adapter.load(tmp_path / "nowhere", tmp_path / "work")  # type: ignore[attr-defined]
