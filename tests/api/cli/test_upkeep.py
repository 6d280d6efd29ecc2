"""``vouch doctor``, ``reindex``, ``backup`` and ``restore``."""

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.api.cli.conftest import Vouch


def test_doctor_finds_a_sound_store_sound(loaded: Vouch) -> None:
    done = loaded("doctor")

    assert done.code == 0
    assert {line.split()[0] for line in done.out.splitlines()} == {"ok"}


def test_doctor_as_json(loaded: Vouch) -> None:
    findings = loaded("doctor", "--json").json

    assert {f["level"] for f in findings} == {"ok"}
    assert all(set(f) == {"check", "level", "detail", "fix"} for f in findings)


def test_doctor_finds_another_model_and_says_what_to_do(
    loaded: Vouch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.embedding.hashing import HashingEmbedder

    monkeypatch.setattr("kb.embedding.choice.HashingEmbedder", lambda: HashingEmbedder(32))

    sick = loaded("doctor")
    assert sick.code == 1
    assert "ERROR" in sick.out
    assert "vouch reindex" in sick.out
    refused = loaded("search", "backups")
    assert (refused.code, "vouch reindex" in refused.err) == (2, True)

    assert loaded("reindex").out == "Indexes built; 3 passages embedded.\n"
    assert loaded("doctor").code == 0
    assert loaded("search", "backups", "--json").json["hits"]


def test_indexes_that_are_gone_are_built_again(loaded: Vouch, home: Path) -> None:
    shutil.rmtree(home / "index")

    assert loaded("doctor", "--repair").code == 0
    assert loaded("search", "backups", "--json").json["hits"]


def test_reindex_as_json(loaded: Vouch) -> None:
    done = loaded("reindex", "--json")

    assert done.json == {"embedded": 0}


def test_backup_and_restore_bring_back_the_same_answer(
    loaded: Vouch, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "vouch.zip"
    before = loaded("search", "backup encryption", "--json").json

    done = loaded("backup", file)
    assert done.code == 0
    assert done.out.startswith(f"Wrote {file} (")
    assert done.out.endswith(": 2 documents.\n")

    monkeypatch.setenv("VOUCH_HOME", str(tmp_path / "another"))
    assert loaded("restore", file).out.startswith("Restored 2 documents, backed up ")
    assert loaded("search", "backup encryption", "--json").json == before
    assert loaded("doctor").code == 0


def test_backup_and_restore_as_json(loaded: Vouch, tmp_path: Path) -> None:
    file = tmp_path / "vouch.zip"

    assert loaded("backup", file, "--json").json["documents"] == 2
    assert loaded("restore", file, "--replace", "--json").json["documents"] == 2


def test_restore_overwrites_nothing_unasked(loaded: Vouch, tmp_path: Path) -> None:
    file = tmp_path / "vouch.zip"
    loaded("backup", file)

    done = loaded("restore", file)

    assert done.code == 2
    assert "add --replace" in done.err
    assert loaded("search", "backups", "--json").json["hits"]


def test_restore_refuses_what_is_no_backup(vouch: Vouch, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("policy.md", "# Policy")
    text = tmp_path / "text.zip"
    text.write_text("no archive")

    for path in (other, text):
        done = vouch("restore", path)
        assert (done.code, "is not a backup of Vouch" in done.err) == (2, True)
    missing = vouch("restore", tmp_path / "none.zip")
    assert (missing.code, "there is no file" in missing.err) == (2, True)


def test_backup_to_a_place_that_is_none(loaded: Vouch, tmp_path: Path) -> None:
    folder = loaded("backup", tmp_path)
    assert (folder.code, "is a folder; name a file" in folder.err) == (2, True)
    nowhere = loaded("backup", tmp_path / "none" / "vouch.zip")
    assert (nowhere.code, "there is no folder" in nowhere.err) == (2, True)
