"""A file may do what it likes to its reader; the next file is read as if nothing had been."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.detect import Format
from ingest.limits import Limits
from ingest.sandbox import ReaderPool, ReadResult
from kb.errors import LimitError, UnreadableError, UnsupportedError

REGISTRY = "tests.ingest.misbehaving:READERS"
LIMITS = Limits(seconds=2, memory_mb=300, characters=100_000, records=50, file_bytes=10_000)
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a guard of Linux")

Ask = Callable[[str], ReadResult]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(LIMITS, registry=REGISTRY) as pool:
        yield pool


@pytest.fixture
def ask(pool: ReaderPool, tmp_path: Path) -> Ask:
    """Read a file that holds a command, then see that an honest file is still read."""

    def ask(text: str) -> ReadResult:
        (tmp_path / "asked.txt").write_text(text, "utf-8")
        result = pool.read(tmp_path / "asked.txt")
        (tmp_path / "next.txt").write_text("an honest file", "utf-8")
        following = pool.read(tmp_path / "next.txt")
        assert following.error is None
        assert following.documents[0].text == "an honest file"
        return result

    return ask


def test_a_file_is_read(ask: Ask) -> None:
    result = ask("Passwords have 14 characters.")

    assert result.error is None
    assert result.documents[0].text == "Passwords have 14 characters."
    assert result.format is Format.TEXT
    assert 0 < result.seconds < LIMITS.seconds


@pytest.mark.parametrize("command", ["hang", "wait"])
def test_a_reader_that_never_ends_is_stopped(ask: Ask, command: str) -> None:
    result = ask(command)

    assert isinstance(result.error, LimitError)
    assert "2 seconds" in result.error.reason
    assert result.format is Format.TEXT
    assert result.documents == ()


@linux_only
def test_memory_is_limited(ask: Ask) -> None:
    result = ask("hog")

    assert isinstance(result.error, LimitError)
    assert "300 MB of memory" in result.error.reason


@linux_only
def test_a_process_that_grew_is_replaced(ask: Ask) -> None:
    first, second = ask("leak 250"), ask("leak 250")

    assert first.error is None
    assert second.error is None
    assert first.documents[0].text != second.documents[0].text


@pytest.mark.parametrize(("command", "how"), [("segfault", "SIGSEGV"), ("exit 0", "exit status 0")])
def test_a_crash_is_an_error_like_any_other(ask: Ask, command: str, how: str) -> None:
    result = ask(command)

    assert type(result.error) is UnreadableError
    assert how in result.error.reason


def test_a_library_that_aborts_is_taken_to_want_memory(ask: Ask) -> None:
    error = ask("abort").error

    assert isinstance(error, LimitError)
    assert "SIGABRT" in error.reason
    assert "300 MB" in error.reason


def test_a_crash_in_a_used_process_is_tried_again_in_a_fresh_one(ask: Ask) -> None:
    ask("a file before")

    assert ask("segfault-if-used").documents[0].text == "fresh"


def test_prints_of_a_library_do_not_disturb_the_answer(ask: Ask) -> None:
    assert ask("shout").documents[0].text == "said and done"


@pytest.mark.parametrize("command", ["lie", "wrong-type"])
def test_answers_of_the_wrong_shape_are_not_believed(ask: Ask, command: str) -> None:
    result = ask(command)

    assert result.documents == ()
    assert result.error is not None
    assert "nonsense" in result.error.reason


@pytest.mark.parametrize(
    ("name", "kind"),
    [("unreadable", UnreadableError), ("unsupported", UnsupportedError), ("limit", LimitError)],
)
def test_errors_cross_with_their_kind(ask: Ask, name: str, kind: type[UnreadableError]) -> None:
    error = ask(f"raise {name}").error

    assert type(error) is kind
    assert error.reason.startswith("it ")
    assert error.hint
    if kind is UnreadableError:
        assert error.place == "page 3"


def test_an_unexpected_error_is_told_in_one_short_line(ask: Ask) -> None:
    error = ask("raise key").error

    assert type(error) is UnreadableError
    assert error.reason.startswith("the text file could not be read: KeyError: '/Root")
    assert len(error.reason) < 400
    assert "\n" not in str(error)
    assert "Traceback" not in str(error)


def test_deep_nesting_is_a_limit(ask: Ask) -> None:
    assert isinstance(ask("raise recursion").error, LimitError)


def test_a_reader_that_exits_does_not_take_its_process_along(ask: Ask) -> None:
    assert type(ask("raise exit").error) is UnreadableError


@pytest.mark.parametrize("flood", ["2 60000", "51 1", "1 999999999"])
def test_output_is_limited(ask: Ask, flood: str) -> None:
    result = ask(f"flood {flood}")

    assert isinstance(result.error, LimitError)
    assert result.documents == ()


@pytest.mark.parametrize("command", ["connect", "start"])
def test_network_and_programs_are_out_of_reach(ask: Ask, command: str) -> None:
    error = ask(command).error

    assert error is not None
    assert "PermissionError: a reader may not" in error.reason


@pytest.mark.parametrize("command", ["write", "remove"])
def test_files_cannot_be_changed(ask: Ask, tmp_path: Path, command: str) -> None:
    target = tmp_path / "target.txt"
    target.write_text("untouched", "utf-8")

    error = ask(f"{command} {target}").error

    assert error is not None
    assert "may not change files" in error.reason
    assert target.read_text("utf-8") == "untouched"


def test_the_environment_holds_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "sesame")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    (tmp_path / "a.txt").write_text("environment", "utf-8")

    with ReaderPool(LIMITS, registry=REGISTRY) as pool:
        seen = pool.read(tmp_path / "a.txt").documents[0].text

    assert "sesame" not in seen
    assert "proxy" not in seen


def test_lone_surrogates_do_not_cross(ask: Ask) -> None:
    assert ask("surrogate").documents[0].text == "a?b"


def test_too_large_a_file_is_not_opened(ask: Ask) -> None:
    error = ask("x" * 10_001).error

    assert isinstance(error, LimitError)
    assert "10,001 bytes" in error.reason


def test_what_is_no_file_is_an_error_and_not_a_wait(pool: ReaderPool, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    reasons = [
        str(pool.read(path).error)
        for path in (tmp_path / "pipe.txt", tmp_path, tmp_path / "missing.txt")
    ]

    assert reasons == [
        "it is a pipe, socket or device, not a file",
        "it is a folder, not a file",
        "there is no such file",
    ]


def test_a_format_without_a_reader_is_unsupported(pool: ReaderPool, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<!doctype html><p>Text", "utf-8")

    result = pool.read(tmp_path / "a.html")

    assert isinstance(result.error, UnsupportedError)
    assert result.format is Format.HTML


def test_a_reader_that_cannot_be_imported_is_an_error(pool: ReaderPool, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Title", "utf-8")

    assert "No module named" in str(pool.read(tmp_path / "a.md").error)
