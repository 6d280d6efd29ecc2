"""``vouch audit``: the log on the command line."""

import getpass
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.api.cli.conftest import Vouch

ASKED = "How long are backups of the production database kept?"


def _record(vouch: Vouch) -> str:
    return str(vouch("audit", "list", "--kind", "answer", "--json").json["rows"][0]["id"])


def test_a_sound_log_is_found_sound(loaded: Vouch) -> None:
    loaded("ask", ASKED)
    note = loaded("audit", "checkpoint")
    done = loaded("audit", "verify")

    assert note.out.startswith("vouch.audit/")
    assert "public key: vouch.audit/" in note.err
    assert (done.code, done.out.split(" (")[0]) == (
        0, "3 rows, 1 checkpoint, 0 rows after the last one; 0 findings",
    )  # fmt: skip


def test_a_changed_row_is_named_and_fails(loaded: Vouch, home: Path) -> None:
    loaded("ask", ASKED)
    record = _record(loaded)
    with closing(sqlite3.connect(home / "vouch.db")) as connection:
        connection.execute("UPDATE audit SET actor = 'somebody' WHERE kind = 'answer'")
        connection.commit()
    done = loaded("audit", "verify")
    assert done.code == 1
    assert done.out.startswith(f"CHANGED: row {record} at place 1")
    findings = loaded("audit", "verify", "--json").json["findings"]
    assert [(f["kind"], f["row"]) for f in findings] == [("changed", record)]


def test_a_log_cut_off_is_found_by_a_checkpoint_kept_elsewhere(
    loaded: Vouch, home: Path, tmp_path: Path
) -> None:
    loaded("ask", ASKED)
    kept, other = tmp_path / "kept.txt", tmp_path / "missing.txt"
    kept.write_text(loaded("audit", "checkpoint").out, encoding="utf-8")
    key = loaded("audit", "checkpoint", "--json").json["public_key"]
    assert loaded("audit", "verify", "--since", kept, "--public-key", key).code == 0
    assert loaded("audit", "verify", "--since", other).code == 2
    (home / "audit" / "checkpoints.txt").unlink()
    with closing(sqlite3.connect(home / "vouch.db")) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table in ("audit", "audit_leaves", "audit_nodes", "audit_checkpoints"):
            connection.execute(f"DELETE FROM {table}")
        connection.commit()
    done = loaded("audit", "verify", "--since", kept, "--public-key", key)
    assert (done.code, "TRUNCATED" in done.out) == (1, True)


def test_loads_removals_and_purges_are_listed_with_who_did_them(
    loaded: Vouch, ids: dict[str, str]
) -> None:
    backup, access = ids["Backup Policy"], ids["Access Control Policy"]
    loaded("ask", ASKED)
    loaded("sources", "remove", access, "--yes")
    loaded("sources", "purge", backup, "--yes")
    rows = loaded("audit", "list", "--json").json["rows"]
    me = f"cli:{getpass.getuser()}"

    assert [(row["kind"], row["actor"]) for row in reversed(rows)] == [
        ("document", me), ("answer", me), ("document", me), ("audit.erase", me),
        ("document", me),
    ]  # fmt: skip
    loads = rows[-1]["payload"]
    assert {(d["id"], d["version"], d["was"]) for d in loads["documents"]} == {
        (backup, 1, "added"), (access, 1, "added"),
    }  # fmt: skip
    assert rows[3]["payload"] == {"purged": "[purged]", "document_id": backup}
    about = loaded("audit", "list", "--document", access, "--json").json["rows"]
    assert [row["payload"]["change"] for row in about] == ["removed", "loaded"]
    assert loaded("audit", "verify").code == 0


def test_an_answer_is_shown_with_what_became_of_its_quotes(loaded: Vouch, policies: Path) -> None:
    given = loaded("ask", ASKED, "--json").json
    record = _record(loaded)
    shown = loaded("audit", "show", record)
    assert "kept for 35 days" in shown.out
    assert "Backup Policy, version 1: same" in shown.out
    text = (policies / "backup.md").read_text(encoding="utf-8")
    (policies / "backup.md").write_text(text.replace("35", "90"), encoding="utf-8")
    loaded("ingest", policies)
    now = loaded("audit", "show", record, "--json").json
    assert now["answer"]["answer"] == given["answer"]
    assert [(q["state"], q["still_said"]) for q in now["quotes"]] == [("changed", False)]
    assert loaded("audit", "show", "none").code == 2


def test_an_answer_is_replayed(loaded: Vouch, policies: Path) -> None:
    loaded("ask", ASKED)
    record = _record(loaded)
    same = loaded("audit", "replay", record)
    assert (same.code, same.out) == (0, "The same answer, letter for letter.\n")
    text = (policies / "backup.md").read_text(encoding="utf-8")
    (policies / "backup.md").write_text(text.replace("35", "90"), encoding="utf-8")
    loaded("ingest", policies)
    other = loaded("audit", "replay", record)
    assert other.code == 1
    assert "“Backup Policy” has version 2, version 1 was quoted" in other.out
    assert loaded("audit", "replay", record, "--json").json["differences"]


def test_the_log_is_exported(loaded: Vouch, tmp_path: Path) -> None:
    loaded("ask", ASKED)
    done = loaded("audit", "export", tmp_path / "out")
    assert done.out.startswith("Wrote 3 rows.")
    lines = (tmp_path / "out" / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["document", "answer", "audit.key"]
    assert loaded("audit", "export", tmp_path / "out").code == 2


def test_a_day_that_is_none_is_wrong_use(loaded: Vouch) -> None:
    done = loaded("audit", "list", "--since", "yesterday")
    assert (done.code, "a date like" in done.err) == (2, True)
