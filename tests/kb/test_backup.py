"""Backups: taken while others write, put back whole, refused when damaged."""

import json
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.backup import backup, restore
from kb.doctor import Level, examine
from kb.errors import StoreBusyError, StoreError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.locking import writer_lock
from kb.records.documents import put
from kb.records.sources import listing
from kb.settings import Settings
from tests.kb.corpus import DOCUMENTS, QUESTIONS
from tests.kb.storing import MODEL, hits, prepared, put_one, settings, store, vectors


@pytest.fixture
def filled(base: KnowledgeBase) -> KnowledgeBase:
    store(base, *DOCUMENTS)
    return base


def _titles(base: KnowledgeBase) -> list[str]:
    with base.records.read() as connection:
        return [row["title"] for row in listing(connection)]


def test_a_restored_base_finds_the_same(filled: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "base.zip"
    manifest = backup(filled.settings, filled.records, file)
    assert manifest.documents == len(DOCUMENTS)
    elsewhere = settings(tmp_path / "elsewhere")
    assert restore(elsewhere, file) == manifest
    with open_knowledge_base(elsewhere) as restored:
        assert restored.records.store_id != filled.records.store_id
        assert len(QUESTIONS) == 50
        assert [hits(restored, q) for q in QUESTIONS] == [hits(filled, q) for q in QUESTIONS]
        restored.follow_chroma()
        assert [f for f in examine(restored) if f.level is Level.ERROR] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base.zip", "elsewhere", "home"]


def test_a_backup_taken_while_another_writes_is_one_state(
    filled: KnowledgeBase, tmp_path: Path
) -> None:
    """Documents are written two by two: a backup never holds one without the other."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with filled.records.write() as connection:
                for half in ("left", "right"):
                    one = prepared(f"{half}{number}", f"Words of {half} {number}.")
                    put(connection, one.intake, vectors(one), MODEL)
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for turn in range(4):
            backup(filled.settings, filled.records, tmp_path / f"{turn}.zip")
    finally:
        stop.set()
        thread.join()
    for turn in range(4):
        place = settings(tmp_path / f"restored{turn}")
        restore(place, tmp_path / f"{turn}.zip")
        with open_knowledge_base(place) as restored:
            titles = _titles(restored)
            left = {t.removeprefix("left") for t in titles if t.startswith("left")}
            right = {t.removeprefix("right") for t in titles if t.startswith("right")}
            assert left == right


def test_uploads_and_settings_come_along(filled: KnowledgeBase, tmp_path: Path) -> None:
    home = filled.settings.home
    (home / "uploads" / "deep").mkdir(parents=True)
    (home / "uploads" / "deep" / "a.md").write_text("# Upload", encoding="utf-8")
    (home / "settings.toml").write_text("chunk_words = 99\n", encoding="utf-8")
    backup(filled.settings, filled.records, tmp_path / "base.zip")
    place = tmp_path / "elsewhere"
    (place / "uploads").mkdir(parents=True)
    (place / "uploads" / "stale.md").write_text("of another base", encoding="utf-8")
    restore(settings(place), tmp_path / "base.zip")
    assert (place / "uploads" / "deep" / "a.md").read_text("utf-8") == "# Upload"
    assert (place / "settings.toml").read_text("utf-8") == "chunk_words = 99\n"
    assert not (place / "uploads" / "stale.md").exists()


def test_what_is_there_is_only_replaced_when_asked(filled: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "base.zip"
    backup(filled.settings, filled.records, file)
    store(filled, prepared("later", "Written after the backup."))
    before = _titles(filled)
    home = filled.settings
    filled.close()
    with pytest.raises(StoreError, match="--replace"):
        restore(home, file)
    with open_knowledge_base(home) as again:
        assert _titles(again) == before
    restore(home, file, replace=True)
    with open_knowledge_base(home) as again:
        assert "later" not in _titles(again)
        assert hits(again, "written after the backup")[0][1] < 0.9
        assert not any("later" in p for p, _ in hits(again, "written after the backup"))
        again.follow_chroma()
        assert [f for f in examine(again) if f.level is Level.ERROR] == []


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _flip(data: bytes) -> bytes:
    at = data.index(b"vouch.db") + 2_000
    return data[:at] + bytes(b ^ 0xFF for b in data[at : at + 40]) + data[at + 40 :]


@pytest.mark.parametrize("damage", [_cut, _flip, lambda _: b"", lambda _: b"no backup at all"])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    filled: KnowledgeBase, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "base.zip"
    backup(filled.settings, filled.records, file)
    file.write_bytes(damage(file.read_bytes()))
    home = filled.settings.home
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*.db")}
    with pytest.raises(StoreError, match="damaged"):
        restore(filled.settings, file, replace=True)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*.db")} == before
    assert hits(filled, QUESTIONS[0])


def _rewritten(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(file, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)


def test_other_records_than_the_manifest_names_are_refused(
    filled: KnowledgeBase, tmp_path: Path
) -> None:
    file = tmp_path / "base.zip"
    backup(filled.settings, filled.records, file)
    _rewritten(file, "vouch.db", lambda data: data + b"\0")
    with pytest.raises(StoreError, match="not those its manifest names"):
        restore(settings(tmp_path / "elsewhere"), file)


def test_a_backup_of_a_later_version_is_refused(filled: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "base.zip"
    backup(filled.settings, filled.records, file)
    _rewritten(
        file, "manifest.json", lambda d: json.dumps(json.loads(d) | {"schema": "9999"}).encode()
    )
    with pytest.raises(StoreError, match="later version"):
        restore(settings(tmp_path / "elsewhere"), file)


def test_a_damaged_upload_in_a_backup_is_noticed_before_anything_changes(
    filled: KnowledgeBase, tmp_path: Path
) -> None:
    upload = filled.settings.home / "uploads" / "a.bin"
    upload.parent.mkdir()
    upload.write_bytes(b"abcdefgh" * 500)
    file = tmp_path / "base.zip"
    backup(filled.settings, filled.records, file)
    _rewritten(file, "manifest.json", lambda d: d)
    data = file.read_bytes()
    at = data.index(b"abcdefgh")
    file.write_bytes(data[:at] + b"X" + data[at + 1 :])
    place = settings(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match=r"uploads/a\.bin"):
        restore(place, file)
    assert not place.home.exists()


def test_no_name_in_a_backup_leads_out_of_the_folder(filled: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "base.zip"
    backup(filled.settings, filled.records, file)
    with zipfile.ZipFile(file, "a") as archive:
        for name in ("uploads/../../escaped", "/uploads/escaped", "escaped", "index/escaped"):
            archive.writestr(name, "out")
    restore(settings(tmp_path / "elsewhere"), file)
    assert [path for path in tmp_path.rglob("escaped") if path.is_file()] == []


def test_it_waits_for_nobody_and_leaves_no_copy(filled: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "base.zip"
    with writer_lock(filled.settings.home, "ingest"):
        backup(filled.settings, filled.records, file)
        with pytest.raises(StoreBusyError, match="ingest"):
            restore(filled.settings, file, replace=True)
    assert list(filled.settings.home.glob("*backup*")) == []
    with pytest.raises(StoreError, match="could not be written"):
        backup(filled.settings, filled.records, tmp_path / "nowhere" / "base.zip")
    assert list(filled.settings.home.glob("*backup*")) == []


def test_records_on_a_server_are_not_restored_into(tmp_path: Path) -> None:
    elsewhere = Settings.model_validate({"home": tmp_path, "database_url": "sqlite:///x.db"})
    with pytest.raises(StoreError, match="DATABASE_URL"):
        restore(elsewhere, tmp_path / "any.zip")


def test_a_restored_base_can_be_written_to(filled: KnowledgeBase, tmp_path: Path) -> None:
    backup(filled.settings, filled.records, tmp_path / "base.zip")
    place = settings(tmp_path / "elsewhere")
    restore(place, tmp_path / "base.zip")
    with open_knowledge_base(place) as restored:
        put_one(restored.records, prepared("new", "Something new about parrots."))
        assert hits(restored, "parrots")
