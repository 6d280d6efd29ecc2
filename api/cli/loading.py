"""``vouch ingest``."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.audiences import parse_audience
from api.cli.output import (
    JsonFlag,
    counted,
    knowledge_base,
    progress,
    say,
    say_wrapped,
    short_path,
    whoami,
    write_json,
    wrong_use,
)

if TYPE_CHECKING:
    from ingest.report import Report

_COLLECTIONS = ("policy", "framework", "reference")
#: Files named below one reason, and reasons, before the rest is only counted; failures are all
#: named, and the JSON form names everything.
_NAMED = 3
_REASONS = 12


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest)


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Files, folders or zip archives.")
    ],
    collection: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What the documents prove: policy (what we do), framework (what a standard "
            "requires) or reference (guides and articles).",
        ),
    ] = "policy",
    audience: Annotated[
        str | None,
        typer.Option(
            metavar="WHO",
            help="Who may see them: public, nda or internal (VOUCH_AUDIENCE if not given), and any "
            "groups, as internal:legal.",
        ),
    ] = None,
    product: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="The one product they are about: questions about another leave them out.",
        ),
    ] = "",
    split: Annotated[
        bool,
        typer.Option("--split/--no-split", help="Cut documents into passages, or keep each whole."),
    ] = True,
    as_json: JsonFlag = False,
) -> None:
    """Load documents, or load them again.

    Unchanged files are passed over, changed ones become a new version, and files gone from a
    folder are taken out of answers. A file that cannot be read is reported and stops nothing.

    Example: vouch ingest ~/policies --collection policy --audience internal
    """
    from ingest.intake import Options
    from ingest.load import Loader
    from ingest.report import report_json
    from kb.settings import load_settings
    from kb.values import Collection

    settings = load_settings()
    audience = audience or settings.audience
    if collection not in _COLLECTIONS:
        raise wrong_use(f"--collection {collection}: use one of {', '.join(_COLLECTIONS)}")
    level, limit = parse_audience(audience), settings.chunk_words
    options = Options(Collection(collection), level, split, limit, product.strip())
    with knowledge_base() as base, progress() as watcher:
        report = Loader(base, options, watcher, actor=whoami()).load(paths)
    if as_json:
        write_json(report_json(report))
    else:
        _show(report)
    if report.failures:
        raise typer.Exit(1)


def _show(report: "Report") -> None:
    statuses = ", ".join(f"{count:,} {status}" for status, count in report.counts.items() if count)
    say(f"Files: {statuses or 'none found'}.")
    if report.documents:
        say(
            f"Stored {counted(report.documents, 'document')} in "
            f"{counted(report.chunks, 'passage')} ({report.chunks_embedded:,} embedded) in "
            f"{report.seconds:.1f} s."
        )
    failed = ((o.problem, o.path) for o in report.files if o.status.value == "failed")
    skipped = ((o.problem, o.path) for o in report.files if o.status.value == "skipped")
    noted = ((warning, o.path) for o in report.files for warning in o.warnings)
    _show_group("Failed", failed, everyone=True)
    _show_group("Skipped", skipped)
    _show_group("Notes", noted)
    if report.near_duplicates:
        say("Nearly the same:")
        for pair in report.near_duplicates:
            say_wrapped(f"{pair.similarity:.0%}  {pair.first} and {pair.second}", "  ", " " * 7)


def _show_group(title: str, found: Iterable[tuple[str, str]], *, everyone: bool = False) -> None:
    """What was said of which files, each reason once with its files below it."""
    reasons: dict[str, list[str]] = {}
    for reason, path in found:
        reasons.setdefault(reason, []).append(short_path(path))
    if not reasons:
        return
    say(f"{title}:")
    for reason, paths in list(reasons.items())[: None if everyone else _REASONS]:
        if len(paths) == 1:
            say_wrapped(f"{paths[0]}: {reason}", "  ", "    ")
            continue
        say_wrapped(f"{counted(len(paths), 'file')}: {reason}", "  ", "    ")
        named = paths if everyone else paths[:_NAMED]
        for path in named:
            say(f"    {path}")
        if len(named) < len(paths):
            say(f"    and {len(paths) - len(named):,} more; --json names each")
    if not everyone and len(reasons) > _REASONS:
        say(f"  and {len(reasons) - _REASONS:,} more; --json has them all")
