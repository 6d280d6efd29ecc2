"""The command line run in this process, on a data folder of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.main import app

POLICY = """---
title: Backup Policy
owner: Head of Platform
version: "2.1"
review-by: 2099-12-31
---

# Backup Policy

## 1. Encryption

Backups are encrypted at rest with AES-256.

## 2. Retention

Backups of the production database are kept for 35 days.
"""
ACCESS = """# Access Control Policy

Multi-factor authentication is enforced for all employees.
"""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """All of stdout, which is one JSON value and nothing else."""
        return json.loads(self.out)


Vouch = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, in force."""
    folder = tmp_path / "data folder"
    monkeypatch.setenv("VOUCH_HOME", str(folder))
    monkeypatch.setenv("VOUCH_EMBEDDER", "hashing")
    return folder


@pytest.fixture
def vouch(home: Path) -> Vouch:
    """Runs one command; an error that is not an exit code fails the test."""

    def run(*arguments: str | Path, stdin: str = "") -> Done:
        result = CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A folder with two policies."""
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "backup.md").write_text(POLICY, encoding="utf-8")
    (folder / "access.md").write_text(ACCESS, encoding="utf-8")
    return folder


@pytest.fixture
def loaded(vouch: Vouch, policies: Path) -> Vouch:
    """The command line, with the two policies loaded."""
    assert vouch("ingest", policies).code == 0
    return vouch


@pytest.fixture
def ids(loaded: Vouch) -> dict[str, str]:
    """The ids of the loaded policies, by title."""
    return {row["title"]: row["id"] for row in loaded("sources", "list", "--json").json}
