"""Making checkpoints, keeping them in the records and in a file, and proofs between them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.audit import leaves, notes, tree
from kb.audit.notes import Checkpoint
from kb.errors import NotFoundError, RuleError, StoreError
from kb.records import Records, audit, audit_tree
from kb.records.audit_schema import audit_checkpoints, audit_leaves
from kb.records.engine import now
from kb.settings import Settings


@dataclass(frozen=True, slots=True)
class Proof:
    """That a row is in the log: its leaf, and the hashes that lead from there to the head."""

    position: int
    size: int
    root: str
    leaf: str
    leaf_hash: str
    hashes: tuple[str, ...]


def checkpoint_file(settings: Settings) -> Path:
    """Where checkpoints are kept outside the records."""
    return settings.audit_checkpoints or settings.home / "audit" / "checkpoints.txt"


def make(records: Records, settings: Settings) -> Checkpoint:
    """Sign the head of the log, and keep it in the file and in the records.

    The last one is given again where nothing was logged since. Raises ``RuleError`` for an empty
    log, ``StoreError`` or ``SettingsError`` where the file or the key cannot be used.
    """
    key, fresh = notes.signer(settings.home)
    with records.write() as connection:
        if fresh:
            audit.append(connection, audit.KEY, {"public_key": key.public_key})
        size = audit_tree.size(connection)
        if size == 0:
            raise RuleError("the audit log is empty: there is nothing to sign yet")
        held = latest(connection)
        if held is not None and held.size == size:
            return held
        made = key.checkpoint(size, audit_tree.root(connection, size), now())
        # First the file: a head that was signed stays true, whatever becomes of the transaction.
        _keep(checkpoint_file(settings), made.note)
        row = {"size": made.size, "root": made.root, "at": made.at, "note": made.note}
        connection.execute(sa.insert(audit_checkpoints), row)
    return made


def _keep(path: Path, note: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(opened, "a", encoding="utf-8") as stream:
            stream.write(f"{note}\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StoreError(
            f"the checkpoint could not be added to {path} ({error.strerror}); set "
            "VOUCH_AUDIT_CHECKPOINTS to a file that can be written"
        ) from error


def latest(connection: Connection) -> Checkpoint | None:
    """The last checkpoint in the records."""
    last = sa.select(audit_checkpoints.c.note).order_by(audit_checkpoints.c.size.desc()).limit(1)
    note = connection.execute(last).scalar()
    return None if note is None else notes.parse(str(note), "the last checkpoint")


def stored(connection: Connection) -> Iterator[sa.RowMapping]:
    """Every checkpoint in the records, the first one first."""
    query = sa.select(audit_checkpoints).order_by(audit_checkpoints.c.size)
    yield from connection.execute(query).mappings()


def is_due(connection: Connection, rows: int, before: str) -> bool:
    """Whether ``rows`` rows were logged since the last checkpoint, or any since one that was made
    ``before`` a time."""
    size, last = audit_tree.size(connection), latest(connection)
    if last is None:
        return size > 0
    return size - last.size >= rows or (size > last.size and last.at < before)


def inclusion(connection: Connection, identity: str, size: int | None = None) -> Proof:
    """The proof that a row is one of the first ``size`` (all of them by default).

    Raises ``NotFoundError`` where it is none of them.
    """
    count = audit_tree.size(connection)
    size = count if size is None else size
    query = sa.select(audit_leaves).where(audit_leaves.c.audit_id == identity)
    leaf, row = connection.execute(query).mappings().one_or_none(), audit.read(connection, identity)
    if leaf is None or row is None or not leaf["position"] < size <= count:
        raise NotFoundError(f"there is no row {identity} among the first {size} of the audit log")
    node = audit_tree.node(connection)
    at, named = leaf["position"], audit.sources_of(connection, identity)
    data = leaves.leaf_data(at, dict(row), leaf["payload_hash"], named)
    return Proof(
        at,
        size,
        tree.root(node, size).hex(),
        data.decode("ascii"),
        leaf["leaf_hash"],
        tuple(one.hex() for one in tree.inclusion(node, at, size)),
    )


def consistency(connection: Connection, first: int, second: int) -> list[str]:
    """The proof that the log of ``first`` rows is the beginning of that of ``second``.

    Raises ``NotFoundError`` where the log is shorter, or the first is the longer one.
    """
    if not 0 < first <= second <= audit_tree.size(connection):
        raise NotFoundError(f"the audit log has no rows {first} to {second}")
    return [one.hex() for one in tree.consistency(audit_tree.node(connection), first, second)]
