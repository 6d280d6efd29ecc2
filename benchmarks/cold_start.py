"""How long a person waits: ``vouch --help`` and ``vouch ask`` in a new process, several times.

The files are in the system's cache after the first time, as on a machine in use.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.common import REPOSITORY, WORK, run, spread, tell, vouch_python

QUESTION = "Do you enforce multi-factor authentication?"
_VOUCH = "from api.cli.main import run; run()"


def measure(home: Path, times: int) -> dict[str, Any]:
    """Seconds and megabytes of each command; ``home`` is filled with the samples when empty."""
    python, env = vouch_python(), {"VOUCH_HOME": str(home)}
    if not (home / "vouch.db").exists():
        tell("cold start: loading the samples")
        samples = str(REPOSITORY / "samples" / "company")
        run([python, "-c", _VOUCH, "ingest", samples], env)
    commands = {"vouch --help": ["--help"], "vouch ask": ["ask", QUESTION]}
    return {
        name: _repeated([python, "-c", _VOUCH, *arguments], env, times)
        for name, arguments in commands.items()
    }


def _repeated(command: list[str], env: dict[str, str], times: int) -> dict[str, Any]:
    run(command, env)
    ran = [run(command, env) for _ in range(times)]
    return {
        "times": times,
        "seconds": spread([one.seconds for one in ran], 2),
        "peak_mb": spread([one.peak_mb for one in ran], 0),
    }


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=WORK / "cold_start")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    print(json.dumps(measure(options.home.absolute(), options.times), indent=2))


if __name__ == "__main__":
    main()
