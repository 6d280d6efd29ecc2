"""Write docs/commands.md from the commands: .venv/bin/python scripts/commands_page.py"""

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import typer

from api.cli.main import app
from scripts.page import table, write_or_check

INTRODUCTION = """\
# Commands

<!-- Written by scripts/commands_page.py from api/cli; do not edit by hand. -->

Data goes to stdout, progress and messages to stderr. With `--json`, stdout holds one JSON value and
nothing else. Settings come from the environment: see [settings.md](settings.md). `VOUCH_HOME` is
the data folder.

| Exit code | Meaning |
| --- | --- |
| 0 | Done. A question that the documents do not answer is an answer too. |
| 1 | Done in part: some files failed (each is named), or the doctor found something wrong. |
| 2 | Not done: wrong use, a wrong setting, or a data folder that another process is writing to. |
| 130 | Stopped with Ctrl-C. What was stored until then is kept. |
"""


def page() -> str:
    """The whole page."""
    root = typer.main.get_command(app)
    return INTRODUCTION + "".join(_section(*found) for found in _commands(root, ("vouch",)))


def _commands(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name), command


def _section(path: tuple[str, ...], command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    usage = " ".join([*path, *(_argument(p) for p in arguments), "[OPTIONS]" if options else ""])
    parts = [f"\n## {' '.join(path)}\n", f"```\n{usage.strip()}\n```\n", _prose(command.help)]
    rows = [[f"`{_argument(p)}`", str(p.help), ""] for p in arguments]
    rows += [[f"`{_spelling(p)}`", str(p.help), _default(p)] for p in options]
    return "\n".join([*parts, table(["", "What it is", "Default"], rows)]) + "\n"


def _prose(text: str | None) -> str:
    """The help as Markdown: what follows ``Example:`` and ``vouch …`` is code."""
    out = []
    for paragraph in inspect.cleandoc(text or "").split("\n\n"):
        flat = " ".join(paragraph.split())
        if flat.startswith("Example: "):
            out.append(f"```sh\n{flat.removeprefix('Example: ')}\n```\n")
            continue
        flat = re.sub(r"\{.*?\]?\}", lambda found: f"`{found[0]}`", flat)
        out.append(re.sub(r": (vouch .*)$", r":\n\n```sh\n\1\n```", flat) + "\n")
    return "\n".join(out)


def _argument(param: Any) -> str:
    name = (param.metavar or param.name.upper()).strip("[]{}.")
    name += "…" if param.nargs == -1 else ""
    return name if param.required else f"[{name}]"


def _spelling(param: Any) -> str:
    names = ", ".join(param.opts) + "".join(f" / {name}" for name in param.secondary_opts)
    if param.is_flag:
        return names
    return f"{names} {param.metavar or param.name.upper()}"


def _default(param: Any) -> str:
    if param.is_flag:
        return f"`{param.opts[0]}`" if param.default and param.secondary_opts else ""
    return "" if param.default in (None, ()) else f"`{param.default}`"


if __name__ == "__main__":
    write_or_check("commands.md", page(), "scripts/commands_page.py")
