"""What a reading process can no longer do; the rest is in ``test_sandbox``."""

import subprocess
import sys
from pathlib import Path

import ingest.confine
from ingest.confine import EXIT_MEMORY


def run(script: str) -> int:
    """Exit status of a script that runs in a process of its own.

    A shell stands between, since Linux counts what this process once held as the child's own.
    """
    root = str(Path(ingest.confine.__file__).parents[1])
    return subprocess.run(
        ["/bin/sh", "-c", '"$0" -c "$1"; exit $?', sys.executable, script],
        env={"PYTHONPATH": root},
        timeout=60,
        check=False,
    ).returncode


def test_where_the_system_does_not_limit_memory_a_process_ends_itself() -> None:
    script = """
import os, threading
import ingest.confine
from ingest.limits import Limits
ingest.confine._LINUX = False
ingest.confine.Confinement(Limits(memory_mb=0), os.getppid()).begin()
grown = bytearray(os.urandom(50_000_000))
threading.Event().wait(20)
"""
    assert run(script) == EXIT_MEMORY


def test_a_process_whose_parent_is_gone_does_not_begin() -> None:
    script = """
from ingest.confine import Confinement
from ingest.limits import Limits
Confinement(Limits(), parent=1_999_999_999)
raise SystemExit(5)
"""
    assert run(script) == 0


def test_files_are_made_in_one_folder_only(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    script = f"""
import os
from pathlib import Path
from ingest.confine import Confinement
from ingest.limits import Limits
confinement = Confinement(Limits(), os.getppid())
folder = Path({str(tmp_path)!r})
confinement.begin(folder / "in")
(folder / "in" / "a.txt").write_text("x")
for name in ("b.txt", "in/../b.txt", "inside.txt"):
    try:
        (folder / name).write_text("x")
    except PermissionError:
        continue
    raise SystemExit(name)
confinement.begin()
try:
    (folder / "in" / "c.txt").write_text("x")
except PermissionError:
    raise SystemExit(7)
"""
    assert run(script) == 7
    assert [path.name for path in tmp_path.rglob("*.txt")] == ["a.txt"]
