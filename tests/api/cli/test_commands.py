"""What holds for every command: help, JSON, and how an error leaves."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from api.cli.main import app
from tests.api.cli.conftest import Vouch

ROOT = Path(__file__).resolve().parents[3]
#: Importing any of these would make `vouch --help` slow.
HEAVY = ("numpy", "sqlalchemy", "chromadb", "tantivy", "onnxruntime", "pydantic", "fastapi")
#: These run until they are stopped; they have no result to write as JSON.
SERVERS = ("serve", "ui", "mcp")


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command, as what one types after ``vouch``."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def spelled(path: tuple[str, ...]) -> str:
    return " ".join(path)


COMMANDS = tuple(commands())


def test_the_commands_are_those_of_the_contract() -> None:
    assert sorted(map(spelled, COMMANDS)) == [
        "ask", "audit checkpoint", "audit export", "audit list", "audit replay", "audit show",
        "audit verify", "backup", "conflicts", "coverage", "crosswalk", "doctor", "eval", "fill",
        "ingest", "keys create", "keys list", "keys revoke", "library add", "library approve",
        "library edit", "library export", "library import", "library list", "library retire",
        "library show", "library undo", "mcp", "migrate", "questionnaire answer",
        "questionnaire approve", "questionnaire assign", "questionnaire edit",
        "questionnaire export", "questionnaire list", "questionnaire map", "questionnaire reject",
        "questionnaire review", "questionnaire show", "questionnaire undo", "reindex", "restore",
        "search", "serve", "sources list", "sources purge", "sources remove", "sources show", "ui",
    ]  # fmt: skip


@pytest.mark.parametrize("path", COMMANDS, ids=spelled)
def test_help_has_an_example_of_the_command(vouch: Vouch, path: tuple[str, ...]) -> None:
    done = vouch(*path, "--help")

    assert done.code == 0
    assert f"Example: vouch {spelled(path)}" in " ".join(done.out.split())
    assert done.err == ""


@pytest.mark.parametrize("path", COMMANDS, ids=spelled)
def test_help_describes_every_option(path: tuple[str, ...]) -> None:
    command = typer.main.get_command(app)
    for name in path:
        command = command.commands[name]  # type: ignore[attr-defined]

    assert [p.name for p in command.params if not getattr(p, "help", None)] == []


@pytest.mark.parametrize("path", [p for p in COMMANDS if p[0] not in SERVERS], ids=spelled)
def test_every_command_with_a_result_takes_json(vouch: Vouch, path: tuple[str, ...]) -> None:
    assert "--json" in vouch(*path, "--help").out


def test_the_list_of_commands_fits_a_line_each(vouch: Vouch) -> None:
    listed = vouch("--help").out.split("Commands:\n")[1].splitlines()

    # What serve and ui say is theirs to shorten.
    assert [
        line for line in listed if line.endswith("...") and line.split()[0] not in SERVERS
    ] == []


def test_version_names_the_version(vouch: Vouch) -> None:
    assert vouch("--version").out.startswith("vouch 0.")


def test_the_page_of_commands_is_current() -> None:
    command = [sys.executable, "scripts/commands_page.py", "--check"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_no_command_shows_the_help(vouch: Vouch) -> None:
    done = vouch()

    assert done.code == 2
    assert "Commands:" in done.out + done.err


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys\nfrom api.cli.main import run\nsys.argv = ['vouch', '--help']\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write(','.join(n for n in {HEAVY!r} if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "Commands:" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["ingets", "x"], "ingest"),
        (["sources", "lsit"], "list"),
        (["ask", "a?", "--adience", "nda"], "--audience"),
        (["doctor", "--repare"], "--repair"),
    ],
)
def test_a_misspelt_word_is_wrong_use_and_the_right_one_is_named(
    vouch: Vouch, arguments: list[str], hint: str
) -> None:
    done = vouch(*arguments)

    assert done.code == 2
    assert hint in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ingest"], "Missing argument"),
        (["ask"], "give one question, or --batch FILE --out FILE"),
        (["ask", "a?", "--batch", "b.jsonl"], "give one question, or"),
        (["ask", "--batch", "b.jsonl"], "--batch and --out go together"),
        (["ask", "a?", "--audience", "all"], "use public, nda or internal"),
        (["search", "a", "--collection", "laws"], "use one of policy, framework"),
        (["search", "a", "-k", "0"], "-k"),
        (["ingest", ".", "--collection", "answers"], "use one of policy, framework, reference"),
        (["ask", "a?", "--audience", "nda:legal"], "VOUCH_GROUPS does not name legal"),
        (["ingest", ".", "--audience", "everyone"], "use public, nda or internal"),
    ],
)
def test_wrong_use_is_said_on_stderr(vouch: Vouch, arguments: list[str], says: str) -> None:
    done = vouch(*arguments)

    assert done.code == 2
    assert says in " ".join(done.err.split())
    assert done.out == ""


def test_wrong_use_opens_no_data_folder(vouch: Vouch, home: Path) -> None:
    vouch("ask")
    vouch("search", "a", "--audience", "all")

    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("VOUCH_CHUNK_WRODS", "120", "unknown setting VOUCH_CHUNK_WRODS"),
        ("VOUCH_PORT", "many", "VOUCH_PORT='many'"),
        ("VOUCH_LIMITS__PAGES", "0", "VOUCH_LIMITS__PAGES='0'"),
        ("VOUCH_EMBEDDER", "magic", "VOUCH_EMBEDDER='magic'"),
    ],
)
def test_a_wrong_setting_is_named(
    vouch: Vouch, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)

    done = vouch("ask", "Do you encrypt backups?", "--json")

    assert done.code == 2
    assert done.err.startswith(f"vouch: {says}")
    assert done.out == ""


def test_records_that_are_none_are_an_error_not_a_fault(vouch: Vouch, home: Path) -> None:
    home.mkdir()
    (home / "vouch.db").write_text("this is no database, but long enough to look at" * 99)

    done = vouch("sources", "list")

    assert done.code == 2
    assert "the records could not be read" in done.err


def test_a_data_folder_that_is_a_file_is_said(vouch: Vouch, home: Path) -> None:
    home.write_text("a file")

    done = vouch("doctor")

    assert done.code == 2
    assert str(home) in done.err


def test_json_is_ascii_where_the_terminal_can_carry_no_more(
    home: Path, loaded: Vouch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    command = [sys.executable, "-c", "from api.cli.main import run; run()"]

    done = subprocess.run(
        [*command, "search", "“backups”", "--json"], capture_output=True, check=True
    )

    assert json.loads(done.stdout.decode("ascii"))["query"] == "“backups”"
