"""``vouch questionnaire``: customers' questionnaires, as they stand and as they are given back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import questionnaire_review
from api.cli.filling import Maps, answer_rows, fill
from api.cli.library_options import By, who
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
from api.cli.questionnaire_files import export, parse_maps, read, report_target
from api.cli.questionnaire_options import (
    Identity,
    Rows,
    Section,
    Status,
    chosen,
    opened,
)
from api.cli.questionnaire_text import (
    change_json,
    show_change,
    show_row,
    show_summary,
    summary_json,
)

if TYPE_CHECKING:
    from kb.values import ColumnMap

app = typer.Typer(
    help="Questionnaires: list, show, review, approve, export.",
    no_args_is_help=True,
)


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("fill")(fill)
    application.add_typer(app, name="questionnaire")


@app.command("list")
def list_runs(as_json: JsonFlag = False) -> None:
    """List the questionnaires, the latest first.

    Example: vouch questionnaire list
    """
    with opened() as desk:
        found = desk.listing()
    if as_json:
        write_json([summary_json(shown) for shown in found])
        return
    for shown in found:
        run, counts = shown.run, shown.summary.outcomes
        left = "" if run.finished_at else "  (not finished)"
        who_asks = f"  {run.customer}" if run.customer else ""
        due = f"  due {run.due}" if run.due else ""
        numbers = ", ".join(f"{n} {name}" for name, n in sorted(counts.items()))
        say_wrapped(
            f"{run.id[:8]}  {run.created_at[:10]}  {run.name}{who_asks}{due}{left}  {numbers}"
        )
    tell(counted(len(found), "questionnaire"))


@app.command("show")
def show(
    identity: Identity,
    rows: Rows = None,
    section: Section = None,
    status: Status = None,
    history: Annotated[bool, typer.Option("--history", help="Every change instead.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show how a questionnaire stands, or its rows.

    Example: vouch questionnaire show 3f2a91c0 --status blank
    """
    from kb.questionnaires.reporting import report_lines
    from kb.questionnaires.review import changes_of

    with opened() as desk:
        shown = desk.show(identity)
        picked = bool(rows or section or status)
        numbers = chosen(shown, rows, section, status) if picked else []
        changes = changes_of(desk.base.records, shown.run.id) if history else []
    changes = [c for c in changes if not numbers or c.row in numbers]
    lines = report_lines(shown.rows, {w.place for row in shown.rows for w in row.writes})
    if as_json:
        if history:
            write_json([change_json(change) for change in changes])
        else:
            meant = [line for line in lines if not numbers or line["row"] in numbers]
            write_json(summary_json(shown) | {"rows": meant})
        return
    for change in changes:
        show_change(change)
    if not history and not picked:
        show_summary(shown)
    for row in shown.rows:
        if not history and row.number in numbers:
            show_row(row, shown.summary.skipped)


@app.command("answer")
def answer(
    identity: Identity,
    again: Annotated[
        bool, typer.Option("--again", help="Also ask anew what nobody has decided on.")
    ] = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer what is still to be answered; a person's words are never overwritten.

    Example: vouch questionnaire answer 3f2a91c0 --again
    """
    with opened() as desk:
        count = answer_rows(desk, desk.show(identity).run, who(by), again=again)
        shown = desk.show(identity)
    if as_json:
        write_json(summary_json(shown) | {"answered": count})
    else:
        show_summary(shown)


questionnaire_review.register(app)


@app.command("export")
def export_run(
    identity: Identity,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The filled file.")],
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Also a .jsonl, .xlsx, .md or .html report."),
    ] = None,
    approved: Annotated[
        bool, typer.Option("--approved", help="Only rows that a person approved.")
    ] = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the customer's file from the stored answers.

    Example: vouch questionnaire export 3f2a91c0 --out filled.xlsx --approved
    """
    check_target(out)
    report_target(report)
    with opened() as desk:
        done = export(desk, identity, out, report, who(by), approved_only=approved)
    if as_json:
        write_json({"out": str(out), **done})
    else:
        say(f"Wrote {counted(done['written'], 'cell')} of {out}.")


@app.command("map")
def remember_map(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of that form.")],
    maps: Maps = None,
    forget: Annotated[bool, typer.Option("--forget", help="Read it as before.")] = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Say how files of this form are read, or show how they are.

    Example: vouch questionnaire map form.xlsx --map "Controls:C=question,E=verdict"
    """
    if not file.is_file():
        raise wrong_use(f"there is no file {file}")
    with opened() as desk:
        found = read(desk, file, parse_maps(maps), who(by))
        forgotten = desk.forget(found.shape) if forget else 0
    if as_json:
        write_json({"forgotten": forgotten, "sheets": [_map_json(one) for one in found.maps]})
        return
    if forget:
        say(f"Forgot {counted(forgotten, 'sheet')}.")
        return
    for one in found.maps:
        columns = ", ".join(f"{column}={role.value}" for column, role in one.columns.items())
        say_wrapped(f"{one.sheet or '(the file)'}: {'skipped' if one.skip else columns}", "", "  ")
    say(counted(len(found.items), "question"))


def _map_json(one: "ColumnMap") -> dict[str, Any]:
    return {
        "sheet": one.sheet,
        "skip": one.skip,
        "columns": {column: role.value for column, role in one.columns.items()},
        "header": one.header,
    }
