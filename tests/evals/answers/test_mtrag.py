"""MTRAG: what is loaded, who is right, and that follow-ups are counted apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.answers import running
from evals.answers.contestants import top_chunk

RAIN = "The rain gauge on the roof measures up to 40 millimetres an hour."
SNOW = "Snow is cleared from the yard by the caretaker before seven."


def task(identity: str, kind: str, turns: list[str], *contexts: tuple[str, str]) -> dict[str, Any]:
    speakers = [{"speaker": "user", "text": turn} for turn in turns]
    between = [turn for one in speakers for turn in (one, {"speaker": "agent", "text": "…"})]
    return {
        "task_id": identity,
        "contexts": [{"document_id": key, "text": text} for key, text in contexts],
        "input": between[:-1],
        "answerability": [kind],
        "Multi-Turn": ["Follow-up" if len(turns) > 1 else "N/A"],
    }


TASKS = [
    task("t1", "ANSWERABLE", ["How much rain can the gauge measure?"], ("rain", RAIN)),
    task(
        "t2", "ANSWERABLE", ["Is snow cleared?", "Who clears snow from the yard?"], ("snow", SNOW)
    ),
    task("t3", "UNANSWERABLE", ["Is snow cleared?", "What does the snow weigh?"]),
    task("t4", "UNDERSPECIFIED", ["And the other?"]),
]


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOUCH_EMBEDDER", "hashing")
    monkeypatch.setenv("VOUCH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(running, "_vouch", lambda suite, base: top_chunk)
    (tmp_path / "mtrag").mkdir()
    lines = "\n".join(json.dumps(one) for one in TASKS)
    (tmp_path / "mtrag" / "mtrag-un-govt-ibmcloud.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_tasks_are_asked_with_their_history_over_all_passages(corpus: Path) -> None:
    out = corpus / "out"

    assert main(["mtrag", "--corpus", str(corpus), "--out", str(out)]) == 0

    found = json.loads((out / "mtrag-dev.json").read_text("utf-8"))
    assert found["passages"] == 2
    rows = {row["id"]: row for row in found["rows"]}
    assert rows["t2"]["detail"]["history"] == ["Is snow cleared?"]
    correct = {key: [r["value"] for r in row["results"] if r["name"] == "correct"]
               for key, row in rows.items()}  # fmt: skip
    assert correct == {"t1": [1], "t2": [1], "t3": [0], "t4": []}
    figures = {f["name"]: (f["hits"], f["of"]) for f in found["figures"]}
    assert figures["right_abstention"] == figures["right_abstention_follow_up"] == (0, 1)
    assert figures["wrong_abstention"] == (0, 2)
    assert figures["reached_follow_up"] == figures["reached_other"] == (1, 1)
    assert figures["overlap"] == (2, 4)
    assert figures["underspecified"] == (0, 1)
