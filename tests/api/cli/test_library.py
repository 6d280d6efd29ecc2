"""``vouch library``: what each command says, does, and refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from api.cli import library
from api.cli.main import Commands
from tests.api.cli.conftest import Done, Vouch

QUESTION = "Do you encrypt backups?"


@pytest.fixture
def lib(home: Path) -> Vouch:
    """Runs one command of the library; an error that is not an exit code fails the test."""
    app = typer.Typer(cls=Commands)
    app.add_typer(library.app, name="library")

    def run(*arguments: str | Path, stdin: str = "") -> Done:
        result = CliRunner().invoke(app, ["library", *map(str, arguments)], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    return run


def _add(lib: Vouch, *more: str, question: str = QUESTION) -> dict[str, Any]:
    given = ("--question", question, "--answer", "With AES-256.", "--verdict", "yes")
    entry: dict[str, Any] = lib("add", *given, "--by", "Ana", *more, "--json").json[0]
    return entry


def test_an_entry_is_added_approved_edited_retired_and_restored(lib: Vouch) -> None:
    made = _add(lib, "--wording", "Are backups encrypted?", "--tag", "crypto", "--owner", "Ben")
    assert (made["state"], made["verdict"], made["tags"]) == ("draft", "yes", ["crypto"])
    identity = made["id"]
    approved = lib("approve", identity, "--by", "Dana")
    assert approved.out == f"Approved {identity} (approved): {QUESTION}\n"
    edited = lib("edit", identity, "--valid-until", "2099-12-31", "--by", "Eve", "--json").json[0]
    assert (edited["state"], edited["valid_until"]) == ("draft", "2099-12-31")
    cleared = lib("edit", identity, "--valid-until", "", "--verdict", "none", "--json").json[0]
    assert (cleared["valid_until"], cleared["verdict"]) == (None, None)
    assert lib("retire", identity).code == 0
    assert lib("list", "--json").json == []
    assert [e["id"] for e in lib("list", "--state", "retired", "--json").json] == [identity]
    assert lib("undo", identity, "--json").json[0]["state"] == "draft"


def test_show_tells_the_entry_and_who_changed_what_when(lib: Vouch) -> None:
    identity = _add(lib, "--approve")["id"]
    lib("edit", identity, "--verdict", "no", "--by", "Ben")
    shown = lib("show", identity)
    assert QUESTION in shown.out
    assert "edit     Ben" in shown.out
    assert "verdict: yes → no" in shown.out
    history = lib("show", identity, "--json").json["history"]
    assert [(c["action"], c["by"]) for c in history] == [
        ("add", "Ana"), ("approve", "Ana"), ("edit", "Ben"),
    ]  # fmt: skip
    assert history[2]["before"]["verdict"] == "yes"


def test_the_list_can_be_narrowed_and_marks_what_needs_review(lib: Vouch) -> None:
    _add(lib, "--product", "Berth", question="Do you wear badges?")
    _add(lib, "--tag", "t", "--approve", "--valid-until", "2099-01-01")
    assert len(lib("list", "--json").json) == 2
    assert [e["product"] for e in lib("list", "--product", "Berth", "--json").json] == ["Berth"]
    assert [e["tags"] for e in lib("list", "--tag", "t", "--json").json] == [["t"]]
    assert lib("list", "--flagged", "--json").json == []
    assert lib("list").out.count("\n") == 2


def test_evidence_is_quoted_from_a_document_and_flags_the_entry_when_it_goes(
    loaded: Vouch, lib: Vouch, ids: dict[str, str]
) -> None:
    policy = ids["Backup Policy"]
    quote = f"{policy}=Backups are encrypted at rest with AES-256."
    entry = _add(lib, "--evidence", quote, "--approve")
    assert entry["evidence"][0]["quote"] == "Backups are encrypted at rest with AES-256."
    assert loaded("sources", "remove", policy, "--yes").code == 0
    flagged = lib("list", "--flagged")
    assert f"{entry['id']}  approved ! yes" in flagged.out
    assert "taken out of the documents" in flagged.out
    assert lib("list", "--json").json[0]["flagged"] is True


def test_an_answer_given_before_is_taken_over(loaded: Vouch, lib: Vouch) -> None:
    asked = loaded("ask", "Are backups encrypted at rest?", "--json").json
    entry = lib("add", "--from-answer", asked["record"], "--json").json[0]
    assert (entry["question"], entry["answer"]) == (asked["question"], asked["answer"])
    assert [e["quote"] for e in entry["evidence"]] == [c["quote"] for c in asked["citations"]]
    assert entry["origin"] == f"answer {asked['record']}"


def test_a_past_questionnaire_comes_in_once(lib: Vouch, tmp_path: Path) -> None:
    file = tmp_path / "past.csv"
    file.write_text(
        "Question,Answer,audience\nDo you encrypt backups?,Yes.,\nDo you test them?,No.,all\n"
        "Do you wear badges?,,\n",
        encoding="utf-8",
    )
    first = lib("import", file, "--by", "Ana", "--json")
    assert first.code == 1
    assert len(first.json["added"]) == 1
    assert first.json["without_answer"] == 1
    assert first.json["refused"][0]["place"] == "row 3"
    assert "past.csv, row 3: 'all' is no audience" in first.err
    again = lib("import", file)
    assert "row 2: repeats" in again.out
    assert "0 entries added as drafts, 1 repeated" in again.out


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_an_export_can_be_imported(
    lib: Vouch, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = _add(lib, "--approve", "--tag", "a", "--wording", "Are backups encrypted?")
    _add(lib, question="Do you wear badges?")
    file = tmp_path / f"library.{ending}"
    assert lib("export", file, "--state", "approved", "--json").json["count"] == 1
    monkeypatch.setenv("VOUCH_HOME", str(tmp_path / "another home"))
    assert lib("import", file, "--approve", "--by", "Eve").code == 0
    (there,) = lib("list", "--json").json
    for name in ("question", "wordings", "answer", "verdict", "tags", "audience", "origin"):
        assert there[name] == entry[name]
    assert (there["state"], there["approver"]) == ("approved", "Eve")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["add"], "give --question TEXT, or --from-answer RECORD"),
        (["add", "--question", "a?", "--verdict", "maybe"], "--verdict maybe: use yes, no"),
        (["add", "--question", "a?", "--audience", "all"], "--audience all: use public"),
        (["add", "--question", "a?", "--valid-until", "soon"], "write the day as 2027-12-31"),
        (["add", "--question", "a?", "--evidence", "x"], "write it as ID=QUOTE"),
        (["add", "--question", "a?", "--evidence", "x=y"], "there is no document x"),
        (["edit", "none"], "give at least one option"),
        (["edit", "none", "--answer", "x"], "there is no approved answer none"),
        (["approve", "none"], "there is no approved answer none; see `vouch library list`"),
        (["list", "--state", "old"], "use draft, approved or retired"),
        (["import", "nowhere.csv"], "nowhere.csv is not a file"),
        (["export", "nowhere/x.csv"], "there is no folder nowhere"),
        (["export", "x.pdf"], "exported to a .csv, .xlsx or .json file"),
    ],
)
def test_wrong_use_is_said_in_one_line(
    lib: Vouch, arguments: list[str], problem: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = lib(*arguments)
    assert done.code == 2
    assert problem in done.err
    assert done.err.count("\n") == 1


def test_columns_are_mapped_by_hand(lib: Vouch, tmp_path: Path) -> None:
    file = tmp_path / "q.csv"
    file.write_text("X,Y\nVerschlüsselt?,Ja.\n", encoding="utf-8")
    assert lib("import", file, "--map", "question").code == 2
    assert lib("import", file, "--map", "question=X, answer=Y").code == 0
    (entry,) = lib("list", "--json").json
    assert (entry["question"], entry["answer"]) == ("Verschlüsselt?", "Ja.")
    assert json.loads(lib("show", entry["id"], "--json").out)["origin"] == "import q.csv, row 2"
