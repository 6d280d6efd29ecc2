"""The report commands, on a data folder of their own."""

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.cli import loading, reports
from kb.errors import NotFoundError, SettingsError

CRITERIA = """# Criteria in brief

| Criterion | Subject | Annex A controls |
| --- | --- | --- |
| CC6.1 | Logical access | A.8.5 |
| CC6.2 | Registration of users | A.5.18 |
| CC8.1 | Change management | A.8.32 |
"""
ACCESS = """# Access Policy

## 1. Rules

Accounts are opened after approval (SOC 2 CC6.2).

Audit logs are kept for 90 days.
"""
LOGS = """# Logging Standard

## 1. Rules

Audit logs are kept for 13 months.
"""


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[CliRunner, typer.Typer]:
    monkeypatch.setenv("VOUCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VOUCH_EMBEDDER", "hashing")
    app = typer.Typer()
    loading.register(app)
    reports.register(app)
    run = CliRunner()
    for name, text, collection in (
        ("criteria.md", CRITERIA, "reference"),
        ("access.md", ACCESS, "policy"),
        ("logs.md", LOGS, "policy"),
    ):
        (tmp_path / name).write_text(text, "utf-8")
        done = run.invoke(app, ["ingest", str(tmp_path / name), "--collection", collection])
        assert done.exit_code == 0, done.output
    return run, app


Runner = tuple[CliRunner, typer.Typer]


def test_coverage_as_json(runner: Runner) -> None:
    run, app = runner
    told = json.loads(run.invoke(app, ["coverage", "SOC 2", "--json"]).stdout)
    states = {control["id"]: control["state"] for control in told["controls"]}
    assert states["CC6.2"] == "covered"
    assert states["CC8.1"] == "gap"
    quote = told["controls"][1]["evidence"][0]["citation"]["quote"]
    assert quote == "Accounts are opened after approval (SOC 2 CC6.2)."


def test_gaps_leave_out_what_is_covered(runner: Runner) -> None:
    run, app = runner
    done = run.invoke(app, ["coverage", "SOC 2", "--gaps"])
    assert "CC8.1" in done.stdout
    assert "CC6.2" not in done.stdout


def test_the_frameworks_there_are(runner: Runner) -> None:
    run, app = runner
    rows = json.loads(run.invoke(app, ["coverage", "--json"]).stdout)
    assert {row["id"]: row["controls"] for row in rows} == {"soc2": 3, "iso27001": 3}


def test_files_are_written(runner: Runner, tmp_path: Path) -> None:
    run, app = runner
    page, table = tmp_path / "c.html", tmp_path / "soa.docx"
    done = run.invoke(app, ["coverage", "SOC 2", "--export", str(page), "--soa", str(table)])
    assert done.exit_code == 0
    assert "<!doctype html>" in page.read_text("utf-8")
    assert table.stat().st_size > 5_000
    assert not list(tmp_path.glob("*.partial"))


def test_another_kind_of_file_is_wrong_use(runner: Runner, tmp_path: Path) -> None:
    run, app = runner
    done = run.invoke(app, ["coverage", "SOC 2", "--export", str(tmp_path / "c.pdf")])
    assert isinstance(done.exception, SettingsError)


def test_an_unknown_framework(runner: Runner) -> None:
    run, app = runner
    assert isinstance(run.invoke(app, ["coverage", "TISAX"]).exception, NotFoundError)


def test_conflicts(runner: Runner, tmp_path: Path) -> None:
    run, app = runner
    (found,) = json.loads(run.invoke(app, ["conflicts", "--json"]).stdout)
    assert {value["value"] for value in found["values"]} == {"90 days", "13 months"}
    assert json.loads(run.invoke(app, ["conflicts", "--topic", "visitors", "--json"]).stdout) == []
    target = tmp_path / "conflicts.csv"
    run.invoke(app, ["conflicts", "--export", str(target)])
    assert len(list(csv.reader(target.read_text("utf-8-sig").splitlines()))) == 3


def test_crosswalk_in_both_directions(runner: Runner) -> None:
    run, app = runner
    there = json.loads(run.invoke(app, ["crosswalk", "SOC 2", "ISO 27001", "--json"]).stdout)
    back = json.loads(run.invoke(app, ["crosswalk", "ISO 27001", "SOC 2", "--json"]).stdout)
    assert next((row["from"], row["to"]) for row in there) == ("CC6.1", "A.8.5")
    assert {(row["to"], row["from"]) for row in back} == {(r["from"], r["to"]) for r in there}
    assert {row["source"] for row in there} == {"Criteria in brief"}
