"""``vouch fill``: a customer's questionnaire, answered and given back."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.audiences import parse_audience
from api.cli.library_options import By, who
from api.cli.output import (
    JsonFlag,
    check_target,
    counted,
    knowledge_base,
    progress,
    say,
    say_wrapped,
    tell,
    tell_if_empty,
    write_json,
    wrong_use,
)
from api.cli.questionnaire_files import export, parse_maps, read, report_target
from api.cli.questionnaire_text import show_summary, summary_json

if TYPE_CHECKING:
    from kb.questionnaires.desk import Questionnaires
    from kb.questionnaires.run import Options, Run
    from kb.values.questionnaires import ColumnMap, Questionnaire

_STEPS = 20

Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="SHEET:C=ROLE",
        help="How columns are read, where it was got wrong: question, id, section, guidance, "
        "verdict, answer, comment, evidence, owner, score, other; SHEET:skip leaves a sheet out. "
        "May be repeated; remembered for files of this form.",
    ),
]


def fill(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The customer's file.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the filled file goes.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="FILE", help="A report beside it: .jsonl, .xlsx, .md or .html."
        ),
    ] = None,
    audience: Annotated[
        str,
        typer.Option(metavar="WHO", help="What the customer may see: public, nda or internal."),
    ] = "internal",
    maps: Maps = None,
    sheet: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only questions of this sheet; may be repeated."),
    ] = None,
    customer: Annotated[
        str, typer.Option(metavar="NAME", help="Who asks; shows what they were told before.")
    ] = "",
    due: Annotated[str | None, typer.Option(metavar="DATE", help="Until when: 2026-12-31.")] = None,
    with_evidence: Annotated[
        bool, typer.Option("--with-evidence", help="Name the sources in the comment.")
    ] = False,
    organisation: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help='Our own name, for which "we" may be said.'),
    ] = None,
    product: Annotated[
        str,
        typer.Option(metavar="NAME", help="Give the answers that were approved for this product."),
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run of this file that was stopped.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be asked; stores nothing.")
    ] = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer a customer's questionnaire into a copy of it.

    Only answer cells change. What the documents do not answer stays blank, and the report says
    why. Nothing is approved by this: see `vouch questionnaire review`.

    Example: vouch fill questionnaire.xlsx --out filled.xlsx --report answers.jsonl
    """
    from kb.questionnaires.run import Options

    if not file.is_file():
        raise wrong_use(f"there is no file {file}")
    if out is None and not dry_run:
        raise wrong_use("say where the filled file goes: --out FILE")
    for target in (out, report):
        if target is not None:
            check_target(target)
    report_target(report)
    options = Options(
        parse_audience(audience),
        with_evidence,
        tuple(n.strip() for n in organisation or () if n),
        product=" ".join(product.split()),
    )
    given, person, until = parse_maps(maps), who(by), parse_day(due)
    with knowledge_base() as base:
        from kb.questionnaires.desk import Questionnaires

        desk = Questionnaires(base)
        questionnaire = _only(read(desk, file, given, person), sheet)
        if dry_run:
            _show_read(questionnaire, as_json=as_json)
            return
        tell_if_empty(base)
        run = _run(desk, questionnaire, file, options, customer, until, person, resume=resume)
        answer_rows(desk, run, person)
        assert out is not None
        written = export(desk, run.id, out, report, person)
        shown = desk.show(run.id)
    if as_json:
        write_json(summary_json(shown) | {"out": str(out), **written})
        return
    show_summary(shown)
    say()
    say_wrapped(f"Wrote {counted(written['written'], 'cell')} of {out}; see")
    say_wrapped(f"vouch questionnaire show {run.id[:8]}", "  ")


def answer_rows(desk: "Questionnaires", run: "Run", person: str, *, again: bool = False) -> int:
    """Answer what is to be answered, with progress; returns how many rows were."""
    from kb.questionnaires.run import DECIDED, State

    rows = desk.show(run.id).rows
    count = sum(r.state is State.WAITING or (again and r.state not in DECIDED) for r in rows)
    done = 0
    try:
        with progress() as watcher:
            watcher.stage("Answering", count)
            for row in desk.answer(run.id, person, again=again):
                done += 1
                watcher.advance(note=row.item.text)
    except KeyboardInterrupt:
        tell(
            f"\nvouch: {done} of {count} answered and kept; the same command with --resume goes on"
        )
        raise
    return done


def parse_day(text: str | None) -> date | None:
    """A date as ``2026-12-31``; wrong use for anything else."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise wrong_use(f"--due {text}: write the date as 2026-12-31") from None


def _run(
    desk: "Questionnaires",
    questionnaire: "Questionnaire",
    file: Path,
    options: "Options",
    customer: str,
    due: date | None,
    person: str,
    *,
    resume: bool,
) -> "Run":
    """The run to go on with, or a new one."""
    held = desk.unfinished(questionnaire.digest, customer, options)
    if resume:
        held = held or desk.finished(questionnaire.digest, customer, options)
        if held is not None:
            return held
        tell("vouch: there is no run of this file to go on with; starting one")
    elif held is not None:
        tell(f"vouch: run {held.id[:8]} of this file was stopped; --resume would go on with it")
    data = file.read_bytes()
    return desk.start(
        questionnaire,
        data,
        options,
        customer=customer,
        due=due,
        path=str(file.absolute()),
        by=person,
    )


def _only(questionnaire: "Questionnaire", sheets: Sequence[str] | None) -> "Questionnaire":
    from dataclasses import replace

    if not sheets:
        return questionnaire
    known = list(dict.fromkeys(item.place.sheet for item in questionnaire.items))
    for name in sheets:
        if name not in known:
            raise wrong_use(f"--sheet {name}: questions were found on {', '.join(known) or 'none'}")
    items = tuple(item for item in questionnaire.items if item.place.sheet in sheets)
    return replace(questionnaire, items=items)


def _show_read(questionnaire: "Questionnaire", *, as_json: bool) -> None:
    items = questionnaire.items
    if as_json:
        write_json(
            {
                "name": questionnaire.name,
                "kind": questionnaire.kind.value,
                "shape": questionnaire.shape,
                "notes": list(questionnaire.notes),
                "maps": [_map_json(one) for one in questionnaire.maps],
                "questions": [_item_json(item) for item in items],
            }
        )
        return
    sheets: dict[str, int] = {}
    for item in items:
        sheets[item.place.sheet] = sheets.get(item.place.sheet, 0) + 1
    say(f"{questionnaire.name}: {counted(len(items), 'question')}")
    for name, count in sheets.items():
        say(f"  {name or '(the file)'}: {count}")
    for note in questionnaire.notes:
        say_wrapped(f"Note: {note}", "  ", "    ")
    for item in items:
        cells = ", ".join(f"{cell.role.value} {cell.place.cell}" for cell in item.cells)
        doubt = f"  (in doubt: {item.doubt})" if item.doubt else ""
        say_wrapped(f"{item.place}  {item.ref}  {item.text[:120]}  → {cells}{doubt}", "", " " * 4)


def _item_json(item: Any) -> dict[str, Any]:
    from kb.questionnaires.codec import item_json

    return item_json(item)


def _map_json(one: "ColumnMap") -> dict[str, Any]:
    from kb.questionnaires.codec import map_json

    return map_json(one)
