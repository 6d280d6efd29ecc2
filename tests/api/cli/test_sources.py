"""``vouch sources``: list, show, remove and purge."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from api.cli.sources import remove
from tests.api.cli.conftest import POLICY, Vouch

UNKNOWN = "0000000000000000"


def test_list_has_a_line_each_below_the_names_of_the_columns(
    loaded: Vouch, ids: dict[str, str]
) -> None:
    done = loaded("sources", "list")

    header, *rows = done.out.splitlines()
    assert header.split() == [
        "ID", "COLLECTION", "AUDIENCE", "VERSION", "UNTIL", "PASSAGES", "TITLE",
    ]  # fmt: skip
    assert rows[1].split() == [
        ids["Backup Policy"], "policy", "internal", "2.1", "2099-12-31", "2", "Backup", "Policy",
    ]  # fmt: skip
    assert done.err == "2 documents\n"


def test_list_as_json(loaded: Vouch) -> None:
    rows = loaded("sources", "list", "--json").json

    assert [row["title"] for row in rows] == ["Access Control Policy", "Backup Policy"]
    assert rows[1]["review_by"] == "2099-12-31"


def test_show_tells_facts_origin_and_what_was_left_out(
    loaded: Vouch, ids: dict[str, str], policies: Path
) -> None:
    out = loaded("sources", "show", ids["Backup Policy"]).out

    facts = dict(line.split(maxsplit=1) for line in out.splitlines() if line[0] != " ")
    assert facts["title"] == "Backup Policy"
    assert facts["owner"] == "Head of Platform"
    assert facts["from"] == str(policies / "backup.md")
    assert "left out" in out
    assert "AES-256" not in out


def test_show_with_text_has_the_stored_text(loaded: Vouch, ids: dict[str, str]) -> None:
    identity = ids["Backup Policy"]

    text = loaded("sources", "show", identity, "--text", "--json").json["text"]
    assert "Backups are encrypted at rest with AES-256." in text
    assert text in loaded("sources", "show", identity, "--text").out
    assert "text" not in loaded("sources", "show", identity, "--json").json


def test_an_earlier_version_stays_readable(
    loaded: Vouch, ids: dict[str, str], policies: Path
) -> None:
    (policies / "backup.md").write_text(POLICY.replace("35 days", "60 days"), encoding="utf-8")
    loaded("ingest", policies)
    identity = ids["Backup Policy"]

    assert "60 days" in loaded("sources", "show", identity, "--text").out
    assert "35 days" in loaded("sources", "show", identity, "--text", "--version", "1").out
    missing = loaded("sources", "show", identity, "--version", "9")
    assert (missing.code, "has no version 9" in missing.err) == (2, True)


@pytest.mark.parametrize("command", ["show", "remove", "purge"])
def test_an_unknown_id_is_wrong_use(loaded: Vouch, command: str) -> None:
    done = loaded("sources", command, UNKNOWN)

    assert done.code == 2
    assert f"there is no document {UNKNOWN}; see `vouch sources list`" in done.err
    assert done.out == ""


@pytest.mark.parametrize("command", ["remove", "purge"])
def test_without_a_terminal_nothing_is_taken_out_unasked(
    loaded: Vouch, ids: dict[str, str], command: str
) -> None:
    done = loaded("sources", command, ids["Backup Policy"], stdin="y\n")

    assert done.code == 2
    assert "Add --yes" in done.err
    assert len(loaded("sources", "list", "--json").json) == 2


def code_of(act: Callable[[], Any]) -> int:
    """The exit code that a command ends with."""
    try:
        act()
    except typer.Exit as left:
        return left.exit_code
    return 0


class Terminal:
    """A person at the keyboard."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "left"), [(True, 1), (False, 2)])
def test_at_a_terminal_the_person_is_asked(
    loaded: Vouch, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch, answer: bool, left: int
) -> None:
    asked = []

    def confirm(question: str, **_options: Any) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr("api.cli.sources.typer.confirm", confirm)
    monkeypatch.setattr("api.cli.sources.sys.stdin", Terminal())

    # Called as it is: the runner would put a stdin of its own in place.
    assert code_of(lambda: remove([ids["Backup Policy"]])) == 0
    assert asked == ["Remove Backup Policy from answers?"]
    assert len(loaded("sources", "list", "--json").json) == left


def test_a_removed_document_leaves_answers_and_stays_readable(
    loaded: Vouch, ids: dict[str, str], policies: Path
) -> None:
    identity = ids["Backup Policy"]

    done = loaded("sources", "remove", identity, "--yes")

    assert done.out == "Removed Backup Policy.\n"
    hits = loaded("search", "backups", "--json").json["hits"]
    assert identity not in {hit["document_id"] for hit in hits}
    assert "AES-256" in loaded("sources", "show", identity, "--text").out
    assert [r["id"] for r in loaded("sources", "list", "--json").json] != [identity]
    assert "(removed)" in loaded("sources", "list", "--removed").out


def test_a_removed_document_comes_back_when_its_file_is_loaded_again(
    loaded: Vouch, ids: dict[str, str], policies: Path
) -> None:
    loaded("sources", "remove", ids["Backup Policy"], "--yes")

    loaded("ingest", policies / "backup.md")

    hits = loaded("search", "backup encryption", "--json").json["hits"]
    assert hits[0]["document_id"] == ids["Backup Policy"]


def test_remove_as_json(loaded: Vouch, ids: dict[str, str]) -> None:
    identities = sorted(ids.values())

    assert loaded("sources", "remove", *identities, "--yes", "--json").json == {
        "removed": identities
    }


def test_purge_erases_and_proves_it(loaded: Vouch, ids: dict[str, str], home: Path) -> None:
    identity = ids["Backup Policy"]

    done = loaded("sources", "purge", identity, "--yes")

    assert done.code == 0
    assert f"Erased {identity}: 1 version, 2 passages, 2 vectors; " in done.out
    assert done.out.rstrip().endswith("none is left.")
    assert loaded("sources", "show", identity).code == 2
    stored = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"AES-256" not in stored


def test_purge_as_json(loaded: Vouch, ids: dict[str, str]) -> None:
    proof = loaded("sources", "purge", ids["Backup Policy"], "--yes", "--json").json

    assert proof["left"] == []
    assert proof["samples"] > 0
    assert proof["erased"][0]["document_id"] == ids["Backup Policy"]


def test_purge_of_two_where_one_is_unknown_erases_nothing(
    loaded: Vouch, ids: dict[str, str]
) -> None:
    done = loaded("sources", "purge", ids["Backup Policy"], UNKNOWN, "--yes")

    assert done.code == 2
    assert len(loaded("sources", "list", "--json").json) == 2
