"""``python -m evals SUITE…``: run suites, write the report and the result files."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.answers import saved, suites
from evals.answers.comparing import compare
from evals.answers.gates import broken, load_gates
from evals.answers.homes import Homes
from evals.answers.page.report import Part, page
from evals.answers.running import run
from evals.answers.summary import figures
from evals.answers.table import text
from evals.answers.values import EvalError, Suite
from evals.cases import CaseError, Split
from evals.retrieval.runner import StderrProgress
from kb.errors import VouchError
from kb.eval_results import folder
from kb.settings import load_settings

DONE, SOME_FAILED, WRONG_USE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Place:
    """Where data folders are kept and where results go."""

    homes: Homes
    out: Path


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; 0 done, 1 a gate is broken or a case crashed, 2 wrong use."""
    options = _parser().parse_args(arguments)
    try:
        return _run_all(options)
    except VouchError as error:
        sys.stderr.write(f"evals: {error}\n")
        return WRONG_USE


def _run_all(options: argparse.Namespace) -> int:
    home = load_settings().home
    base = options.home.expanduser().absolute() if options.home else home / "evals"
    reports = base / "reports" if options.home else folder(home)
    homes = Homes(None if options.fresh else base, llm=options.llm)
    place = _Place(homes, options.out.absolute() if options.out else reports)
    wanted = _suites(options, home, base)
    if not wanted:
        raise EvalError("no suite can be run; see the lines above")
    if options.compare and len(wanted) > 1:
        raise EvalError("--compare FILE is about one suite; name one")
    parts = []
    for suite in wanted:
        part = _one(suite, place, options)
        parts.append(part)
        if not options.as_json:
            sys.stdout.write(text(part.run, part.comparison, part.broken) + "\n")
            sys.stdout.flush()
    report = place.out / "report.html"
    report.write_text(page(parts), encoding="utf-8")
    if options.as_json:
        sys.stdout.write(json.dumps(_summary(parts, place.out), indent=2) + "\n")
    sys.stderr.write(f"report: {report}\n")
    return _code(parts)


def _suites(options: argparse.Namespace, home: Path, base: Path) -> list[Suite]:
    """The suites asked for. One that was named must be there; another is passed over."""
    split = Split(options.split)
    if options.set is not None:
        if options.suites:
            raise EvalError("give suites by name or --set FOLDER, not both")
        return [suites.own(options.set, split, home)]
    named = [name for name in options.suites if name != "all"]
    usual = suites.NAMES if "all" in options.suites else () if named else suites.USUAL
    found = [suites.named(name, split, options.corpus, base / "work") for name in named]
    for name in usual:
        if name not in named:
            try:
                found.append(suites.named(name, split, options.corpus, base / "work"))
            except (EvalError, CaseError) as error:
                sys.stderr.write(f"skipped: {error}\n")
    return found


def _one(suite: Suite, place: _Place, options: argparse.Namespace) -> Part:
    """Run a suite, save the result, and hold it against the last run and the gates."""
    progress = StderrProgress()
    with place.homes.open(suite, progress) as base:
        found = run(suite, base, progress, limit=options.limit)
        llm = getattr(base.settings, "llm", None) if options.llm else None
    value = saved.run_json(found, llm=llm, limit=options.limit, show_cases=bool(options.show_cases))
    path = place.out / _file(suite.name, suite.split, options.limit)
    earlier = options.compare or (path if path.is_file() else None)
    comparison = None
    if earlier is not None:
        comparison = compare(saved.read(earlier), found.rows, suite.measures, value)
        if comparison is None and options.compare:
            raise EvalError(f"{earlier} is of another suite than {suite.name} ({suite.split})")
    saved.write(path, value)
    failed = None
    if options.gate:
        gates = load_gates(suite.name, suite.split)
        if not gates:
            sys.stderr.write(f"evals: there are no gates for {suite.name} ({suite.split})\n")
        failed = broken(gates, figures(found.rows, suite.measures))
    return Part(value, comparison, failed)


def _file(suite: str, split: str, limit: int | None) -> str:
    """A sample has a file of its own, so that it never takes the place of the whole."""
    return f"{suite}-{split}{f'-{limit}' if limit else ''}.json"


def _code(parts: Sequence[Part]) -> int:
    crashed = [row for part in parts for row in part.run["rows"] if row["error"]]
    for row in crashed:
        sys.stderr.write(f"crashed: {row['id']}: {row['error']}\n")
    failed = [one for part in parts for one in part.broken or ()]
    for one in failed:
        sys.stderr.write(f"gate broken: {one}\n")
    return SOME_FAILED if failed or crashed else DONE


def _summary(parts: Sequence[Part], out: Path) -> dict[str, Any]:
    """What ``--json`` prints: the figures; the rows are in the files."""
    return {
        "report": str(out / "report.html"),
        "suites": [
            {key: value for key, value in part.run.items() if key not in ("rows", "curve")}
            | {
                "file": str(out / _file(*(part.run[k] for k in ("suite", "split", "limit")))),
                "gates_broken": None if part.broken is None else [str(b) for b in part.broken],
            }
            for part in parts
        ],
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals",
        description="How good the answers are: figures with intervals, beside trivial contestants.",
        epilog="python -m evals case ANSWER_ID --set FOLDER … turns a past answer into a case.",
    )
    parser.add_argument(
        "suites",
        nargs="*",
        metavar="SUITE",
        help=f"{', '.join(suites.NAMES)} or all; by default {', '.join(suites.USUAL)}",
    )
    parser.add_argument("--set", type=Path, metavar="FOLDER", help="an own set: docs/evals.md")
    parser.add_argument(
        "--split", choices=[s.value for s in Split], default="dev", help="test is sealed"
    )
    parser.add_argument(
        "--limit", type=_positive, metavar="N", help="only N cases, all kinds alike"
    )
    parser.add_argument("--llm", action="store_true", help="with the model of VOUCH_LLM")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where results go")
    parser.add_argument(
        "--compare", type=Path, metavar="FILE", help="an earlier result; default the last in --out"
    )
    parser.add_argument("--gate", action="store_true", help="exit 1 if a figure is below its gate")
    parser.add_argument("--json", dest="as_json", action="store_true", help="JSON instead of text")
    parser.add_argument(
        "--corpus",
        type=Path,
        default=suites.CORPUS,
        metavar="DIR",
        help="the folder that holds articles/, tailscale/, mtrag/ and frameworks/",
    )
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="where loaded documents are kept for later runs"
    )
    parser.add_argument("--fresh", action="store_true", help="load anew, keep nothing loaded")
    parser.add_argument(
        "--show-cases", action="store_true", help="show the words of the sealed half too"
    )
    return parser


def _positive(written: str) -> int:
    number = int(written)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
