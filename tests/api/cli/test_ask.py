"""``vouch ask``: one question, and a batch of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.conftest import POLICY, Vouch

QUESTION = "Are backups encrypted at rest?"
#: The contract's fields; others may be there besides.
ANSWER = {"id", "question", "status", "verdict", "answer", "reason", "confidence", "citations",
          "conflicts"}  # fmt: skip
CITATION = {"document", "document_id", "version", "heading", "page", "quote", "start", "end",
            "valid_until"}  # fmt: skip


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_json_answer_holds_the_fields_of_the_contract(loaded: Vouch, ids: dict[str, str]) -> None:
    answer = loaded("ask", QUESTION, "--json").json

    assert set(answer) >= ANSWER
    assert answer["question"] == QUESTION
    assert answer["status"] == "grounded"
    assert answer["reason"] is None
    assert 0 < answer["confidence"] <= 1
    cited = answer["citations"][0]
    assert set(cited) >= CITATION
    assert cited["document_id"] == ids["Backup Policy"]
    assert (cited["document"], cited["version"]) == ("Backup Policy", 1)
    assert cited["page"] is None
    assert cited["heading"][-1] == "1. Encryption"


def test_the_quote_is_the_stored_text_at_its_offsets(loaded: Vouch) -> None:
    cited = loaded("ask", QUESTION, "--json").json["citations"][0]

    stored = loaded("sources", "show", cited["document_id"], "--text", "--json").json["text"]
    assert stored[cited["start"] : cited["end"]] == cited["quote"]
    assert cited["quote"] in POLICY


def test_text_answer_shows_answer_place_quote_and_source(loaded: Vouch, policies: Path) -> None:
    done = loaded("ask", QUESTION)

    assert done.code == 0
    assert "AES-256" in done.out
    assert "[1] Backup Policy > 1. Encryption (version 1)" in done.out
    assert "“Backups are encrypted at rest with AES-256.”" in done.out
    assert str(policies / "backup.md") in done.out


def test_an_abstention_is_no_failure_and_says_why(loaded: Vouch) -> None:
    done = loaded("ask", "What is the airspeed of an unladen swallow?")
    answer = loaded("ask", "What is the airspeed of an unladen swallow?", "--json").json

    assert done.code == 0
    assert done.out.startswith("No answer (")
    assert "_" not in done.out.split(".")[0]
    assert answer["status"] == "abstained"
    assert answer["answer"] == ""
    assert answer["citations"] == []
    assert answer["reason"] == done.out.split("(")[1].split(")")[0].replace(" ", "_")


def test_an_answer_names_its_row_in_the_audit_log(loaded: Vouch) -> None:
    assert loaded("ask", QUESTION, "--json").json["record"]


@pytest.mark.parametrize("command", [["ask", QUESTION], ["search", "backups"], ["sources", "list"]])
def test_an_empty_store_says_how_to_load_documents(
    vouch: Vouch, home: Path, command: list[str]
) -> None:
    done = vouch(*command, "--json")

    assert done.code == 0
    assert "vouch ingest" in done.err
    assert str(home) in done.err
    assert done.json is not None


def test_batch_gives_one_answer_a_line_in_order_with_its_id(loaded: Vouch, tmp_path: Path) -> None:
    batch, out = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    batch.write_text(
        f'\ufeff{{"id": "q1", "question": "{QUESTION}", "history": ["Do you make backups?"]}}\r\n'
        "\r\n"
        '{"id": 2, "question": "What is the airspeed of an unladen swallow?"}',
        encoding="utf-8",
    )

    done = loaded("ask", "--batch", batch, "--out", out)

    assert done.code == 0
    assert done.out == ""
    assert "2 questions in" in done.err
    answers = lines(out)
    assert [a["id"] for a in answers] == ["q1", 2]
    assert [a["status"] for a in answers] == ["grounded", "abstained"]
    assert all(set(a) >= ANSWER for a in answers)


def test_batch_and_single_answer_are_the_same(loaded: Vouch, tmp_path: Path) -> None:
    batch, out = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    batch.write_text(json.dumps({"id": "", "question": QUESTION}))
    loaded("ask", "--batch", batch, "--out", out)

    alone = loaded("ask", QUESTION, "--json").json
    del alone["record"]
    assert lines(out) == [alone]


def test_batch_with_json_sums_up_on_stdout(loaded: Vouch, tmp_path: Path) -> None:
    batch, out = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    batch.write_text(json.dumps({"id": "a", "question": QUESTION}))

    summary = loaded("ask", "--batch", batch, "--out", out, "--json").json

    assert summary["count"] == 1
    assert summary["out"] == str(out)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("nonsense\n", "line 1: not JSON"),
        ('{"id": 1, "question": "a?"}\n{"id": 2}\n', 'line 2: "question" is missing'),
        ('{"question": "a?"}\n', 'line 1: "id" is missing'),
        ('["a?"]\n', "line 1: not a JSON object"),
        ('{"id": 1, "question": null}\n', 'line 1: "question" must be text'),
        ('{"id": 1, "question": "a?", "history": "b"}\n', '"history" must be a list'),
        ('{"id": 1, "question": "a?", "history": [3]}\n', '"history" must be a list'),
    ],
)
def test_a_broken_batch_is_refused_whole(
    loaded: Vouch, tmp_path: Path, content: str, says: str
) -> None:
    batch, out = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    batch.write_text(content)

    done = loaded("ask", "--batch", batch, "--out", out)

    assert done.code == 2
    assert f"{batch}, " in done.err
    assert says in done.err
    assert sorted(p.name for p in tmp_path.glob("*.jsonl*")) == ["questions.jsonl"]


def test_a_batch_that_is_not_there_or_not_text(loaded: Vouch, tmp_path: Path) -> None:
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00{}")
    out = tmp_path / "answers.jsonl"

    missing = loaded("ask", "--batch", tmp_path / "none.jsonl", "--out", out)
    assert (missing.code, "No such file" in missing.err) == (2, True)
    unreadable = loaded("ask", "--batch", binary, "--out", out)
    assert (unreadable.code, "is not UTF-8 text" in unreadable.err) == (2, True)


def test_a_target_that_cannot_be_written_is_said_before_any_work(
    loaded: Vouch, tmp_path: Path
) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text(json.dumps({"id": "a", "question": QUESTION}))

    nowhere = loaded("ask", "--batch", batch, "--out", tmp_path / "none" / "answers.jsonl")
    assert (nowhere.code, "there is no folder" in nowhere.err) == (2, True)
    folder = loaded("ask", "--batch", batch, "--out", tmp_path)
    assert (folder.code, "is a folder" in folder.err) == (2, True)


def test_an_empty_batch_gives_an_empty_file(loaded: Vouch, tmp_path: Path) -> None:
    batch, out = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    batch.write_text("\n")

    assert loaded("ask", "--batch", batch, "--out", out).code == 0
    assert out.read_text() == ""


def test_an_asker_is_answered_from_no_more_than_may_be_seen(loaded: Vouch) -> None:
    answer = loaded("ask", QUESTION, "--audience", "public", "--json").json

    assert answer["status"] == "abstained"
    assert answer["closest"] == []
