"""How text is laid out for a person, and for a pipe."""

import os
import sys
from datetime import date
from pathlib import Path

import pytest

from api.cli.asking import show_answer
from api.cli.output import counted, progress, say_wrapped, short_path
from kb.values import Answer, Citation, Conflict, ConflictValue, Question, Reason, Status, Verdict

LONG = "Backups are encrypted at rest with AES-256, and keys are kept apart from them. " * 4


def at_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((columns, 24)))


def cited(text: str, **changes: object) -> Citation:
    facts = {"document": "Backup Policy", "document_id": "d", "version": 2, "heading": ("1. Keys",),
             "page": 3, "quote": text, "start": 0, "end": len(text),
             "source": "/srv/backup.pdf"} | changes  # fmt: skip
    return Citation(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_an_answer_wraps_at_the_terminals_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    at_terminal(monkeypatch, columns)

    show_answer(Answer(Question("?"), Status.GROUNDED, LONG.strip(), citations=(cited(LONG),)))

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= columns
    assert max(map(len, lines)) > columns - 15


def test_a_wide_terminal_is_not_filled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_terminal(monkeypatch, 240)

    say_wrapped(LONG)

    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100


def test_lines_of_a_list_stay_lines_and_hang(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_terminal(monkeypatch, 40)

    say_wrapped("The rules:\n- one that is longer than the terminal is wide\n- two")

    assert capsys.readouterr().out.splitlines() == [
        "The rules:",
        "- one that is longer than the terminal",
        "  is wide",
        "- two",
    ]


def test_a_pipe_gets_each_line_whole(capsys: pytest.CaptureFixture[str]) -> None:
    say_wrapped(LONG.strip(), "  ")

    assert capsys.readouterr().out == f"  {LONG.strip()}\n"


def test_an_answer_shows_verdict_note_place_and_age(capsys: pytest.CaptureFixture[str]) -> None:
    old = cited("Backups are encrypted.", valid_until=date(2020, 1, 31), expired=True)

    show_answer(
        Answer(Question("?"), Status.GROUNDED, "Backups are encrypted.",
               verdict=Verdict.NOT_APPLICABLE, citations=(old,), note="The evidence is old.")
    )  # fmt: skip

    assert capsys.readouterr().out.splitlines() == [
        "Not applicable.",
        "Backups are encrypted.",
        "Note: The evidence is old.",
        "",
        "  [1] Backup Policy > 1. Keys, page 3 (version 2, out of date since 2020-01-31)",
        "      “Backups are encrypted.”",
        "      /srv/backup.pdf",
    ]


def test_sources_that_disagree_are_shown_with_each_value(
    capsys: pytest.CaptureFixture[str],
) -> None:
    values = (
        ConflictValue("30 days", cited("kept for 30 days", document="Trust page", heading=())),
        ConflictValue("35 days", cited("kept for 35 days")),
    )
    answer = Answer(
        Question("?"),
        Status.ABSTAINED,
        reason=Reason.SOURCES_CONFLICT,
        conflicts=(Conflict("how long backups are kept", values),),
    )

    show_answer(answer)

    out = capsys.readouterr().out
    assert out.startswith("No answer (sources conflict).\n")
    assert "\nThe sources disagree: how long backups are kept\n" in out
    assert "  - 30 days: Trust page\n" in out
    assert "  - 35 days: Backup Policy > 1. Keys\n" in out


def test_a_disagreement_does_not_repeat_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    values = (ConflictValue("9", cited("nine")), ConflictValue("11", cited("eleven")))
    question = "How many subprocessors?"

    show_answer(
        Answer(Question(question), Status.GROUNDED, "Nine. Eleven.",
               conflicts=(Conflict(question, values),), citations=(cited("nine"),))
    )  # fmt: skip

    out = capsys.readouterr().out
    assert "\nThe sources disagree:\n  - 9: " in out
    assert question not in out


def test_a_table_row_is_quoted_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(Answer(Question("?"), Status.GROUNDED, "x", citations=(cited("a\tb\n c"),)))

    assert "“a | b c”" in capsys.readouterr().out


def test_counting() -> None:
    assert counted(0, "file") == "0 files"
    assert counted(1, "file") == "1 file"
    assert counted(1200, "query", "queries") == "1,200 queries"


def test_paths_are_shown_from_here_or_from_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "home", lambda: Path("/people/ada"))

    assert short_path(str(tmp_path / "a" / "b.md")) == str(Path("a/b.md"))
    assert short_path("/people/ada/policies/b.md") == "~/policies/b.md"
    assert short_path("/srv/b.md") == "/srv/b.md"
    assert short_path("upload:b.md") == "upload:b.md"


def test_progress_goes_to_stderr_and_no_colour_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    with progress() as watcher:
        watcher.stage("Reading", 2)
        watcher.advance(note="policy [draft].md")

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Reading" in shown.err
    assert "policy [draft].md" in shown.err
    assert "\x1b[3" not in shown.err


def test_without_a_terminal_progress_is_a_line_a_stage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress() as watcher:
        watcher.stage("Reading", 2)
        watcher.advance(note="policy.md")
        watcher.stage("Updating", 0)

    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "Reading: 2\n")
