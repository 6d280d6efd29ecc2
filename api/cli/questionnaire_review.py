"""``vouch questionnaire``: what a person does to rows."""

from typing import Annotated

import typer

from api.cli.filling import parse_day
from api.cli.library_options import By, who
from api.cli.output import JsonFlag, counted, say, say_wrapped, write_json, wrong_use
from api.cli.questionnaire_options import (
    Everything,
    Identity,
    Rows,
    Section,
    Status,
    chosen,
    opened,
)
from api.cli.questionnaire_text import label, show_row, show_summary, summary_json


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for name, command in (
        ("review", review),
        ("approve", approve),
        ("reject", reject),
        ("edit", edit),
        ("assign", assign),
        ("undo", undo),
    ):
        app.command(name)(command)


def review(
    identity: Identity,
    rows: Rows = None,
    section: Section = None,
    status: Status = None,
    everything: Everything = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Put drafted rows up for review, and show what to look at first.

    Example: vouch questionnaire review 3f2a91c0 --all
    """
    from kb.questionnaires.review import submit

    with opened() as desk:
        shown = desk.show(identity)
        numbers = chosen(shown, rows, section, status, everything=everything)
        submit(desk.base.records, shown.run.id, numbers, who(by))
        shown = desk.show(identity)
    if as_json:
        write_json(summary_json(shown))
    else:
        show_summary(shown)


def approve(
    identity: Identity,
    rows: Rows = None,
    section: Section = None,
    status: Status = None,
    everything: Everything = False,
    library: Annotated[
        bool, typer.Option("--library", help="Put them into the library of approved answers too.")
    ] = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Sign rows. Many at once leave out what is blank and what should be looked at by itself.

    Example: vouch questionnaire approve 3f2a91c0 --section Encryption --library
    """
    from kb.questionnaires import review as reviewing

    with opened() as desk:
        shown = desk.show(identity)
        numbers = chosen(shown, rows, section, status, everything=everything)
        named = chosen(shown, rows) if rows else []
        left = reviewing.not_in_bulk(shown.rows, shown.summary, set(numbers) - set(named))
        signed = [number for number in numbers if number not in left]
        person = who(by)
        done = reviewing.approve(desk.base.records, shown.run.id, signed, person)
        filed = desk.to_library(identity, signed, person) if library else None
    entries = [entry.id for entry in filed.added] if filed else []
    unfiled = dict(filed.left) if filed else {}
    if as_json:
        write_json(
            {
                "approved": [row.number for row in done],
                "left": {str(number): why for number, why in left.items()},
                "library": entries,
                "not_in_library": {str(number): why for number, why in unfiled.items()},
            }
        )
        return
    say(f"Approved {counted(len(done), 'row')}.")
    for number, why in left.items():
        say_wrapped(f"Left out: {label(shown.rows[number - 1])}: {why}", "  ", "    ")
    if filed:
        say(f"Library: {counted(len(entries), 'entry', 'entries')} added.")
    for number, why in unfiled.items():
        say_wrapped(f"Not added: row {number}: {why}", "  ", "    ")


def reject(
    identity: Identity,
    rows: Rows = None,
    section: Section = None,
    status: Status = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What is wrong.")] = "",
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Turn rows down: nothing of them goes into the customer's file.

    Example: vouch questionnaire reject 3f2a91c0 --row 2.4 --why "names the wrong product"
    """
    from kb.questionnaires import review as reviewing

    with opened() as desk:
        shown = desk.show(identity)
        numbers = chosen(shown, rows, section, status)
        done = reviewing.reject(desk.base.records, shown.run.id, numbers, who(by), why)
    if as_json:
        write_json({"rejected": len(done)})
    else:
        say(f"Rejected {counted(len(done), 'row')}.")


def edit(
    identity: Identity,
    row: Annotated[str, typer.Option("--row", metavar="N", help="Its number or reference.")],
    answer: Annotated[str | None, typer.Option(metavar="TEXT", help="What it says.")] = None,
    verdict: Annotated[
        str | None, typer.Option(metavar="WORD", help="yes, no, partial, not_applicable or none.")
    ] = None,
    cell: Annotated[
        list[str] | None,
        typer.Option("--cell", metavar="D5=TEXT", help="A cell's own text; may be repeated."),
    ] = None,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Replace what a row says by your own words; they are kept from then on.

    Example: vouch questionnaire edit 3f2a91c0 --row 2.4 --verdict no --answer "Planned for March."
    """
    from kb.questionnaires.codec import row_json
    from kb.questionnaires.review import Edit, verdict_named

    pairs = [text.partition("=") for text in cell or ()]
    if any(not sign for _, sign, _ in pairs):
        raise wrong_use("--cell takes D5=TEXT")
    if answer is None and verdict is None and not pairs:
        raise wrong_use("say what changes: --answer, --verdict or --cell")
    clear = verdict == "none"
    meant = None if verdict is None or clear else verdict_named(verdict)
    cells = {address.strip().upper(): text for address, _, text in pairs}
    with opened() as desk:
        shown = desk.show(identity)
        (number,) = chosen(shown, [row])
        done = desk.edit(identity, number, Edit(answer, meant, clear, cells), who(by))
    if as_json:
        write_json(row_json(done))
    else:
        show_row(done, {})


def assign(
    identity: Identity,
    owner: Annotated[str | None, typer.Option(metavar="NAME", help="Who sees to it.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="Until when.")] = None,
    rows: Rows = None,
    section: Section = None,
    status: Status = None,
    everything: Everything = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Say who sees to rows, and until when.

    Example: vouch questionnaire assign 3f2a91c0 --status blank --owner "Head of Platform"
    """
    from kb.questionnaires import review as reviewing

    with opened() as desk:
        shown = desk.show(identity)
        numbers = chosen(shown, rows, section, status, everything=everything)
        until = parse_day(due)
        reviewing.assign(desk.base.records, shown.run.id, numbers, who(by), owner, until)
    if as_json:
        write_json({"assigned": len(numbers)})
    else:
        say(f"Assigned {counted(len(numbers), 'row')}.")


def undo(
    identity: Identity,
    row: Annotated[str | None, typer.Option("--row", metavar="N", help="Of this row.")] = None,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Take back a person's last change.

    Example: vouch questionnaire undo 3f2a91c0
    """
    from kb.questionnaires import review as reviewing
    from kb.questionnaires.codec import row_json

    with opened() as desk:
        shown = desk.show(identity)
        number = None if row is None else chosen(shown, [row])[0]
        done = reviewing.undo(desk.base.records, shown.run.id, who(by), number)
    if as_json:
        write_json(row_json(done))
    else:
        show_row(done, {})
