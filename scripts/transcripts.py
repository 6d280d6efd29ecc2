"""Run the commands shown in README.md and docs/tutorial.md again and put what they say in place.

    .venv/bin/python scripts/transcripts.py

A block to fill stands below a line ``<!-- run: COMMAND -->``, or ``<!-- run 8: COMMAND -->`` for
its first eight lines. The commands of a page run in order, as in a terminal 88 wide, on a data
folder that holds the samples.
"""

import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/tutorial.md")
_BLOCK = re.compile(r"(<!-- run ?(\d*): (.+?) -->\n)(?:```console\n.*?```\n)?", re.DOTALL)


def main() -> None:
    """Fill every page."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "VOUCH_HOME": str(Path(folder) / ".demo"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "88",
        }
        for page in PAGES:
            demo = [sys.executable, "samples/demo.py"]
            subprocess.run(demo, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
            path = ROOT / page
            text = path.read_text(encoding="utf-8")
            path.write_text(
                _BLOCK.sub(lambda found: _filled(found, environment), text), encoding="utf-8"
            )


def _filled(found: "re.Match[str]", environment: dict[str, str]) -> str:
    marker, most, command = found.groups()
    lines = _output(command, environment).splitlines()
    if most and len(lines) > int(most):
        lines = [*lines[: int(most)], "…"]
    said = "".join(f"{line.rstrip()}\n" for line in lines)
    return f"{marker}```console\n$ {command}\n{said}```\n"


def _output(command: str, environment: dict[str, str]) -> str:
    """What the command writes to a terminal on stdout."""
    mine, theirs = pty.openpty()
    child = subprocess.Popen(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(mine, 65_536)
        except OSError:  # the child has closed its side
            break
        if not piece:
            break
        said += piece
    child.wait()
    os.close(mine)
    return said.decode().replace("\r\n", "\n")


if __name__ == "__main__":
    main()
