"""``vouch ingest``: its report and its exit codes."""

from pathlib import Path

from api.cli.loading import _show
from ingest.report import FileOutcome, FileStatus, NearDuplicate, Report
from tests.api.cli.conftest import POLICY, Vouch


def test_loading_says_what_was_stored_and_nothing_else_on_stdout(
    vouch: Vouch, policies: Path
) -> None:
    done = vouch("ingest", policies)

    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "Files: 2 loaded."
    assert lines[1].startswith("Stored 2 documents in 3 passages (3 embedded) in ")
    assert len(lines) == 2
    assert "Reading: 2" in done.err


def test_loading_again_says_unchanged(loaded: Vouch, policies: Path) -> None:
    assert loaded("ingest", policies).out == "Files: 2 unchanged.\n"


def test_json_report(vouch: Vouch, policies: Path) -> None:
    report = vouch("ingest", policies, "--json").json

    assert report["counts"]["loaded"] == 2
    assert (report["documents"], report["passages"]) == (2, 3)
    assert {Path(f["path"]).name for f in report["files"]} == {"access.md", "backup.md"}
    assert all(f["problem"] is None for f in report["files"])


def test_a_failed_file_is_named_and_the_others_are_loaded(vouch: Vouch, policies: Path) -> None:
    (policies / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (policies / "empty.md").write_bytes(b"")

    done = vouch("ingest", policies)

    assert done.code == 1
    assert "Files: 2 loaded, 2 failed." in done.out
    assert "broken.pdf: " in done.out
    assert "empty.md: " in done.out
    assert vouch("search", "backups", "--json").json["hits"]


def test_a_failed_file_has_its_problem_in_the_json(vouch: Vouch, policies: Path) -> None:
    (policies / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")

    done = vouch("ingest", policies, "--json")

    assert done.code == 1
    failed = [f for f in done.json["files"] if f["status"] == "failed"]
    assert [Path(f["path"]).name for f in failed] == ["broken.pdf"]
    assert "PDF" in failed[0]["problem"]


def test_a_path_that_is_not_there_is_a_failure(vouch: Vouch, tmp_path: Path) -> None:
    done = vouch("ingest", tmp_path / "nowhere")

    assert done.code == 1
    assert f"{tmp_path / 'nowhere'}: there is no such file" in done.out


def test_many_files_with_one_problem_are_counted_and_each_is_named(
    vouch: Vouch, tmp_path: Path
) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for number in range(12):
        (folder / f"picture-{number}.xyz").write_bytes(b"\x00\x01\x02")

    done = vouch("ingest", folder)

    assert done.code == 1
    assert "  12 files: " in done.out
    assert sum("picture-" in line for line in done.out.splitlines()) == 12


def test_many_skipped_files_are_counted_not_listed(vouch: Vouch, policies: Path) -> None:
    for number in range(12):
        (policies / f".hidden-{number}").write_text("x")

    done = vouch("ingest", policies)

    assert done.code == 0
    assert "  12 files: a hidden or temporary file" in done.out
    assert sum(".hidden-" in line for line in done.out.splitlines()) == 3
    assert "and 9 more; --json names each" in done.out


def test_notes_and_near_duplicates_are_shown_once_each(capsys) -> None:
    files = [
        FileOutcome(f"/policies/{n}.pdf", FileStatus.LOADED, 1, 1, warnings=("page 1 is a scan",))
        for n in range(5)
    ]
    _show(Report(files, [NearDuplicate("A", "B", "a", "b", 0.93)], 5, 1.0))

    out = capsys.readouterr().out
    assert out.count("page 1 is a scan") == 1
    assert "  5 files: page 1 is a scan" in out
    assert "  93%  A and B" in out


def test_a_changed_file_and_a_removed_one(loaded: Vouch, policies: Path) -> None:
    (policies / "backup.md").write_text(POLICY.replace("35 days", "60 days"), encoding="utf-8")
    (policies / "access.md").unlink()

    done = loaded("ingest", policies)

    assert "Files: 1 changed, 1 removed." in done.out
    assert "60 days" in loaded("search", "how long are backups kept", "--json").out
    assert "35 days" not in loaded("search", "how long are backups kept", "--json").out


def test_records_loaded_whole_return_their_ids(vouch: Vouch, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    long = "Access to the archive is reviewed every quarter. " * 60
    records.write_text(
        '{"id": "R-7", "title": "Archive", "text": "' + long + '", "metadata": {"part": 1}}\n'
        '{"id": "R-8", "title": "Visitors", "text": "Visitors sign in at the desk."}\n'
    )
    loading = vouch("ingest", records, "--no-split", "--collection", "reference", "--json").json
    assert (loading["documents"], loading["passages"]) == (2, 2)

    hits = vouch("search", "archive access reviewed every quarter", "--json").json["hits"]
    assert hits[0]["external_id"] == "R-7"
    assert hits[0]["collection"] == "reference"
    assert hits[0]["text"].count("every quarter") == 60


def test_the_audience_given_is_the_one_stored(vouch: Vouch, policies: Path) -> None:
    vouch("ingest", policies, "--audience", "nda")

    assert vouch("search", "backups", "--audience", "public", "--json").json["hits"] == []
    assert vouch("search", "backups", "--audience", "nda", "--json").json["hits"]


def test_the_audience_of_the_settings_holds_without_the_option(
    vouch: Vouch, policies: Path, monkeypatch
) -> None:
    monkeypatch.setenv("VOUCH_AUDIENCE", "public")
    vouch("ingest", policies)

    assert vouch("search", "backups", "--audience", "public", "--json").json["hits"]
