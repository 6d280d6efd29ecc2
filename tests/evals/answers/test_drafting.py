"""A past answer becomes a case of one's own set, and never of a sealed one."""

from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.answers.drafting import BUNDLED, Correction, append
from evals.answers.values import EvalError
from evals.cases import CaseFile, Kind, Split, load_cases
from ingest.intake import Options
from ingest.load import Loader
from ingest.progress import NoProgress
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
from kb.values import Question, Reason, Status, Verdict
from tests.evals.answers.corpus import write_documents

QUESTION = "How long are backups of the production database kept?"


def citation(quote: str, source: str = "/docs/policy/backup.md#1") -> dict[str, Any]:
    return {"source": source, "quote": quote}


def payload(**changed: Any) -> dict[str, Any]:
    answer = {
        "question": QUESTION,
        "status": "grounded",
        "verdict": None,
        "reason": None,
        "citations": [citation("Backups are kept for 35 days and not one day longer than that.")],
        "conflicts": [],
        "closest": [],
    }
    return {"answer": answer | changed, "audience": "nda", "history": []}


def cases(folder: Path) -> CaseFile:
    return load_cases(folder.name, Split.DEV, folder.parent)


def test_a_good_answer_becomes_a_case_by_its_citations(tmp_path: Path) -> None:
    made = append(tmp_path / "mine", Kind.FACT, payload(), Correction())

    assert cases(tmp_path / "mine").cases == (made,)
    assert (made.id, made.audience) == ("mine-fact-001", "nda")
    (evidence,) = made.expect.evidence
    assert evidence.file == "policy/backup.md"
    assert evidence.any_of == ("Backups are kept for 35 days and not",)


def test_the_correction_says_what_is_right(tmp_path: Path) -> None:
    correction = Correction(
        verdict="no", answer="No: only for 30 days.", evidence=(("policy/new.md", "30 days"),)
    )

    expect = append(tmp_path / "mine", Kind.PRACTICE, payload(), correction).expect

    assert expect.verdict is Verdict.NO
    assert expect.must == (("30 days",),)
    assert expect.evidence[0].file == "policy/new.md"
    phrases = Correction(must=(("a", "b"),))
    made = append(tmp_path / "mine", Kind.FACT, payload(question="?"), phrases)
    assert made.expect.must == (("a", "b"),)


def test_an_answer_that_should_have_been_blank(tmp_path: Path) -> None:
    made = append(tmp_path / "mine", Kind.ABSTAIN, payload(), Correction(reason="value_missing"))

    assert made.expect.status is Status.ABSTAINED
    assert made.expect.reason == (Reason.VALUE_MISSING,)


def test_a_blank_that_should_have_been_an_answer(tmp_path: Path) -> None:
    blank = payload(status="abstained", reason="no_evidence", citations=[])
    near = blank["answer"] | {"closest": [citation("Kept for 35 days.")]}

    kept = append(tmp_path / "one", Kind.ABSTAIN, blank, Correction())
    mended = append(
        tmp_path / "two", Kind.FACT, blank | {"answer": near}, Correction(answer="35 days")
    )

    assert kept.expect.reason == (Reason.NO_EVIDENCE,)
    assert mended.expect.must == (("35 days",),)
    assert mended.expect.evidence[0].any_of == ("Kept for 35 days.",)
    with pytest.raises(EvalError, match="--evidence"):
        append(tmp_path / "three", Kind.FACT, blank, Correction(answer="35 days"))


def test_the_cases_that_were_there_stay_as_they_were_written(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    append(folder, Kind.FACT, payload(), Correction())
    before = (folder / "dev.yaml").read_text() + "    # a remark of the owner's\n"
    (folder / "dev.yaml").write_text(before)

    made = append(folder, Kind.FACT, payload(question="Since when?"), Correction())

    assert made.id == "mine-fact-002"
    assert (folder / "dev.yaml").read_text().startswith(before)
    assert len(cases(folder).cases) == 2


def test_what_would_break_the_set_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    append(folder, Kind.FACT, payload(), Correction())
    before = (folder / "dev.yaml").read_text()

    with pytest.raises(EvalError, match="more than once"):
        append(folder, Kind.FACT, payload(), Correction())
    with pytest.raises(EvalError, match="needs a verdict"):
        append(folder, Kind.PRACTICE, payload(question="Is it?"), Correction())
    assert (folder / "dev.yaml").read_text() == before


@pytest.mark.parametrize("folder", [BUNDLED, BUNDLED / "company"])
def test_no_case_is_added_to_a_bundled_set(folder: Path) -> None:
    with pytest.raises(EvalError, match="holds a bundled set"):
        append(folder, Kind.FACT, payload(), Correction())


def test_from_the_audit_log_by_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOUCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VOUCH_EMBEDDER", "hashing")
    write_documents(tmp_path / "documents")
    with open_knowledge_base(load_settings()) as base:
        Loader(base, Options(), NoProgress()).load([tmp_path / "documents" / "policy"])
        _, record = base.ask(Question(QUESTION, history=("Do you make backups?",)))
    folder = tmp_path / "mine"
    command = ["case", record, "--kind", "fact", "--set", str(folder), "--must", "35 days|5 weeks"]
    command += ["--evidence", "policy/backup.md", "kept for 35 days"]

    assert main(command) == 0

    (made,) = cases(folder).cases
    assert made.question == QUESTION
    assert made.history == ("Do you make backups?",)
    assert made.expect.must == (("35 days", "5 weeks"),)
    assert "mine-fact-001 added" in capsys.readouterr().out
    assert main(["case", "0" * 32, "--kind", "fact", "--set", str(folder)]) == 2
    assert "holds no answer" in capsys.readouterr().err
