"""``python -m tests.noninterference --cases 100``: many cases, and how many answers were compared;
``--timing`` measures instead how long answers take."""

import argparse
import logging
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import structlog
import typer

from tests.noninterference.compare import ASKERS, Case
from tests.noninterference.timing import timing


def main() -> int:
    """Run and tell; 1 when anything differed."""
    parser = argparse.ArgumentParser(prog="python -m tests.noninterference", description=__doc__)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="the first case's seed")
    parser.add_argument("--documents", type=int, default=8, help="of each store")
    parser.add_argument("--embedder", default="hashing", help="hashing, or a model")
    parser.add_argument("--vector-search", default="auto", choices=("auto", "exact", "chroma"))
    parser.add_argument("--timing", action="store_true")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    if asked.timing:
        typer.echo("\n".join(timing()))
        return 0
    changed = {"vector_search": asked.vector_search}
    routes: Counter[str] = Counter()
    statuses: Counter[int] = Counter()
    differing, began = 0, time.monotonic()
    for seed in range(asked.first, asked.first + asked.cases):
        asker = ASKERS[seed % len(ASKERS)]
        case = Case(Random(seed), asker, asked.documents, asked.embedder, changed)
        with tempfile.TemporaryDirectory() as folder:
            found = case.run(Path(folder))
        routes.update(case.counted)
        statuses.update(case.statuses)
        differing += bool(found)
        for line in found[:3]:
            typer.echo(f"case {seed}: {line}")
    del statuses[0]
    told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    typer.echo(
        f"{asked.cases} cases, {sum(statuses.values())} answers compared over {len(routes) - 1} "
        f"routes ({told}) in {time.monotonic() - began:.0f} s; cases that differ: {differing}"
    )
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
