"""Opening the records: schema, identity, durability, and what a reader sees."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.errors import StoreError
from kb.records import Records, open_records
from kb.records.changes import last_change, since
from kb.records.documents import log
from kb.records.engine import SCHEMA_VERSION
from kb.records.schema import changes, store
from tests.kb.schema_compared import differences


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "vouch.db"


@pytest.fixture
def sqlite_records(file: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{file}")
    yield opened
    opened.close()


def test_the_migrations_lead_to_the_schema(records: Records) -> None:
    with records.engine.connect() as connection:
        assert differences(connection) == ([], SCHEMA_VERSION)


def test_a_store_keeps_its_id_and_no_two_share_one(url: str, tmp_path: Path) -> None:
    first = open_records(url)
    again = open_records(url)
    other = open_records(f"sqlite:///{tmp_path / 'other.db'}")
    assert first.store_id == again.store_id
    assert other.store_id != first.store_id
    for opened in (first, again, other):
        opened.close()


def test_a_store_of_a_later_version_is_refused_with_what_to_do(file: Path) -> None:
    open_records(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StoreError, match=r"later version of Vouch \(schema 9999.*update Vouch"):
        open_records(f"sqlite:///{file}")


def test_a_file_that_is_no_store_is_refused(file: Path) -> None:
    file.write_bytes(b"this is no database, however long it may be" * 100)
    with pytest.raises(StoreError, match="not a database"):
        open_records(f"sqlite:///{file}")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(StoreError, match="address"):
        open_records("no address")


def test_a_first_opening_that_fails_leaves_nothing_behind(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class _Killed(BaseException):
        pass

    def killed() -> str:
        raise _Killed

    monkeypatch.setattr("kb.records.engine.now", killed)
    with pytest.raises(_Killed):
        open_records(f"sqlite:///{file}")
    monkeypatch.undo()
    opened = open_records(f"sqlite:///{file}")
    assert opened.store_id
    opened.close()


def test_many_may_open_a_new_store_at_once(file: Path) -> None:
    ids: list[str] = []
    start = threading.Barrier(4)

    def open_one() -> None:
        start.wait()
        opened = open_records(f"sqlite:///{file}")
        ids.append(opened.store_id)
        opened.close()

    threads = [threading.Thread(target=open_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("secure_delete", 1), ("foreign_keys", 1), ("synchronous", 2)],
)
def test_sqlite_is_durable_and_erases(sqlite_records: Records, pragma: str, value: object) -> None:
    with sqlite_records.read() as first, sqlite_records.read() as second:
        for connection in (first, second):
            assert connection.execute(sa.text(f"PRAGMA {pragma}")).scalar() == value


def test_what_fails_half_way_is_not_there(records: Records) -> None:
    def half() -> None:
        with records.write() as connection:
            log(connection, ["one"], "put")
            raise KeyError("half way")

    with pytest.raises(KeyError):
        half()
    with records.read() as connection:
        assert last_change(connection) == 0


def test_a_broken_rule_of_the_database_is_a_store_error(records: Records) -> None:
    def twice() -> None:
        with records.write() as connection:
            row = {"key": "id", "value": "another"}
            connection.execute(sa.insert(store), row)

    with pytest.raises(StoreError, match="could not be read or written"):
        twice()


def test_a_reader_sees_one_state_while_another_writes(records: Records) -> None:
    with records.read() as connection:
        assert last_change(connection) == 0
        with records.write() as writer:
            log(writer, ["late"], "put")
        rows = connection.execute(sa.select(changes.c.seq)).all()
        assert rows == []
        assert since(connection, 0).last == 0
    with records.read() as connection:
        assert since(connection, 0).documents == ("late",)


def test_two_writers_take_turns(records: Records) -> None:
    """Each reads before it writes: one that did not wait for its turn would have to give up."""
    start = threading.Barrier(2)
    failed: list[BaseException] = []

    def write_many(name: str) -> None:
        start.wait()
        try:
            for _ in range(25):
                with records.write() as connection:
                    before = last_change(connection)
                    log(connection, [name], "put")
                    assert last_change(connection) == before + 1
        except (StoreError, AssertionError) as error:
            failed.append(error)

    threads = [threading.Thread(target=write_many, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with records.read() as connection:
        assert last_change(connection) == 50


def test_numbers_of_changes_are_never_used_again(records: Records) -> None:
    with records.write() as connection:
        log(connection, ["a", "b", "c"], "put")
    with records.write() as connection:
        connection.execute(sa.delete(changes))
    with records.write() as connection:
        log(connection, ["d"], "put")
    with records.read() as connection:
        assert last_change(connection) == 4
