"""An erasure under way: the files that are still to go, so that a kill leaves none behind."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.schema import store


def note(connection: Connection, home: Path, sources: Iterable[str]) -> None:
    """Note files that are to be erased from this data folder, beside those noted before."""
    both = sorted({*(files(connection, home) or []), *sources})
    forget(connection, home)
    connection.execute(sa.insert(store), {"key": _key(home), "value": json.dumps(both)})


def files(connection: Connection, home: Path) -> list[str] | None:
    """The files that are still to go; None when no erasure is under way."""
    query = sa.select(store.c.value).where(store.c.key == _key(home))
    found = connection.execute(query).scalar()
    return None if found is None else [str(path) for path in json.loads(found)]


def forget(connection: Connection, home: Path) -> None:
    """Note that they are gone."""
    connection.execute(sa.delete(store).where(store.c.key == _key(home)))


def _key(home: Path) -> str:
    """Several services may share a store, each with uploads of its own."""
    return f"erasing {hashlib.sha256(str(home).encode()).hexdigest()[:32]}"
