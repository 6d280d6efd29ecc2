"""Checkpoints: what is signed, where it is kept, and who is believed."""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.audit import notes
from kb.audit.check import check
from kb.audit.checkpoints import checkpoint_file, consistency, inclusion, make
from kb.audit.export import VERIFIER, export
from kb.errors import NotFoundError, RuleError, SettingsError, StoreError, UnreadableError
from kb.records import Records, audit
from kb.records.audit_schema import audit_checkpoints
from kb.settings import Settings
from tests.kb.audit.conftest import log


def test_a_checkpoint_is_a_signed_note(records: Records, chosen: Settings) -> None:
    log(records, 3)
    made = make(records, chosen)
    body, signatures = made.note.split("\n\n")
    origin, size, root, time = body.split("\n")
    name, signature = signatures.removeprefix("\u2014 ").split()
    assert (origin, size, base64.b64decode(root).hex()) == (name, "4", made.root)
    assert time == f"time {made.at}"
    assert len(base64.b64decode(signature)) == 4 + 64
    key = notes.signer(chosen.home)[0].public_key
    assert notes.is_signed(made.note, [key])
    assert not notes.is_signed(made.note.replace("\n4\n", "\n3\n"), [key])
    assert not notes.is_signed(made.note.replace("\u2014 ", "- "), [key])


def test_the_key_is_its_owners_alone_and_logged(records: Records, chosen: Settings) -> None:
    log(records, 1)
    make(records, chosen)
    path = chosen.home / notes.KEY_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    with records.read() as connection:
        row = connection.execute(
            sa.text("SELECT payload FROM audit WHERE kind = 'audit.key'")
        ).scalar_one()
    held = json.loads(row) if isinstance(row, str) else row
    assert held == {"public_key": notes.signer(chosen.home)[0].public_key}
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        make(records, chosen)


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+a", "PRIVATE+KEY+a+!!", "PRIVATE+KEY+a+AAAA"])
def test_a_file_that_is_no_key_is_refused(chosen: Settings, text: str) -> None:
    chosen.home.mkdir()
    (chosen.home / notes.KEY_FILE).write_text(text, encoding="utf-8")
    (chosen.home / notes.KEY_FILE).chmod(0o600)
    with pytest.raises(SettingsError, match="no key of the audit log"):
        notes.signer(chosen.home)


def test_nothing_new_makes_no_new_checkpoint(records: Records, chosen: Settings) -> None:
    log(records, 2)
    first = make(records, chosen)
    assert make(records, chosen) == first
    log(records, 1)
    assert make(records, chosen).size == first.size + 1
    assert len(notes.parse_all(checkpoint_file(chosen).read_text("utf-8"), "file")) == 2


def test_an_empty_log_has_nothing_to_sign_but_its_key(records: Records, chosen: Settings) -> None:
    chosen.home.mkdir(exist_ok=True)
    notes.signer(chosen.home)
    with pytest.raises(RuleError, match="empty"):
        make(records, chosen)


def test_a_file_that_cannot_be_written_leaves_no_checkpoint(
    records: Records, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    wrong = Settings(
        home=tmp_path / "home", embedder="hashing", audit_checkpoints=tmp_path / "file" / "below"
    )
    log(records, 1)
    with pytest.raises(StoreError, match="VOUCH_AUDIT_CHECKPOINTS"):
        make(records, wrong)
    with records.read() as connection:
        assert connection.execute(sa.select(audit_checkpoints)).all() == []


def test_a_checkpoint_signed_by_somebody_else_is_not_believed(
    records: Records, chosen: Settings
) -> None:
    log(records, 2)
    make(records, chosen)
    own = notes.signer(chosen.home)[0].public_key
    (chosen.home / notes.KEY_FILE).unlink()
    log(records, 1)
    make(records, chosen)
    new = notes.signer(chosen.home)[0].public_key
    found = check(records, chosen).findings
    assert {one.kind for one in found} == {"checkpoint"}
    assert own.split("+")[0] in found[0].detail
    assert check(records, chosen, public_keys=[own, new]).findings == ()
    with pytest.raises(SettingsError, match="no public key"):
        check(records, chosen, public_keys=["a+b+c"])


@pytest.mark.parametrize("change", ["size = 2", "root = 'ab'", "at = '2001'", "note = 'x'"])
def test_a_changed_checkpoint_is_found(records: Records, chosen: Settings, change: str) -> None:
    log(records, 2)
    make(records, chosen)
    with records.write() as connection:
        connection.execute(sa.text(f"UPDATE audit_checkpoints SET {change}"))
    assert {one.kind for one in check(records, chosen).findings} == {"checkpoint"}


def test_a_checkpoint_taken_out_of_the_records_is_found(records: Records, chosen: Settings) -> None:
    log(records, 2)
    make(records, chosen)
    with records.write() as connection:
        connection.execute(sa.delete(audit_checkpoints))
    assert [one.kind for one in check(records, chosen).findings] == ["checkpoint"]


def test_a_file_without_a_checkpoint_is_no_proof(records: Records, chosen: Settings) -> None:
    log(records, 1)
    empty = chosen.home / "empty.txt"
    chosen.home.mkdir(exist_ok=True)
    empty.write_text("\n", encoding="utf-8")
    with pytest.raises(UnreadableError, match="no checkpoint"):
        check(records, chosen, since=empty)


def test_proofs_of_what_is_not_there(records: Records, chosen: Settings) -> None:
    ids = log(records, 3)
    with records.read() as connection:
        assert inclusion(connection, ids[1]).position == 1
        for identity, size in (("none", None), (ids[2], 2), (ids[0], 9)):
            with pytest.raises(NotFoundError):
                inclusion(connection, identity, size)
        for first, second in ((0, 2), (3, 2), (1, 4)):
            with pytest.raises(NotFoundError):
                consistency(connection, first, second)


def _verified(folder: Path, *keys: str) -> subprocess.CompletedProcess[str]:
    """The exported program, run where Vouch is not on the path."""
    command = [sys.executable, "-I", str(folder / VERIFIER), str(folder), *keys]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def exported(records: Records, chosen: Settings, tmp_path: Path) -> Path:
    ids = log(records, 12)
    make(records, chosen)
    with records.write() as connection:
        audit.erase(connection, ids[4:6], {"document_id": "d"}, "somebody")
    log(records, 3)
    export(records, chosen, tmp_path / "out")
    return tmp_path / "out"


def test_an_export_is_checked_without_vouch(exported: Path, chosen: Settings) -> None:
    done = _verified(exported)
    assert (done.returncode, done.stdout) == (0, "17 rows, 2 checkpoints, 0 faults\n"), done.stderr
    own = notes.signer(chosen.home)[0].public_key
    assert _verified(exported, own).returncode == 0
    program = (exported / VERIFIER).read_text(encoding="utf-8")
    assert program.count("\n") < 150
    assert "import kb" not in program
    assert "from kb" not in program


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows.pop(3), "place 3 was expected"),
        (lambda rows: rows.pop(), "ends after 16 rows, but 17 were signed"),
        (lambda rows: rows[2].update(actor="x"), "at place 2"),
        (lambda rows: rows[2]["payload"].update(said="x"), "content is not what was logged"),
        (lambda rows: rows.reverse(), "out of order"),
        (lambda rows: rows[1].update(erased_by=rows[0]["id"]), "says who erased it"),
    ],
)
def test_a_changed_export_is_found_without_vouch(exported: Path, change, says: str) -> None:  # type: ignore[no-untyped-def]
    path = exported / "rows.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    change(rows)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = _verified(exported)
    assert done.returncode == 1, done.stderr
    assert says in done.stdout


def test_an_export_signed_by_another_key_is_found(exported: Path, tmp_path: Path) -> None:
    other = notes.signer(tmp_path / "other")[0].public_key
    done = _verified(exported, other)
    assert (done.returncode, done.stdout.count("not signed")) == (1, 2)


def test_an_export_overwrites_nothing(records: Records, chosen: Settings, exported: Path) -> None:
    with pytest.raises(StoreError, match="not empty"):
        export(records, chosen, exported)
    shutil.rmtree(exported)
    assert export(records, chosen, exported) == 17
