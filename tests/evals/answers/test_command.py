"""The command from end to end, on a set of one's own, with the model that needs no weights."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.answers import running
from evals.answers.contestants import always_abstain, top_chunk
from evals.answers.homes import Homes
from evals.answers.suites import own
from evals.cases import Split
from ingest.intake import Options
from ingest.load import Loader
from ingest.progress import NoProgress
from kb.knowledge_base import open_knowledge_base
from kb.records.sources import listing
from kb.settings import load_settings
from kb.values import Answer, Passage, Question, Verdict
from tests.evals.answers.corpus import CASES, write_documents, write_set


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data folder"
    monkeypatch.setenv("VOUCH_HOME", str(folder))
    monkeypatch.setenv("VOUCH_EMBEDDER", "hashing")
    return folder


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pastes the top chunk and says yes, but for one question: what comes out is known."""

    def contestant(question: Question, hits: tuple[Passage, ...]) -> Answer:
        if "swallow" in question.text:
            return always_abstain(question, hits)
        return replace(top_chunk(question, hits), verdict=Verdict.YES)

    monkeypatch.setattr(running, "_vouch", lambda suite, base: contestant)


def run(folder: Path, *more: str) -> int:
    return main(["--set", str(folder), "--out", str(folder.parent / "out"), *more])


def result(folder: Path, name: str = "mine-dev.json") -> Any:
    return json.loads((folder.parent / "out" / name).read_text(encoding="utf-8"))


def figure(run: Any, name: str) -> Any:
    return next(f for f in run["figures"] if f["name"] == name)


def test_an_own_set_is_loaded_asked_and_reported(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_set(tmp_path / "mine")

    assert run(folder) == 0

    shown = capsys.readouterr()
    assert "mine (dev): 4 cases" in shown.out
    assert "always abstain" in shown.out
    assert "Asking mine (dev): 0 of 4" in shown.err
    found = result(folder)
    assert figure(found, "fabricated")["value"] == 0
    assert figure(found, "right_abstention")["value"] == 1
    assert figure(found, "citation_precision")["value"] == 1
    assert (figure(found, "wrong_yes")["hits"], figure(found, "wrong_yes")["of"]) == (1, 2)
    assert set(found["contestants"]) == {
        "always abstain",
        "always yes",
        "paste the page",
        "top chunk pasted",
    }
    assert (folder.parent / "out" / "report.html").is_file()


def test_documents_are_loaded_as_their_folders_say(home: Path, tmp_path: Path) -> None:
    suite = own(write_set(tmp_path / "mine"), Split.DEV, home)

    kept = Homes(tmp_path / "kept")
    with kept.open(suite, NoProgress()) as base, base.records.read() as connection:
        rows = listing(connection)

    places = {Path(row["source_key"]).name: (row["collection"], row["audience"]) for row in rows}
    assert places == {
        "backup.md": ("policy", "internal"),
        "access.md": ("policy", "internal"),
        "guide.md": ("reference", "public"),
    }


def test_a_folder_that_is_named_from_here_does_as_well(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = own(write_set(tmp_path / "mine"), Split.DEV, home)
    monkeypatch.chdir(tmp_path)

    with Homes(Path("kept")).open(suite, NoProgress()) as base:
        assert (base.settings.home / "models").is_dir()


def test_the_same_documents_are_loaded_once_and_changed_ones_anew(
    home: Path, tmp_path: Path
) -> None:
    folder = write_set(tmp_path / "mine")
    run(folder)
    kept = sorted(path.name for path in (home / "evals").glob("mine-*"))
    run(folder)
    assert sorted(path.name for path in (home / "evals").glob("mine-*")) == kept

    (folder / "policy" / "backup.md").write_text("# Backups\n\nKept for 36 days.\n")
    run(folder)

    assert len(list((home / "evals").glob("mine-*"))) == len(kept) + 1


def test_a_set_without_documents_is_asked_of_the_data_folder(home: Path, tmp_path: Path) -> None:
    write_documents(tmp_path / "documents")
    with open_knowledge_base(load_settings()) as base:
        Loader(base, Options(), NoProgress()).load([tmp_path / "documents" / "policy"])
    folder = write_set(tmp_path / "mine", documents=False)

    assert run(folder) == 0

    found = result(folder)
    assert figure(found, "citation_precision")["value"] == 1
    assert found["passages"] == 3


def test_a_second_run_is_compared_with_the_first(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_set(tmp_path / "mine")
    run(folder)
    monkeypatch.setattr(running, "_vouch", lambda suite, base: always_abstain)
    capsys.readouterr()

    assert run(folder) == 0

    shown = capsys.readouterr().out
    assert "Since the run of" in shown
    assert "wrong now: m-1, m-2, m-4" in shown
    assert "Since the last run" in (folder.parent / "out" / "report.html").read_text("utf-8")
    assert (folder.parent / "out" / "mine-dev.previous.json").is_file()


def test_a_case_that_crashes_is_a_row_and_an_exit_code(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_set(tmp_path / "mine")

    def frail(question: Question, hits: tuple[Passage, ...]) -> Answer:
        if "swallow" in question.text:
            raise ZeroDivisionError("no swallow")
        return top_chunk(question, hits)

    monkeypatch.setattr(running, "_vouch", lambda suite, base: frail)

    assert run(folder) == 1

    assert "crashed: m-3: ZeroDivisionError: no swallow" in capsys.readouterr().err
    found = result(folder)
    assert len(found["rows"]) == len(CASES)
    assert figure(found, "crashed")["hits"] == 1
    assert figure(found, "correct")["of"] == len(CASES)


def test_the_words_of_the_sealed_half_stay_sealed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_vouch", lambda suite, base: always_abstain)
    folder = write_set(tmp_path / "mine", split="test")
    asked = [word for case in CASES for word in (case["question"], "AES-256", "35 days")]

    run(folder, "--split", "test", "--json")

    out = folder.parent / "out"
    written = capsys.readouterr().out + "".join(
        (out / name).read_text("utf-8") for name in ("report.html", "mine-test.json")
    )
    assert [word for word in asked if word in written] == []
    assert "m-3" in written

    run(folder, "--split", "test", "--show-cases")
    assert CASES[0]["question"] in (out / "report.html").read_text("utf-8")


def test_json_is_one_value_on_stdout(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_set(tmp_path / "mine")

    run(folder, "--json", "--limit", "2")

    summary = json.loads(capsys.readouterr().out)
    assert summary["suites"][0]["cases"] == 2
    assert Path(summary["suites"][0]["file"]).name == "mine-dev-2.json"
    assert Path(summary["report"]).is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nonsense"], "there is no suite 'nonsense'"),
        (["company", "--set", "x"], "not both"),
        (["articles", "--corpus", "nowhere"], "give the corpus"),
        (["mtrag", "--corpus", "nowhere"], "give the corpus"),
        (["mappings", "--corpus", "nowhere"], "give the corpus"),
        (["--set", "nowhere"], "is missing"),
    ],
)
def test_wrong_use_is_said_in_a_line(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == 2
    assert says in capsys.readouterr().err


def test_a_model_that_is_not_configured_is_said_before_anything_is_asked(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(write_set(tmp_path / "mine"), "--llm") == 2
    assert "VOUCH_LLM" in capsys.readouterr().err


def test_no_suite_is_loaded_into_a_database_that_others_use(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{shared}")

    assert run(write_set(tmp_path / "mine")) == 0
    assert not shared.exists()
