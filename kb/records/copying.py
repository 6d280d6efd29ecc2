"""Moving every record from one store to another, all of it or nothing."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import StoreError
from kb.records.engine import Records
from kb.records.schema import metadata, store

#: Most rows, and about how many bytes, that are held at once.
_ROWS, _BYTES = 500, 8_000_000
#: The new store has an id of its own: an index of the old one must not be taken for its.
_OWN = ("id",)
Row = sa.RowMapping
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """How many rows a table has, and the SHA-256 over all of them in the order of their keys."""

    name: str
    rows: int
    sha256: str


def copy(source: Records, target: Records, told: Told) -> list[CopiedTable]:
    """Copy every table of ``source`` to the empty ``target``; then read both and compare.

    One transaction: where anything fails, ``target`` is as it was. ``told`` hears of a table's
    name, the rows done and how many there are. Nobody may write to ``source`` meanwhile. Raises
    ``StoreError`` when ``target`` holds records, or does not hold what was copied.
    """
    if source.store_id == target.store_id:
        raise StoreError("these are the records already in use; name another database")
    with source.read() as old, target.write() as new:
        _check_empty(new)
        copied = [_copy_table(old, new, table, told) for table in metadata.sorted_tables]
        for table, before in zip(metadata.sorted_tables, copied, strict=True):
            after = _summed(table, _rows(new, table))
            if after != before:
                raise StoreError(
                    f"the table {table.name} did not arrive as it was sent: {before.rows} rows "
                    f"went, {after.rows} came; nothing was kept of the copy"
                )
        _count_on(old, new)
    return copied


def _check_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if table is store:
            continue
        count = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        if count:
            raise StoreError(
                f"the database is not empty: its table {table.name} has {count} rows; "
                "name a new database"
            )


def _copy_table(old: Connection, new: Connection, table: sa.Table, told: Told) -> CopiedTable:
    total = old.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    if table is store:
        new.execute(sa.delete(store).where(store.c.key.not_in(_OWN)))
    done = 0
    nullable = [c.name for c in table.columns if c.nullable and isinstance(c.type, sa.JSON)]
    for batch in _batches(_rows(old, table), nullable):
        try:
            new.execute(sa.insert(table), batch)
        except sa.exc.DBAPIError as error:
            raise StoreError(f"the table {table.name} could not be copied: {error.orig}") from error
        done += len(batch)
        told(table.name, done, total)
    return _summed(table, _rows(old, table))


def _rows(connection: Connection, table: sa.Table) -> Iterator[Row]:
    query = sa.select(table).order_by(*table.primary_key.columns)
    if table is store:
        query = query.where(store.c.key.not_in(_OWN))
    streamed = connection.execute(query, execution_options={"yield_per": 200})
    yield from streamed.mappings()


def _batches(rows: Iterator[Row], nullable: list[str]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        # A column of JSON would take None for JSON's null.
        batch.append(dict(row) | {name: sa.null() for name in nullable if row[name] is None})
        size += sum(len(v) for v in row.values() if isinstance(v, str | bytes))
        if len(batch) >= _ROWS or size >= _BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _summed(table: sa.Table, rows: Iterator[Row]) -> CopiedTable:
    digest = hashlib.sha256()
    count = 0
    for row in rows:
        line = json.dumps(list(row.values()), sort_keys=True, default=_plain)
        digest.update(line.encode() + b"\n")
        count += 1
    return CopiedTable(table.name, count, digest.hexdigest())


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be compared")


def _count_on(old: Connection, new: Connection) -> None:
    """Let Postgres number new rows after the highest number the old store ever gave.

    SQLite does so by itself, from the rows it was given.
    """
    if new.dialect.name != "postgresql":
        return
    given: dict[str, int] = {}
    if old.dialect.name == "sqlite":
        rows = old.execute(sa.text("SELECT name, seq FROM sqlite_sequence")).all()
        given = {str(row.name): int(row.seq) for row in rows}
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        name = {"table": table.name, "column": column.name}
        sequence = new.execute(
            sa.text("SELECT pg_get_serial_sequence(:table, :column)"), name
        ).scalar()
        highest = new.execute(sa.select(sa.func.max(column))).scalar() or 0
        highest = max(highest, given.get(table.name, 0))
        if sequence is not None and highest:
            new.execute(sa.text("SELECT setval(:name, :to)"), {"name": sequence, "to": highest})
