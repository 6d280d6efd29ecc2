"""``vouch eval``: what is handed to the suites, and what comes back from them."""

import importlib.util
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.cli import evaluating


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    evaluating.register(made)
    return made


class Child:
    """Stands in for the child process: notes the command, ends with ``code``."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.command: list[str] = []

    def __call__(self, command: list[str], *, check: bool) -> "subprocess.CompletedProcess[bytes]":
        assert not check
        self.command = command
        return subprocess.CompletedProcess(command, self.code)


def test_every_option_reaches_the_suites(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child(0)
    monkeypatch.setattr(subprocess, "run", child)

    given = ["company", "mtrag", "--split", "dev", "--limit", "3", "--llm", "--out", "some where"]
    given += ["--compare", "old.json", "--gate", "--corpus", "docs", "--set", "mine", "--json"]
    result = CliRunner().invoke(app, given)

    assert result.exit_code == 0
    assert child.command[:3] == [sys.executable, "-m", "evals"]
    rest = child.command[3:]
    assert rest[:2] == ["company", "mtrag"]
    assert {"--llm", "--gate", "--json"} <= set(rest)
    pairs = dict(pairwise(rest))
    wanted = {"--split": "dev", "--limit": "3", "--out": "some where", "--compare": "old.json"}
    wanted |= {"--corpus": "docs", "--set": "mine"}
    assert {name: pairs[name] for name in wanted} == wanted


def test_nothing_is_handed_over_that_was_not_given(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = Child(0)
    monkeypatch.setattr(subprocess, "run", child)

    CliRunner().invoke(app, [])

    assert child.command == [sys.executable, "-m", "evals", "--split", "dev"]


@pytest.mark.parametrize("code", [0, 1, 2, 130])
def test_the_exit_code_is_passed_through(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(subprocess, "run", Child(code))

    assert CliRunner().invoke(app, ["company"]).exit_code == code


def test_without_the_suites_it_says_so(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    result = CliRunner().invoke(app, ["company"])

    assert result.exit_code == 2
    assert "not installed" in result.stderr


def test_the_output_of_the_suites_is_the_output_of_the_command(tmp_path: Path) -> None:
    """Through real processes: an unknown suite is wrong use, said on stderr by the child."""
    script = (
        "import typer; from api.cli import evaluating;"
        "app = typer.Typer(); evaluating.register(app); app()"
    )
    environment = {"VOUCH_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}

    done = subprocess.run(
        [sys.executable, "-c", script, "nonsense"],
        env=environment,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no suite 'nonsense'" in done.stderr
