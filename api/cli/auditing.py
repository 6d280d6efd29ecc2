"""``vouch audit``: look at the log, check that nobody changed it, answer again from it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.output import (
    JsonFlag,
    counted,
    knowledge_base,
    say,
    say_wrapped,
    tell,
    whoami,
    write_json,
    wrong_use,
)

if TYPE_CHECKING:
    from kb.records import Records
    from kb.settings import Settings

app = typer.Typer(
    help="Show the audit log, and check that nobody changed it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Record = Annotated[str, typer.Argument(metavar="ID", help="A row's id; an answer's `record`.")]
Day = Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Rows from this day on.")]


@app.command("verify")
def verify(
    since: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A checkpoint kept elsewhere that it must agree with."),
    ] = None,
    public_key: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Trust this key alone; may be repeated."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Recompute the whole log, and hold it against the signed checkpoints.

    Names every row that was changed, removed, put in or moved. Exit code 1 if there is one. That
    the last rows were cut off only a checkpoint shows: keep some on another machine.

    Example: vouch audit verify
    """
    from kb.audit.check import check

    if since is not None and not since.is_file():
        raise wrong_use(f"there is no file {since}")
    with _records() as (records, settings):
        found = check(records, settings, public_keys=public_key or (), since=since)
    if as_json:
        write_json(asdict(found))
    else:
        for finding in found.findings:
            say_wrapped(f"{finding.kind.upper()}: {finding.detail}", "", "  ")
        for note in found.notes:
            tell(f"note: {note}")
        unsigned = found.rows - found.signed_rows
        say(
            f"{counted(found.rows, 'row')}, {counted(found.checkpoints, 'checkpoint')}, "
            f"{unsigned:,} rows after the last one; {counted(len(found.findings), 'finding')} "
            f"({found.seconds:.1f} s)"
        )
    if found.findings:
        raise typer.Exit(1)


@app.command("list")
def list_rows(
    kind: Annotated[str, typer.Option(help="Only this kind, such as answer or library.")] = "",
    actor: Annotated[str, typer.Option(help="Only what this one did.")] = "",
    document: Annotated[str, typer.Option(metavar="ID", help="Only about this document.")] = "",
    since: Day = "",
    until: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Up to this day.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Most rows.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="Rows passed over.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """List what was logged, the latest first.

    Example: vouch audit list --kind answer --since 2026-11-01
    """
    from kb.audit.listing import Wanted, listing

    wanted = Wanted(kind, actor, document, _day("--since", since), _day("--until", until))
    with _records() as (records, _), records.read() as connection:
        total, rows = listing(connection, wanted, None, limit, offset)
    if as_json:
        write_json({"total": total, "limit": limit, "offset": offset, "rows": rows})
        return
    for row in rows:
        say(f"{row['position']:>7}  {row['at'][:19]}  {row['id']}  {row['kind']}  {row['actor']}")
        told = _told(row["payload"])
        if told:
            say_wrapped(told, " " * 9)
    tell(f"{len(rows)} of {counted(total, 'row')}")


@app.command("show")
def show(identity: Record, as_json: JsonFlag = False) -> None:
    """Show a row; of an answer what was said, and what has become of its quotes since.

    Example: vouch audit show 6f0f7a0c1a5b4b6f9a0f1c2d3e4f5a6b
    """
    from kb.audit.shown import shown
    from kb.errors import NotFoundError
    from kb.records import audit

    with _records() as (records, _), records.read() as connection:
        row = audit.read(connection, identity)
        if row is None:
            raise NotFoundError(f"there is no row {identity}; see `vouch audit list`")
        row["documents"] = audit.sources_of(connection, identity)
        payload = row["payload"]
        if row["kind"] == "answer" and isinstance(payload, dict) and "answer" in payload:
            found = shown(connection, row, date.today())
            found["quotes"] = [asdict(quote) for quote in found["quotes"]]
        else:
            found = {}
    if as_json:
        write_json(found or row)
    elif found:
        _show_answer(found)
    else:
        write_json(row)


def _show_answer(found: dict[str, Any]) -> None:
    answer = found["answer"]
    say(f"{found['at']}  {found['actor']}  ({found['audience']})")
    for earlier in found["history"]:
        say_wrapped(f"earlier: {earlier}", "", "  ")
    say_wrapped(f"asked: {found['question']}", "", "  ")
    verdict = f", {answer['verdict']}" if answer["verdict"] else ""
    say(f"{answer['status']}{verdict}{', ' + answer['reason'] if answer['reason'] else ''}")
    for text in (answer["answer"], answer["note"]):
        if text:
            say_wrapped(text, "  ")
    for quote in found["quotes"]:
        say_wrapped(f"“{quote['quote']}”", "  ", "    ")
        marks = [quote["state"]]
        marks += ["out of date"] if quote["expired"] else []
        marks += [] if quote["stored"] else ["the quoted words are not stored any more"]
        if quote["state"] == "changed":
            marks.append("still said" if quote["still_said"] else "no longer said")
        say_wrapped(f"{quote['document']}, version {quote['version']}: {', '.join(marks)}", "    ")
    made = found["made_by"]
    say(
        f"Vouch {made.get('code', '?')}, {made.get('model', '?')}, change {made.get('change', '?')}"
    )


@app.command("replay")
def replay(identity: Record, as_json: JsonFlag = False) -> None:
    """Answer a past question again, and say what is different and why.

    The new answer is logged as any other. Exit code 1 if it differs.

    Example: vouch audit replay 6f0f7a0c1a5b4b6f9a0f1c2d3e4f5a6b
    """
    from kb.audit.replay import replay as again

    with knowledge_base() as base:
        found = again(base, identity, whoami())
    if as_json:
        write_json(asdict(found))
    elif found.same:
        say("The same answer, letter for letter.")
    else:
        say(f"Another answer; different: {', '.join(found.differences)}.")
        for reason in found.reasons:
            say_wrapped(f"- {reason}")
        say_wrapped(f"then: {found.then['answer'] or found.then['status']}", "", "      ")
        say_wrapped(f"now:  {found.now['answer'] or found.now['status']}", "", "      ")
    if not found.same:
        raise typer.Exit(1)


@app.command("checkpoint")
def checkpoint(as_json: JsonFlag = False) -> None:
    """Sign how the log stands, and print it: keep a copy on another machine.

    Example: vouch audit checkpoint
    """
    from kb.audit.checkpoints import checkpoint_file, make
    from kb.audit.notes import signer

    with _records() as (records, settings):
        made = make(records, settings)
        public_key = signer(settings.home)[0].public_key
    if as_json:
        write_json(asdict(made) | {"public_key": public_key})
        return
    sys.stdout.write(made.note)
    tell(f"Added to {checkpoint_file(settings)}. The public key: {public_key}")


@app.command("export")
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The new folder to write.")],
    as_json: JsonFlag = False,
) -> None:
    """Write the whole log to a folder, with a program that checks it without Vouch.

    Example: vouch audit export audit-2026-11
    """
    from kb.audit.export import VERIFIER
    from kb.audit.export import export as write

    with _records() as (records, settings):
        count = write(records, settings, folder)
    if as_json:
        write_json({"folder": str(folder), "rows": count})
    else:
        say(f"Wrote {counted(count, 'row')}. Check them: python {folder / VERIFIER} {folder}")


@contextmanager
def _records() -> Iterator[tuple["Records", "Settings"]]:
    """The records alone: the log needs no index and no model."""
    from kb.records import open_records
    from kb.settings import load_settings

    settings = load_settings()
    records = open_records(settings.records_url)
    try:
        yield records, settings
    finally:
        records.close()


def _told(payload: Any) -> str:
    """One line of what a row holds."""
    if not isinstance(payload, dict):
        return ""
    answer = payload.get("answer")
    if isinstance(answer, dict):
        return f"{answer['question']} → {answer['status']}"
    short = (f"{name} {value}" for name, value in payload.items() if isinstance(value, str | int))
    return ", ".join(short)[:200]


def _day(option: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong_use(f"{option} {text}: say a date like 2026-11-23") from None
