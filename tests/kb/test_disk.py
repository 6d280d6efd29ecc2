"""What is said of a disk."""

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from kb import disk


def test_an_error_of_the_disk_is_said_in_words() -> None:
    assert "free some space" in disk.disk_fault(OSError(errno.ENOSPC, "x"))
    assert "read-only" in disk.disk_fault(OSError(errno.EROFS, "x"))
    assert disk.disk_fault(OSError(errno.ENOENT, "x")) == ""
    assert disk.disk_fault(ValueError("x")) == ""


@pytest.mark.parametrize(("free", "told"), [(0, True), (7_000_000, True), (9_000_000, False)])
def test_next_to_no_room_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, told: bool
) -> None:
    found = SimpleNamespace(f_blocks=1_000, f_bavail=free // 1_000, f_frsize=1_000)
    monkeypatch.setattr(os, "statvfs", lambda _: found)
    assert ("free some space" in disk.space_problem(tmp_path)) == told


def test_a_folder_that_is_gone_has_no_problem_of_space(tmp_path: Path) -> None:
    assert disk.space_problem(tmp_path / "none") == ""
