"""What the commands share: writing data, opening the knowledge base, showing progress."""

import getpass
import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ingest.progress import Progress
    from kb.knowledge_base import KnowledgeBase

JsonFlag = Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")]


def say(text: str = "") -> None:
    """One line of data."""
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """One line for the person watching, on stderr."""
    sys.stderr.write(text + "\n")


def say_wrapped(text: str, indent: str = "", hanging: str | None = None) -> None:
    """Text for a person: each of its lines wrapped at the terminal's width, at most 100.

    Later lines are indented by ``hanging`` (``indent`` by default). Where stdout is no terminal a
    line stays whole, so that it can be searched and cut.
    """
    later = indent if hanging is None else hanging
    if not sys.stdout.isatty():
        say("\n".join((indent if n == 0 else later) + t for n, t in enumerate(text.split("\n"))))
        return
    width = max(min(shutil.get_terminal_size().columns, 100), 40)
    for number, line in enumerate(text.split("\n")):
        first = indent if number == 0 else later
        item = later + "  " if line.startswith(("- ", "• ")) else later
        wrapped = textwrap.fill(
            line,
            width,
            initial_indent=first,
            subsequent_indent=item,
            break_long_words=False,
            break_on_hyphens=False,
        )
        say(wrapped)


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 file``, ``2 files``, ``1,200 files``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def short_path(path: str) -> str:
    """A path as a person would write it from here: relative to this folder, or from ``~``."""
    for base, prefix in ((Path.cwd(), ""), (Path.home(), "~/")):
        try:
            return f"{prefix}{Path(path).relative_to(base)}"
        except ValueError:
            continue
    return path


def write_json(value: Any) -> None:
    """One JSON value on stdout; in ASCII where stdout cannot carry more."""
    unicode = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    sys.stdout.write(json.dumps(value, ensure_ascii=not unicode, indent=2) + "\n")


def wrong_use(message: str) -> typer.Exit:
    """The exit for wrong use, after saying what was wrong."""
    tell(f"vouch: {message}")
    return typer.Exit(2)


def read_jsonl(path: Path, *fields: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file; each of ``fields`` holds text or a number.

    A line that is none of these is wrong use: exit 2, naming the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise wrong_use(f"{path} is not UTF-8 text: {error}") from error
    except OSError as error:
        raise wrong_use(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise wrong_use(f"{path}, line {number}: not JSON: {error}") from error
        if not isinstance(record, dict):
            raise wrong_use(f"{path}, line {number}: not a JSON object")
        for field in fields:
            if field not in record:
                raise wrong_use(f'{path}, line {number}: "{field}" is missing')
            if isinstance(record[field], bool) or not isinstance(record[field], str | int | float):
                raise wrong_use(f'{path}, line {number}: "{field}" must be text')
        yield record


def check_target(path: Path) -> None:
    """Exit for wrong use unless a file can be written at ``path``: before the work, not after."""
    if path.is_dir():
        raise wrong_use(f"{path} is a folder; name a file")
    if not path.parent.is_dir():
        raise wrong_use(f"{path}: there is no folder {path.parent}")


def write_jsonl(path: Path, records: Iterable[dict[str, Any]]) -> int:
    """Write ``records`` one a line, whole or not at all; returns how many."""
    partial = path.with_name(path.name + ".partial")
    count = 0
    try:
        with partial.open("w", encoding="utf-8", errors="replace") as stream:
            for record in records:
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count


def whoami() -> str:
    """Who runs the command, as the audit log names them."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return "cli:unknown"  # an account that has no name, as in some containers


@contextmanager
def knowledge_base() -> Iterator["KnowledgeBase"]:
    """The knowledge base of the settings in force."""
    from kb.knowledge_base import open_knowledge_base
    from kb.settings import load_settings

    with open_knowledge_base(load_settings()) as base:
        yield base


def tell_if_empty(base: "KnowledgeBase") -> None:
    """Say how to load documents, where there are none."""
    from kb.records.passages import count_live

    with base.records.read() as connection:
        live = count_live(connection)
    if live == 0:
        tell(
            f"vouch: there are no documents in {base.settings.home} yet. Load some with: "
            "vouch ingest FOLDER (VOUCH_HOME names another data folder)"
        )


@contextmanager
def progress() -> Iterator["Progress"]:
    """A progress display on stderr; a quiet one where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<20}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[note]}", markup=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bars(bars)


class _Lines:
    """Says the stage only, one line each: for logs."""

    def stage(self, name: str, total: int) -> None:
        if total:
            tell(f"{name}: {total}")

    def advance(self, steps: int = 1, *, note: str = "") -> None:
        """Says nothing."""


class _Bars:
    """One bar a stage."""

    def __init__(self, bars: Any) -> None:
        self._bars = bars
        self._task: Any = None

    def stage(self, name: str, total: int) -> None:
        self._task = self._bars.add_task(name, total=total, rate="", note="")

    def advance(self, steps: int = 1, *, note: str = "") -> None:
        shown = ("…" + note[-50:]) if len(note) > 50 else note
        task = self._bars.tasks[self._bars.task_ids.index(self._task)]
        rate = f"{task.speed:.1f}/s" if task.speed else ""
        # The note may hold square brackets, which rich would read as mark-up.
        self._bars.update(self._task, advance=steps, note=shown.replace("[", "\\["), rate=rate)
