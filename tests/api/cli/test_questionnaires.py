"""``vouch fill`` and ``vouch questionnaire`` on a workbook made here."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer
from openpyxl.worksheet.datavalidation import DataValidation
from typer.testing import CliRunner

from api.cli import questionnaires
from api.cli.main import Commands
from kb.records import open_records
from kb.records import questionnaires as stored
from kb.records import questionnaires_schema as tables
from kb.records.questionnaires_log import last_export, starters
from kb.records.schema import metadata
from tests.api.cli.conftest import Done, Vouch

QUESTIONS = (
    ("1.1", "Are backups encrypted at rest with AES-256?"),
    ("1.2", "How long are backups of the production database kept?"),
    ("1.3", "Do you keep bees on the roof of the office?"),
    ("1.4", "Name of person completing this form"),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with a drop-down and a comment column."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Security"
    sheet.append(["Ref", "Question", "Response", "Comments"])
    for row in QUESTIONS:
        sheet.append(row)
    rule = DataValidation("list", formula1='"Yes,No,Partially,N/A"')
    sheet.add_data_validation(rule)
    rule.add("C2:C5")
    path = tmp_path / "customer form.xlsx"
    book.save(path)
    return path


@pytest.fixture
def desk(loaded: Vouch, home: Path) -> Callable[..., Done]:
    """Runs one command, with the two policies loaded and the tables of questionnaires there."""
    app = typer.Typer(cls=Commands)
    questionnaires.register(app)
    records = open_records(f"sqlite:///{home / 'vouch.db'}")
    own = [table for name, table in metadata.tables.items() if name.startswith("question")]
    assert tables.questionnaires in own
    metadata.create_all(records.engine, tables=own)
    records.close()

    def run(*arguments: str | Path) -> Done:
        result = CliRunner().invoke(app, [str(a) for a in arguments])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def filled(desk: Callable[..., Done], workbook: Path, tmp_path: Path) -> dict[str, Any]:
    """What ``vouch fill --json`` says."""
    out, report = tmp_path / "filled.xlsx", tmp_path / "report.jsonl"
    done = desk("fill", workbook, "--out", out, "--report", report, "--by", "Ann", "--json")
    assert done.code == 0, done.err
    return dict(done.json)


def cells(path: Path) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path)["Security"]
    return {cell.coordinate: cell.value for row in sheet["C2:D5"] for cell in row if cell.value}


def test_fill_writes_what_the_report_says_and_no_more(
    filled: dict[str, Any], tmp_path: Path
) -> None:
    lines = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text().splitlines()]
    assert [line["question_ref"] for line in lines] == [ref for ref, _ in QUESTIONS]
    told = {cell: text for line in lines for cell, text in line["written"].items()}
    assert cells(tmp_path / "filled.xlsx") == told
    assert filled["written"] == len(told) > 0
    assert lines[3]["status"] == "abstained"
    assert lines[3]["written"] == {}
    assert filled["personal"] == [4]


def test_nothing_is_asked_again_on_resume(
    desk: Callable[..., Done], filled: dict[str, Any], workbook: Path, tmp_path: Path
) -> None:
    done = desk("fill", workbook, "--out", tmp_path / "again.xlsx", "--resume", "--json")
    assert done.json["id"] == filled["id"]
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "filled.xlsx").read_bytes()


def test_who_began_it_and_for_which_product_is_kept(
    desk: Callable[..., Done], workbook: Path, tmp_path: Path, home: Path
) -> None:
    given = ("--product", "Gateway ", "--by", "Ann", "--json")
    identity = desk("fill", workbook, "--out", tmp_path / "filled.xlsx", *given).json["id"]
    records = open_records(f"sqlite:///{home / 'vouch.db'}")
    with records.read() as connection:
        assert stored.get_run(connection, identity).options.product == "Gateway"
        assert starters(connection, [identity]) == {identity: "Ann"}
        assert last_export(connection, identity).by == "Ann"  # type: ignore[union-attr]
    records.close()


def test_a_dry_run_stores_nothing(
    desk: Callable[..., Done], workbook: Path, tmp_path: Path
) -> None:
    done = desk("fill", workbook, "--dry-run", "--json")
    assert [q["ref"] for q in done.json["questions"]] == [ref for ref, _ in QUESTIONS]
    assert desk("questionnaire", "list", "--json").json == []


def test_edit_approve_and_export_only_what_was_approved(
    desk: Callable[..., Done], filled: dict[str, Any], tmp_path: Path
) -> None:
    run, out = filled["id"], tmp_path / "signed.xlsx"
    edited = desk("questionnaire", "edit", run, "--row", "1.3", "--verdict", "no", "--answer",
                  "No bees.", "--by", "Ben")  # fmt: skip
    assert edited.code == 0, edited.err
    assert desk("questionnaire", "approve", run, "--row", "1.3", "--by", "Cy").code == 0
    assert desk("questionnaire", "export", run, "--out", out, "--approved").code == 0
    assert cells(out) == {"C4": "No", "D4": "No bees."}
    history = desk("questionnaire", "show", run, "--row", "1.3", "--history", "--json").json
    assert [(c["action"], c["actor"]) for c in history][1:] == [("edit", "Ben"), ("approve", "Cy")]
    assert desk("questionnaire", "undo", run, "--row", "1.3").code == 0
    (row,) = desk("questionnaire", "show", run, "--row", "1.3", "--json").json["rows"]
    assert (row["state"], row["status"]) == ("edited", "edited")


def test_many_rows_at_once(desk: Callable[..., Done], filled: dict[str, Any]) -> None:
    run = filled["id"]
    assert desk("questionnaire", "review", run, "--all").code == 0
    assert desk("questionnaire", "assign", run, "--status", "blank", "--owner", "Dee").code == 0
    done = desk("questionnaire", "approve", run, "--all", "--json").json
    assert "3" in done["left"]
    assert not set(map(str, done["approved"])) & set(done["left"])
    assert desk("questionnaire", "reject", run, "--row", "1", "--why", "wrong").code == 0
    shown = desk("questionnaire", "show", run)
    assert shown.code == 0
    assert "4 questions" in shown.out


def test_reports_for_people(
    desk: Callable[..., Done], filled: dict[str, Any], tmp_path: Path
) -> None:
    for suffix in (".xlsx", ".md", ".html"):
        report = tmp_path / f"report{suffix}"
        done = desk("questionnaire", "export", filled["id"], "--out", tmp_path / "o.xlsx",
                    "--report", report)  # fmt: skip
        assert done.code == 0, done.err
        assert report.stat().st_size > 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fill", "none.xlsx", "--out", "o.xlsx"], "there is no file"),
        (["fill", "FILE"], "--out FILE"),
        (["fill", "FILE", "--out", "o.xlsx", "--report", "r.pdf"], "name a file ending in"),
        (["fill", "FILE", "--out", "o.xlsx", "--map", "Security"], "write SHEET:C=question"),
        (["fill", "FILE", "--out", "o.xlsx", "--map", "Security:B=what"], "not COLUMN=ROLE"),
        (
            ["fill", "FILE", "--out", "o.xlsx", "--sheet", "None"],
            "questions were found on Security",
        ),
        (["fill", "FILE", "--out", "o.xlsx", "--due", "soon"], "write the date as"),
        (["fill", "FILE", "--out", "o.xlsx", "--audience", "all"], "use public, nda or internal"),
        (["questionnaire", "show", "abc"], "there is no questionnaire abc"),
    ],
)
def test_wrong_use_is_told(
    desk: Callable[..., Done],
    workbook: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(workbook.parent)
    done = desk(*[str(workbook) if a == "FILE" else a for a in arguments])
    assert done.code == 2
    assert told in done.err


def test_a_map_is_remembered_for_files_of_the_form(
    desk: Callable[..., Done], workbook: Path
) -> None:
    told = desk("questionnaire", "map", workbook, "--map", "Security:B=question,D=answer")
    assert told.code == 0, told.err
    found = desk("fill", workbook, "--dry-run", "--json").json["questions"]
    assert {cell["role"] for question in found for cell in question["cells"]} == {"answer"}
    assert "Forgot 1 sheet" in desk("questionnaire", "map", workbook, "--forget").out
    found = desk("fill", workbook, "--dry-run", "--json").json["questions"]
    assert {c["role"] for q in found for c in q["cells"]} == {"verdict", "comment"}


def test_a_changed_file_on_disk_does_not_change_the_export(
    desk: Callable[..., Done], filled: dict[str, Any], workbook: Path, tmp_path: Path
) -> None:
    workbook.write_bytes(b"something else")
    out = tmp_path / "later.xlsx"
    assert desk("questionnaire", "export", filled["id"], "--out", out).code == 0
    assert out.read_bytes() == (tmp_path / "filled.xlsx").read_bytes()
