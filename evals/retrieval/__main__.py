"""``python -m evals.retrieval --set obliqa --home DIR``."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from evals.retrieval import cloudgov, obliqa, strongdm
from evals.retrieval.dataset import DataSet
from evals.retrieval.report import as_json, table
from evals.retrieval.runner import StderrProgress, measure
from kb.errors import VouchError

SETS: dict[str, Callable[[Path, Path], DataSet]] = {
    "obliqa": obliqa.load,
    "strongdm": strongdm.load,
    "cloudgov": cloudgov.load,
}
_REPOSITORY = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Measure the data sets asked for; returns the exit code (2: it could not be done)."""
    options = _parser().parse_args(arguments)
    found = []
    try:
        for name in options.sets or list(SETS):
            home = options.home.absolute() / name
            data = SETS[name](options.corpus, home / "data")
            if options.limit:
                data = replace(data, cases=data.cases[: options.limit])
            outcome = measure(data, home, StderrProgress(), options.ways or ())
            sys.stdout.write(table(outcome) + "\n")
            sys.stdout.flush()
            found.append(as_json(outcome))
    except VouchError as error:
        sys.stderr.write(f"evals.retrieval: {error}\n")
        return 2
    if options.out:
        options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.retrieval", description="How well search finds what it should."
    )
    parser.add_argument(
        "--set", dest="sets", action="append", choices=list(SETS), help="may be repeated"
    )
    parser.add_argument(
        "--corpus",
        type=Path,
        default=_REPOSITORY.parent / "shared" / "corpus",
        help="the folder that holds obliqa/, strongdm/, cloudgov/ and frameworks/",
    )
    parser.add_argument(
        "--home",
        type=Path,
        default=_REPOSITORY / ".bench" / "retrieval",
        help="where the loaded data stays; unchanged files are not loaded again",
    )
    parser.add_argument("--limit", type=int, help="only so many questions")
    parser.add_argument(
        "--way", dest="ways", action="append", help="only this way; may be repeated"
    )
    parser.add_argument("--out", type=Path, help="write everything measured as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
