"""Settings: where they come from, what is refused, and that each is documented."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from kb.errors import SettingsError
from kb.settings import LimitSettings, Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No setting of whoever runs the tests, and a data folder of its own."""
    for name in list(os.environ):
        if name.startswith("VOUCH_") or name in ("DATABASE_URL", "CHROMA_URL"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("VOUCH_HOME", str(tmp_path))
    return tmp_path


def test_defaults_hold_without_anything_set(data_folder: Path) -> None:
    settings = load_settings()

    assert settings.home == data_folder
    assert settings.audience == "internal"
    assert settings.host == "127.0.0.1"
    assert settings.records_url == f"sqlite:///{data_folder / 'vouch.db'}"


def test_the_environment_counts_more_than_the_file_and_an_argument_more_than_both(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data_folder / "settings.toml").write_text("chunk_words = 100\nreaders = 2\nthreads = 3\n")
    monkeypatch.setenv("VOUCH_READERS", "4")
    monkeypatch.setenv("VOUCH_THREADS", "5")

    settings = load_settings(threads=6)

    assert (settings.chunk_words, settings.readers, settings.threads) == (100, 4, 6)


def test_nested_limits_from_the_environment_and_the_file(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data_folder / "settings.toml").write_text("[limits]\npages = 7\n")
    monkeypatch.setenv("VOUCH_LIMITS__SECONDS", "2.5")

    limits = load_settings().limits

    assert (limits.pages, limits.seconds) == (7, 2.5)
    assert limits.records == LimitSettings().records


@pytest.mark.parametrize("name", ["DATABASE_URL", "VOUCH_DATABASE_URL"])
def test_the_address_of_the_records_and_its_password_stay_out_of_sight(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "postgresql://vouch:hunter2@db/vouch")

    settings = load_settings()

    assert settings.records_url == "postgresql://vouch:hunter2@db/vouch"
    assert "hunter2" not in repr(settings) + str(settings)


def test_the_data_folder_is_settled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCH_HOME", "here")
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    monkeypatch.chdir("/")

    assert settings.home == tmp_path / "here"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("VOUCH_CHUNK_WORDS", "1", "VOUCH_CHUNK_WORDS='1': .*greater than or equal to 20"),
        ("VOUCH_CHUNK_WORDS", "many", "VOUCH_CHUNK_WORDS='many': .*integer"),
        ("VOUCH_AUDIENCE", "all", "VOUCH_AUDIENCE='all': .*'public', 'nda' or 'internal'"),
        ("VOUCH_EVIDENCE_THRESHOLD", "2", "VOUCH_EVIDENCE_THRESHOLD='2': .*less than or equal"),
        ("VOUCH_LIMITS__PAGES", "-1", "VOUCH_LIMITS__PAGES='-1': .*greater than or equal to 1"),
        ("VOUCH_LIMITS__PAGS", "5", "VOUCH_LIMITS__PAGS='5': .*not permitted"),
        ("VOUCH_CHUNK_WRODS", "120", "unknown setting VOUCH_CHUNK_WRODS; see docs/settings.md"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=says):
        load_settings()


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCH_PORT", "x")
    monkeypatch.setenv("VOUCH_READERS", "0")

    with pytest.raises(SettingsError, match=r"VOUCH_READERS=.*; VOUCH_PORT="):
        load_settings()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("chunk_wrods = 120\n", "unknown setting 'chunk_wrods'"),
        ("chunk_words = \n", "is not valid TOML"),
        ("chunk_words = 1\n", "VOUCH_CHUNK_WORDS=1: "),
    ],
)
def test_a_wrong_settings_file_is_refused(data_folder: Path, content: str, says: str) -> None:
    (data_folder / "settings.toml").write_text(content)

    with pytest.raises(SettingsError, match=says):
        load_settings()


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValidationError):
        load_settings().readers = 3


def fields(model: type[BaseModel]) -> list[tuple[str, Any]]:
    return sorted(model.model_fields.items())


@pytest.mark.parametrize(("name", "field"), fields(Settings) + fields(LimitSettings))
def test_every_setting_is_described_on_the_page(name: str, field: Any) -> None:
    assert field.description, f"{name} has no description"
    if not isinstance(field.default, BaseModel):
        rows = [r for r in PAGE.read_text(encoding="utf-8").splitlines() if f"| `{name}` |" in r]
        assert len(rows) == 1, f"{name} has no row of its own in docs/settings.md"


def test_the_page_of_settings_is_current() -> None:
    command = [sys.executable, "scripts/settings_page.py", "--check"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
