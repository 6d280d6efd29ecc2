"""The whole knowledge base in one file, and back.

A backup holds the records (an SQLite snapshot taken while others write), the uploads and the
settings file. Indexes are left out: they are built again from the records.
"""

import hashlib
import json
import sqlite3
import struct
import uuid
import zipfile
import zlib
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfileobj, rmtree
from typing import IO

import sqlalchemy as sa

from kb.errors import StoreError
from kb.locking import writer_lock
from kb.records import Records
from kb.records.engine import SCHEMA_VERSION, now
from kb.settings import Settings

FORMAT = 1
_DATABASE = "vouch.db"
_EXTRA = ("settings.toml", "uploads")
_RESTORING = "restoring.db"
_LEFTOVERS = ("backup-*.db", f"{_RESTORING}*")
#: What reading a damaged zip file can raise.
_DAMAGED = (OSError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str
    schema: str
    documents: int
    sha256: str


def backup(settings: Settings, records: Records, target: Path) -> Manifest:
    """Write one consistent backup to ``target``, whole or not at all, and check what was written.

    Raises ``StoreError`` for records that are not SQLite: use the database's own tools there.
    """
    if records.engine.dialect.name != "sqlite":
        raise StoreError("the records are on a database server; back it up with pg_dump instead")
    if settings.home in target.absolute().parents:
        raise StoreError(
            f"{target} lies in the data folder, where a purge could not reach into it; "
            "write the backup somewhere else"
        )
    snapshot = settings.home / f"backup-{uuid.uuid4().hex}.db"
    partial = target.with_name(target.name + ".partial")
    try:
        with records.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM INTO :path"), {"path": str(snapshot)})
        manifest = _describe(snapshot)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("manifest.json", json.dumps(asdict(manifest), indent=2))
            archive.write(snapshot, _DATABASE)
            for path in _extras(settings.home):
                archive.write(path, str(path.relative_to(settings.home)))
        _check(partial)
        partial.replace(target)
    except OSError as error:
        raise StoreError(f"the backup {target} could not be written: {error}") from error
    finally:
        snapshot.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)
    return manifest


def drop_leftovers(home: Path) -> None:
    """Delete the copies of the records that a backup or restore left when it was killed.

    A backup that is running meanwhile fails: what it holds is out of date.
    """
    for pattern in _LEFTOVERS:
        for path in home.glob(pattern):
            path.unlink(missing_ok=True)


def _extras(home: Path) -> list[Path]:
    found: list[Path] = []
    for name in _EXTRA:
        place = home / name
        found += [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    return found


def _describe(database: Path) -> Manifest:
    with closing(sqlite3.connect(database)) as connection:
        count = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
        schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return Manifest(FORMAT, now(), schema, count, _hash(database))


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return _hash_stream(stream)


def _hash_stream(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(1_048_576):
        digest.update(block)
    return digest.hexdigest()


def _check(archive: Path) -> Manifest:
    """The manifest of a backup whose database is the one it names; ``StoreError`` otherwise."""
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = Manifest(**json.loads(opened.read("manifest.json")))
            with opened.open(_DATABASE) as stream:
                found = _hash_stream(stream)
            broken = opened.testzip()
    except (*_DAMAGED, KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{archive} is not a backup of Vouch, or it is damaged: {error}"
        ) from error
    if found != manifest.sha256:
        raise StoreError(f"{archive} is damaged: its records are not those its manifest names")
    if broken is not None:
        raise StoreError(f"{archive} is damaged: {broken} in it cannot be read")
    return manifest


def restore(settings: Settings, source: Path, *, replace: bool = False) -> Manifest:
    """Put the backup ``source`` in place of what the data folder holds.

    Raises ``StoreError`` when the backup is damaged or from a later version, or when the folder
    already holds records and ``replace`` is not given. Nothing is changed then.
    """
    if settings.database_url is not None:
        raise StoreError("a backup is restored into the data folder; unset DATABASE_URL first")
    manifest = _check(source)
    if manifest.schema > SCHEMA_VERSION:
        raise StoreError(
            f"{source} was made by a later version of Vouch (schema {manifest.schema})"
        )
    target = settings.home / _DATABASE
    with writer_lock(settings.home, "restore"):
        if target.exists() and not replace:
            raise StoreError(
                f"{settings.home} holds records already; add --replace to overwrite them"
            )
        fresh = settings.home / _RESTORING
        try:
            with zipfile.ZipFile(source) as archive:
                with archive.open(_DATABASE) as stream, fresh.open("wb") as out:
                    copyfileobj(stream, out)
                _rename_store(fresh)
                _drop_log(target)
                fresh.replace(target)
                _restore_extras(archive, settings.home)
        finally:
            drop_leftovers(settings.home)
        rmtree(settings.home / "index", ignore_errors=True)
    return manifest


def _rename_store(database: Path) -> None:
    """Give the restored store an id of its own, so that no index takes it for the one it knew."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise StoreError("the backup's records are damaged")
            connection.execute("UPDATE store SET value = ? WHERE key = 'id'", (uuid.uuid4().hex,))
            connection.commit()
    except sqlite3.DatabaseError as error:
        raise StoreError(f"the backup's records are damaged: {error}") from error


def _drop_log(target: Path) -> None:
    """Delete the log of the old records, which would be applied to the new ones.

    What it holds goes to its own file first: should the restore end here, the old one is whole.
    """
    if target.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(target)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)


def _restore_extras(archive: zipfile.ZipFile, home: Path) -> None:
    rmtree(home / "uploads", ignore_errors=True)
    for info in archive.infolist():
        inside = info.filename.split("/")
        if inside[0] not in _EXTRA or ".." in inside or info.is_dir():
            continue
        place = home.joinpath(*inside)
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as stream, place.open("wb") as out:
            copyfileobj(stream, out)
