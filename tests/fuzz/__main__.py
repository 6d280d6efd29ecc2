"""``python -m tests.fuzz --examples 50``: many made-up requests, and what came of them."""

import argparse
import logging
import tempfile
import time
from pathlib import Path

import structlog
import typer

from tests.fuzz.fuzzing import Outcome, fuzz
from tests.fuzz.service import filled


def main() -> int:
    """Run and tell; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=50, help="of each operation and kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--asker", choices=("admin", "reader", "nobody"), help="only this one")
    parser.add_argument("--verbose", action="store_true", help="say how to make a request again")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    total = Outcome()
    for name in [asked.asker] if asked.asker else ["admin", "reader", "nobody"]:
        began = time.monotonic()
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            filled(Path(folder) / "home") as service,
        ):
            found = fuzz(
                service.app, service.askers[name], service.known,
                examples=asked.examples, start=asked.seed,
            )  # fmt: skip
        _tell(name, found, time.monotonic() - began, verbose=asked.verbose)
        total.add(found)
    _tell("all", total, 0.0, verbose=False)
    return 1 if total.problems else 0


def _tell(name: str, found: Outcome, seconds: float, *, verbose: bool) -> None:
    counted = ", ".join(f"{status}: {n}" for status, n in sorted(found.statuses.items()))
    broken = sum(n for status, n in found.statuses.items() if status >= 500)
    typer.echo(
        f"{name}: {found.requests} requests of {len(found.operations)} operations "
        f"({seconds:.0f} s); {counted}; 5xx: {broken}; problems: {len(found.problems)}",
    )
    for problem, how in found.problems.items():
        typer.echo(f"  {problem}" + (f"\n{how}" if verbose else ""))


if __name__ == "__main__":
    raise SystemExit(main())
