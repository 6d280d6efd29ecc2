"""``vouch library import`` and ``export``."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.library_options import By, opened, who
from api.cli.output import (
    JsonFlag,
    check_target,
    counted,
    say,
    say_wrapped,
    tell,
    write_json,
    wrong_use,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_file)
    app.command("export")(export_file)


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .xlsx or .json file.")],
    mapped: Annotated[
        str | None,
        typer.Option(
            "--map",
            metavar="COLUMNS",
            help="Columns by header or letter: question=C,answer=Response,verdict=E.",
        ),
    ] = None,
    approve: Annotated[
        bool, typer.Option("--approve", help="Approve what is added; drafts otherwise.")
    ] = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Take in answers from a past questionnaire, or from an export.

    Columns are found by their headers. A question that is there already, in whatever words, is
    named and left out. Exit code 1 when rows were refused.

    Example: vouch library import answers-2025.xlsx --map "question=C,answer=F"
    """
    from ingest.library_files import read_library

    if not file.is_file():
        raise wrong_use(f"{file} is not a file")
    found = read_library(file, _mapping(mapped))
    with opened() as library:
        taken = library.take([row.draft for row in found.rows], who(by), approve=approve)
    refused = [*found.refused, *((found.rows[at].place, why) for at, why in taken.refused)]
    repeated = [(found.rows[at], entry) for at, entry in taken.repeated]
    if as_json:
        write_json(
            {
                "added": [entry.id for entry in taken.added],
                "repeated": [
                    {"place": row.place, "question": row.draft.question, "entry": entry.id}
                    for row, entry in repeated
                ],
                "refused": [{"place": place, "reason": why} for place, why in refused],
                "without_answer": found.passed,
            }
        )
    else:
        for row, entry in repeated:
            say_wrapped(f"{row.place}: repeats {entry.id} “{entry.draft.question}”", "", "  ")
        state = "approved" if approve else "as drafts"
        say(
            f"{counted(len(taken.added), 'entry', 'entries')} added {state}, {len(repeated)} "
            f"repeated, {counted(found.passed, 'row')} without an answered question."
        )
    for place, why in refused:
        tell(f"vouch: {file}, {place}: {why}")
    if refused:
        raise typer.Exit(1)


def export_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .xlsx or .json file.")],
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="Only draft, approved or retired ones.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the library to a file that `vouch library import` reads back. No cell is a formula.

    Example: vouch library export library.xlsx --state approved
    """
    from ingest.library_export import write_library
    from kb.library.entry import State

    if state is not None and state not in [one.value for one in State]:
        raise wrong_use(f"--state {state}: use draft, approved or retired")
    check_target(file)
    with opened() as library:
        entries = [s.entry for s in library.listing() if state in (None, s.entry.state.value)]
    write_library(file, entries)
    if as_json:
        write_json({"count": len(entries), "out": str(file)})
    else:
        tell(f"{counted(len(entries), 'entry', 'entries')}; see {file}")


def _mapping(text: str | None) -> dict[str, str]:
    pairs = [part.partition("=") for part in (text or "").split(",") if part.strip()]
    if any(not (name.strip() and mark and where.strip()) for name, mark, where in pairs):
        raise wrong_use(f"--map {text}: write it as question=C,answer=Response")
    return {name.strip(): where.strip() for name, _, where in pairs}
