"""The files seen by earlier loads: what lets an unchanged one be passed over."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.engine import now
from kb.records.schema import files


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as it was when it was last loaded.

    ``settings`` sums up everything besides the content that decides what is stored (reader,
    chunking, collection, audience); ``status`` is ``loaded`` or ``failed``.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str
    settings: str
    status: str
    problem: str = ""


def all_seen(connection: Connection) -> dict[str, SeenFile]:
    """Every file seen, by path."""
    rows = connection.execute(sa.select(files)).mappings()
    return {
        row["path"]: SeenFile(
            row["path"],
            row["size"],
            int(row["mtime_ns"]),
            row["sha256"],
            row["settings"],
            row["status"],
            row["problem"],
        )
        for row in rows
    }


def remember(connection: Connection, seen: SeenFile) -> None:
    """Record that a file was read."""
    connection.execute(sa.delete(files).where(files.c.path == seen.path))
    row = asdict(seen) | {"mtime_ns": str(seen.mtime_ns), "loaded_at": now()}
    connection.execute(sa.insert(files), row)


def forget(connection: Connection, path: str) -> None:
    """Forget a file that is no longer there."""
    connection.execute(sa.delete(files).where(files.c.path == path))
