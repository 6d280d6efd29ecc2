"""``vouch``: the commands, and what happens to an error on its way out."""

import errno
import io
import os
import sys
import traceback
from types import TracebackType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli import (
    asking,
    assistants,
    auditing,
    evaluating,
    keys,
    library,
    loading,
    migrating,
    questionnaires,
    reports,
    serving,
    sources,
    upkeep,
)
from api.cli.output import say, tell
from kb.disk import disk_fault
from kb.errors import VouchError

_STOPPED = 130


class Commands(TyperGroup):
    """Runs a command and turns what goes wrong into one line on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Exit code 2 for an error meant for a person, 130 after Ctrl-C, 0 when the reader left."""
        try:
            return super().invoke(ctx)
        except VouchError as error:
            tell(f"vouch: {error}")
            raise typer.Exit(2) from None
        except (KeyboardInterrupt, typer.Abort):
            tell("\nvouch: stopped; everything stored so far is kept")
            raise typer.Exit(_STOPPED) from None
        except BrokenPipeError:
            # Whoever read our output has enough (`vouch sources list | head`).
            _discard_output()
            raise typer.Exit(0) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            # A file that the person named and may not read is no fault of a disk.
            fault = "" if error.errno in (errno.EACCES, errno.EPERM) else disk_fault(error)
            tell(f"vouch: {where}{error.strerror or error}" + (f"; {fault}" if fault else ""))
            raise typer.Exit(2) from None


app = typer.Typer(
    name="vouch",
    cls=Commands,
    help="Answers security and compliance questions from your own documents, with citations "
    "checked word for word. Start with: vouch ingest ~/policies, then: vouch ask "
    '"Do you enforce multi-factor authentication?"',
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"vouch {version('vouch-kb')}")
        raise typer.Exit(0)


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    """Options that stand before a command."""


loading.register(app)
asking.register(app)
app.add_typer(sources.app, name="sources")
app.add_typer(library.app, name="library")
evaluating.register(app)
questionnaires.register(app)
upkeep.register(app)
migrating.register(app)
reports.register(app)
app.add_typer(keys.app, name="keys")
app.add_typer(auditing.app, name="audit")
serving.register(app)
assistants.register(app)


def run() -> None:
    """The entry point: an error ends with an exit code and one line, never with a traceback."""
    sys.excepthook = _fault
    # The threads of numpy's products and of the embedding model would fight for the same cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or a file name that is not UTF-8 costs a character, not the answer.
            stream.reconfigure(errors="replace")
    # Not app(): it would put its own hook in the place of ours.
    command = typer.main.get_command(app)
    try:
        command()
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _discard_output()


def _discard_output() -> None:
    """Let what is still buffered go nowhere; the interpreter would complain when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of ours, in a line that can be reported; the traceback is for whoever asks."""
    from kb.settings import load_settings

    if issubclass(kind, KeyboardInterrupt):
        tell("\nvouch: stopped")
        return
    try:
        wanted = load_settings().log_level == "debug"
    except VouchError:
        wanted = False
    if wanted:
        tell("".join(traceback.format_exception(kind, error, trace)))
    last = traceback.extract_tb(trace)[-1:]
    where = "".join(f" ({frame.name}, line {frame.lineno})" for frame in last)
    tell(
        f"vouch: a fault in Vouch: {kind.__name__}: {error}{where}. What was stored is kept. "
        "Please report it; VOUCH_LOG_LEVEL=debug shows where it comes from"
    )
