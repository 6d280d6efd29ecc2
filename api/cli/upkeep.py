"""``vouch doctor``, ``reindex``, ``backup`` and ``restore``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import (
    JsonFlag,
    check_target,
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
    from kb.doctor import Finding


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("doctor")(doctor)
    app.command("reindex")(reindex)
    app.command("backup")(backup)
    app.command("restore")(restore)


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Compare the records with both indexes and check the model.

    Exit code 0 when all is well (or mended), 1 when something is not.

    Example: vouch doctor --repair
    """
    from kb.doctor import Level, examine

    with knowledge_base() as base, base.writing("doctor"):
        if base.chroma.position() is None:
            tell("bringing the indexes up to date first …")
            base.follow()
            base.follow_chroma()
        findings = list(examine(base))
        wrong = [f for f in findings if f.level is Level.ERROR]
        if repair and any(f.repair for f in wrong):
            for finding in wrong:
                if finding.repair is not None:
                    tell(f"mending: {finding.check} …")
                    finding.repair()
            findings = list(examine(base))
            wrong = [f for f in findings if f.level is Level.ERROR]
    if as_json:
        write_json([_finding_json(f) for f in findings])
    else:
        for finding in findings:
            mark = {"ok": "ok     ", "warning": "warning", "error": "ERROR  "}[finding.level.value]
            say_wrapped(f"{mark}  {finding.check}: {finding.detail}", "", " " * 9)
            if finding.fix and finding.level is not Level.OK:
                say_wrapped(finding.fix, " " * 9)
    if wrong:
        raise typer.Exit(1)


def _finding_json(finding: "Finding") -> dict[str, str]:
    return {
        "check": finding.check,
        "level": finding.level.value,
        "detail": finding.detail,
        "fix": finding.fix,
    }


def reindex(as_json: JsonFlag = False) -> None:
    """Build the indexes anew beside the old ones, then swap.

    Run it after changing VOUCH_EMBEDDER: it moves to the other model. Interrupted, it carries on
    where it stopped.

    Example: vouch reindex
    """
    from kb.reembedding import reindex as build

    def told(stage: str, done: int, total: int) -> None:
        tell(f"{stage}: {done} of {total}" if total > 1 else f"{stage} …")

    with knowledge_base() as base:
        count = build(base, told)
    if as_json:
        write_json({"embedded": count})
    else:
        say(f"Indexes built; {counted(count, 'passage')} embedded.")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")],
    as_json: JsonFlag = False,
) -> None:
    """Write records, uploads and settings to one file.

    The file is consistent even while others work. Indexes are left out: they are built again from
    the records.

    Example: vouch backup vouch-2026-11-22.zip
    """
    from dataclasses import asdict

    from kb.backup import backup as write

    check_target(file)
    with knowledge_base() as base:
        manifest = write(base.settings, base.records, file)
    if as_json:
        write_json(asdict(manifest))
    else:
        size = file.stat().st_size / 1e6
        say(f"Wrote {file} ({size:.1f} MB): {counted(manifest.documents, 'document')}.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `vouch backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite what the data folder holds.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Put a backup in place of the data folder's content.

    The indexes are built from it.

    Example: vouch restore vouch-2026-11-22.zip --replace
    """
    from dataclasses import asdict

    from kb.backup import restore as put_back
    from kb.records import audit
    from kb.settings import load_settings

    if not file.is_file():
        raise wrong_use(f"there is no file {file}")
    manifest = put_back(load_settings(), file, replace=replace)
    with knowledge_base() as base:
        with base.records.write() as connection:
            note = {"made_at": manifest.made_at, "sha256": manifest.sha256}
            audit.append(connection, "restore", note, actor=whoami())
        base.follow()
        base.follow_chroma()
    if as_json:
        write_json(asdict(manifest))
    else:
        say(f"Restored {counted(manifest.documents, 'document')}, backed up {manifest.made_at}.")
