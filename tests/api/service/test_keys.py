"""The local key: made once, long, and readable by its owner alone."""

import os
import stat
from pathlib import Path

import pytest

from api.service.keys import KEY_FILE, Keys, local_key
from kb.errors import SettingsError
from kb.values import Audience


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = local_key(tmp_path / "new")
    assert len(first) >= 40
    assert local_key(tmp_path / "new") == first
    assert local_key(tmp_path / "other") != first


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_only_the_owner_may_read_the_key(tmp_path: Path) -> None:
    local_key(tmp_path)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(SettingsError, match="other users"):
        local_key(tmp_path)


@pytest.mark.parametrize("text", ["", "\n", "short\n"])
def test_a_file_without_a_usable_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / KEY_FILE).write_text(text, encoding="utf-8")
    (tmp_path / KEY_FILE).chmod(0o600)
    with pytest.raises(SettingsError, match="no usable key"):
        local_key(tmp_path)


def test_the_local_key_sees_everything() -> None:
    keys = Keys.local("k" * 30)
    caller = keys.caller("k" * 30)
    assert caller is not None
    assert caller.audience is Audience.INTERNAL
    assert keys.caller("k" * 29) is None
    assert keys.caller("") is None
    assert keys.caller("\udcff") is None
