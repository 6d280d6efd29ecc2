"""Opening the records, on SQLite or Postgres, at the schema this version of Vouch expects."""

import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from kb.errors import StoreError
from kb.records import schema
from kb.records.faults import mapped_errors

#: The migration this code works with; ``migrations/versions`` ends there.
SCHEMA_VERSION = "0005"
#: Connections kept, and how many more there may be: a question holds one while it is answered.
_POOL = {"pool_size": 16, "max_overflow": 32}
#: Seconds to wait for another process that makes the store, or writes to it.
_PATIENCE = 30.0
#: SQLite's codes for what passes when another connection is done; a full disk is none of them.
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
#: What libpq is told: how long to wait for a server, in seconds, and for one that fell silent.
_LIBPQ = {
    "connect_timeout": 5,
    "application_name": f"vouch {os.getpid()}",  # what pg_stat_activity calls this process
    "keepalives_idle": 30,
    "tcp_user_timeout": 20_000,  # milliseconds
}
#: A connection older than this is made anew: a proxy in between may have dropped it.
_RECYCLE_SECONDS = 1_800
#: Names the lock of whoever writes to a Postgres store: any fixed number that is ours alone.
_WRITER = 0x766F7563685F77


@dataclass(frozen=True)
class Records:
    """The SQL store. Errors of the driver leave as ``StoreError``."""

    engine: Engine
    _pinned: threading.local = field(default_factory=threading.local, repr=False, compare=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; sees one consistent state, in ``pinned`` the pinned one."""
        held: Connection | None = getattr(self._pinned, "connection", None)
        if held is not None:
            with mapped_errors():
                yield held
            return
        with mapped_errors(), _reading(self.engine) as connection:
            yield connection

    @contextmanager
    def pinned(self) -> Iterator[Connection]:
        """Let every ``read`` of this thread see one and the same state until the block ends."""
        with mapped_errors(), _reading(self.engine) as connection:
            self._pinned.connection = connection
            try:
                yield connection
            finally:
                self._pinned.connection = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is committed when the block ends, or nothing."""
        with mapped_errors(), _writing(self.engine) as connection:
            yield connection

    @property
    def store_id(self) -> str:
        """Names this store; an index that remembers another one is foreign and is rebuilt."""
        with self.read() as connection:
            query = sa.select(schema.store.c.value).where(schema.store.c.key == "id")
            return str(connection.execute(query).scalar_one())

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def now() -> str:
    """The time, UTC, to the millisecond, in a form that sorts as text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def open_records(url: str) -> Records:
    """Open the store at ``url``, creating or migrating it where needed.

    Raises ``StoreError`` when it cannot be reached, or was written by a later version of Vouch.
    """
    with mapped_errors(opening=True):
        engine = _engine(url)
        try:
            with engine.connect() as connection:
                ready = _schema_version(connection) == SCHEMA_VERSION
            if not ready:
                _prepare(engine)
        except BaseException:
            engine.dispose()
            raise
    return Records(engine)


def address(url: str) -> sa.URL:
    """The SQLAlchemy URL of ``url``; Postgres is spoken to with psycopg, however it is written."""
    parsed = sa.make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _engine(url: str) -> Engine:
    parsed = address(url)
    if parsed.get_backend_name() == "postgresql":
        engine = sa.create_engine(
            parsed,
            pool_pre_ping=True,
            pool_recycle=_RECYCLE_SECONDS,
            # Whatever the server's default: in its turn a writer sees what the last one wrote.
            isolation_level="READ COMMITTED",
            connect_args=_LIBPQ | parsed.query,
            **_POOL,
        )
        sa.event.listen(engine, "connect", _postgres_watch)
        return engine
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(
            f"records cannot be kept in {parsed.get_backend_name()}; use an address that begins "
            "with postgresql:// or sqlite:///"
        )
    if parsed.database in (None, "", ":memory:"):
        engine = sa.create_engine(
            parsed, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = sa.create_engine(parsed, connect_args={"timeout": 30}, **_POOL)
    sa.event.listen(engine, "connect", _sqlite_pragmas)
    sa.event.listen(engine, "begin", _sqlite_begin)
    return engine


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # As SQLite does: what one reader sees is one state, however many statements it takes.
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(vouch_writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            _postgres_turn(connection)
        yield connection


def _postgres_watch(connection: Any, _record: Any) -> None:
    """Have the server notice soon that a machine fell silent: its locks would stay for hours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10;"
            " SET tcp_keepalives_count = 3"
        )
    connection.commit()


def _postgres_turn(connection: Connection) -> None:
    """Wait until no other transaction writes; as with SQLite, writers take turns.

    So the numbers of the change log are in the order in which they were committed, and an index
    that has seen one has seen all before it; and what a writer has read stays true until it is
    done.
    """
    turn = sa.text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:key)")
    connection.execute(turn, {"wait": f"{_PATIENCE:.0f}s", "key": _WRITER})


def _sqlite_begin(connection: Connection) -> None:
    """Begin for real, since Python's driver does not: without it each statement of a reader would
    see another state, and a table made by a migration would stay when the migration fails.

    A writer takes its turn at once: one that first read could not wait for another to finish.
    """
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        kind = "IMMEDIATE" if options.get("vouch_writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {kind}")


def _sqlite_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    """Durable, consistent, and erasing: what is deleted is overwritten with zeros."""
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-65536",
        "mmap_size=0",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on.

    SQLite refuses this at once, without waiting, while another connection to a new store does it.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _IN_USE or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _schema_version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _prepare(engine: Engine) -> None:
    """Bring the store to the present schema and give a new one its id, all of it or nothing."""
    from kb.records import audit  # which takes the time from here

    with _writing(engine) as connection:
        _check_encoding(connection)
        _migrate(connection, _schema_version(connection))
        audit.backfill(connection)
        if not connection.execute(sa.select(schema.store.c.key)).first():
            values = [
                {"key": "id", "value": uuid.uuid4().hex},
                {"key": "created_at", "value": now()},
            ]
            connection.execute(sa.insert(schema.store), values)


def _check_encoding(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    found = connection.execute(sa.text("SHOW server_encoding")).scalar()
    if found != "UTF8":
        raise StoreError(
            f"the database is encoded in {found}; make one with "
            "CREATE DATABASE vouch TEMPLATE template0 ENCODING 'UTF8'"
        )


def _migrate(connection: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f"this data folder was written by a later version of Vouch (schema {found}, this "
            f"version knows {SCHEMA_VERSION}); update Vouch or use another VOUCH_HOME"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, SCHEMA_VERSION)
