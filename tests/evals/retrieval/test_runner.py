"""A data set loaded and asked from end to end, with the model that needs no weights."""

import json
from pathlib import Path

import pytest

from evals.retrieval.__main__ import main
from tests.evals.retrieval.corpora import write_obliqa


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOUCH_EMBEDDER", "hashing")
    write_obliqa(tmp_path)
    return tmp_path


def _run(corpus: Path, *more: str) -> int:
    places = ["--corpus", str(corpus), "--home", str(corpus / "home")]
    return main(["--set", "obliqa", *places, "--out", str(corpus / "out.json"), *more])


def test_every_way_is_measured_and_compared(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(corpus) == 0
    (outcome,) = json.loads((corpus / "out.json").read_text("utf-8"))
    found = {(row["way"], row["group"]): row for row in outcome["results"]}
    assert {way for way, _ in found} == {
        "hybrid",
        "hybrid, no thesaurus",
        "words only",
        "meaning only",
        "plain BM25",
    }
    assert {group for _, group in found} == {"all", "half A", "half B"}
    # Each question shares its rare words with its passage alone.
    assert found["hybrid", "all"]["values"]["R@10"]["mean"] == 1
    assert found["words only", "all"]["values"]["RR@10"]["mean"] == 1
    assert found["hybrid", "all"]["lead"] == {}
    assert found["plain BM25", "all"]["lead"]["RR@10"]["mean"] == pytest.approx(
        found["hybrid", "all"]["values"]["RR@10"]["mean"]
        - found["plain BM25", "all"]["values"]["RR@10"]["mean"]
    )
    assert outcome["passages"] == 4
    assert "| 3 | hybrid |" in capsys.readouterr().out


def test_a_second_run_embeds_nothing_anew(corpus: Path) -> None:
    assert _run(corpus, "--way", "words only") == 0
    assert _run(corpus, "--way", "words only") == 0
    (outcome,) = json.loads((corpus / "out.json").read_text("utf-8"))
    assert outcome["chunks_embedded"] == 0


def test_the_limit_and_the_way_are_kept(corpus: Path) -> None:
    assert _run(corpus, "--limit", "2", "--way", "words only") == 0
    (outcome,) = json.loads((corpus / "out.json").read_text("utf-8"))
    assert [row["way"] for row in outcome["results"] if row["group"] == "all"] == [
        "hybrid",
        "words only",
    ]
    assert outcome["results"][0]["questions"] == 2


def test_an_unknown_way_ends_with_exit_code_2(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(corpus, "--way", "guessing") == 2
    assert "no way of searching is named 'guessing'" in capsys.readouterr().err
