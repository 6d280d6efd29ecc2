"""Opening the records, on SQLite or Postgres, at the schema this version of Vouch expects."""

import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from kb.errors import StoreError
from kb.records import schema

#: The migration this code works with; ``migrations/versions`` ends there.
SCHEMA_VERSION = "0003"
#: Seconds to wait for another process that makes the store.
_PATIENCE = 30.0


@dataclass(frozen=True)
class Records:
    """The SQL store. Errors of the driver leave as ``StoreError``."""

    engine: Engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; sees one consistent state."""
        with _mapped_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is committed when the block ends, or nothing."""
        with _mapped_errors(), _writing(self.engine) as connection:
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
    with _mapped_errors():
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


def _engine(url: str) -> Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_pre_ping=True)
    if parsed.database in (None, "", ":memory:"):
        engine = sa.create_engine(
            parsed, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = sa.create_engine(parsed, connect_args={"timeout": 30})
    sa.event.listen(engine, "connect", _sqlite_pragmas)
    sa.event.listen(engine, "begin", _sqlite_begin)
    return engine


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(vouch_writes=True) as connection, connection.begin():
        yield connection


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
        except sqlite3.OperationalError:
            if time.monotonic() > until:
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
    with _writing(engine) as connection:
        _migrate(connection, _schema_version(connection))
        if not connection.execute(sa.select(schema.store.c.key)).first():
            values = [
                {"key": "id", "value": uuid.uuid4().hex},
                {"key": "created_at", "value": now()},
            ]
            connection.execute(sa.insert(schema.store), values)


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


@contextmanager
def _mapped_errors() -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise StoreError(f"the records could not be read or written: {error.orig}") from error
    except ImportError as error:
        raise StoreError(
            f"the driver of this database is not installed ({error.name}); for Postgres: "
            "pip install 'psycopg[binary]' and a URL that begins with postgresql+psycopg://"
        ) from error
    except sa.exc.ArgumentError as error:
        raise StoreError(f"the address of the records is not valid: {error}") from error
