"""How the process itself ends: exit codes, Ctrl-C, a reader that left, a fault of ours."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.conftest import Vouch

VOUCH = (sys.executable, "-c", "from api.cli.main import run; run()")
#: Runs a command that does as the test wants in place of its work.
STAGED = """
import sys
import typer
from api.cli import main

@main.app.command("staged")
def staged() -> None:
    {act}

sys.argv = ["vouch", "staged"]
main.run()
"""


def heeds_ctrl_c() -> None:
    """A process started in the background by a shell would ignore it, and pass that on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def start(*arguments: str, **options: Any) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*VOUCH, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeds_ctrl_c,
        **options,
    )


def staged(act: str) -> "subprocess.CompletedProcess[str]":
    code = STAGED.format(act=act)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("act", "code", "says"),
    [
        ("raise main.VouchError('the shelf is empty')", 2, "vouch: the shelf is empty\n"),
        ("raise KeyboardInterrupt", 130, "vouch: stopped; everything stored so far is kept\n"),
        ("raise typer.Abort", 130, "vouch: stopped; everything stored so far is kept\n"),
        ("open('/no/such/file')", 2, "vouch: /no/such/file: No such file or directory\n"),
        (
            "raise OSError(28, 'No space left on device')",
            2,
            "vouch: No space left on device; a disk of Vouch's is full; free some space on it, "
            "then try again\n",
        ),
    ],
)
def test_an_error_leaves_as_one_line_and_a_code(act: str, code: int, says: str) -> None:
    done = staged(act)

    assert done.returncode == code
    assert done.stderr.lstrip("\n") == says
    assert done.stdout == ""


def test_a_fault_is_one_line_that_can_be_reported() -> None:
    done = staged("{}['x']")

    assert done.returncode == 1
    assert done.stderr.startswith("vouch: a fault in Vouch: KeyError: 'x' (staged, line ")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_fault_shows_its_traceback_to_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCH_LOG_LEVEL", "debug")

    assert "Traceback" in staged("{}['x']").stderr


def test_ctrl_c_while_loading_keeps_what_was_stored(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(3_000):
        (folder / f"{number}.md").write_text(f"# Rule {number}\n\nDoor {number} is locked.\n")
    loading = start("ingest", str(folder))
    assert loading.stderr is not None
    assert loading.stderr.readline() == "Reading: 3000\n"

    loading.send_signal(signal.SIGINT)

    _, err = loading.communicate(timeout=60)
    assert loading.returncode == 130
    assert err.lstrip("\n").startswith("vouch: stopped; everything stored so far is kept")
    assert "Traceback" not in err
    after = subprocess.run([*VOUCH, "doctor"], capture_output=True, text=True, check=False)
    assert after.returncode == 0, after.stdout + after.stderr


def test_a_reader_that_left_is_no_error(loaded: Vouch) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as closed:
        done = subprocess.run(
            [*VOUCH, "sources", "list"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 0
    assert "Broken pipe" not in done.stderr
    assert "Traceback" not in done.stderr


HOLDER = """
import sys
from pathlib import Path
from kb.locking import writer_lock
with writer_lock(Path(sys.argv[1]), "ingest"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_store_in_use_refuses_writers_names_the_holder_and_serves_readers(
    loaded: Vouch, home: Path, policies: Path, ids: dict[str, str]
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for command in (
            ("ingest", policies),
            ("doctor",),
            ("reindex",),
            ("sources", "remove", ids["Backup Policy"], "--yes"),
        ):
            done = loaded(*command)
            assert done.code == 2, command
            assert f"vouch ingest, process {holder.pid}" in done.err
            assert done.out == ""
        assert "AES-256" in loaded("ask", "Are backups encrypted at rest?").out
        assert len(loaded("sources", "list", "--json").json) == 2
        assert holder.stdin is not None
        holder.stdin.close()
