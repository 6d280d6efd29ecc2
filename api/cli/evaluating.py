"""``vouch eval``: how good the answers are.

The suites are a package of their own that the service knows nothing of, so they run as a child; its
output and its exit code are passed through.
"""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import JsonFlag, wrong_use


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("eval")(evaluate)


def evaluate(
    suites: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SUITE",
            help="company, articles, practice_policies, mtrag, mappings or all; by default those "
            "of the first three whose documents are there.",
        ),
    ] = None,
    own: Annotated[
        Path | None,
        typer.Option("--set", metavar="FOLDER", help="A set of your own; see docs/evals.md."),
    ] = None,
    split: Annotated[
        str, typer.Option(metavar="HALF", help="dev, or test, which is sealed: for a figure only.")
    ] = "dev",
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Only N cases of a suite, all kinds alike."),
    ] = None,
    llm: Annotated[
        bool, typer.Option("--llm", help="Let the configured language model write the answers.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the report and the result files go."),
    ] = None,
    compare: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="An earlier result to compare with; by default the last in --out."
        ),
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit code 1 where a figure is worse than its gate.")
    ] = False,
    corpus: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the documents of the other suites are."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Measure the answers on questions with known answers.

    Every figure has its interval, and stands beside what trivial ways of answering reach. The
    report is one HTML page.

    Example: vouch eval company --gate
    """
    import subprocess
    import sys
    from importlib.util import find_spec

    if find_spec("evals") is None:
        raise wrong_use("the eval suites are not installed here; run from a checkout of Vouch")
    options: dict[str, object] = {
        "--set": own,
        "--split": split,
        "--limit": limit,
        "--out": out,
        "--compare": compare,
        "--corpus": corpus,
    }
    flags = {"--llm": llm, "--gate": gate, "--json": as_json}
    command = [sys.executable, "-m", "evals", *(suites or ())]
    for name, value in options.items():
        command += [] if value is None else [name, str(value)]
    command += [name for name, wanted in flags.items() if wanted]
    raise typer.Exit(subprocess.run(command, check=False).returncode)
