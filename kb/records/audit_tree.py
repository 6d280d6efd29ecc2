"""The audit log's tree as it is stored: a leaf and its finished subtrees for each row."""

import secrets
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.audit import leaves, tree
from kb.errors import StoreError
from kb.records.audit_schema import audit_leaves, audit_nodes
from kb.records.schema import audit, audit_sources

_BATCH = 1_000


def size(connection: Connection) -> int:
    """How many leaves the tree has."""
    last = connection.execute(sa.select(sa.func.max(audit_leaves.c.position))).scalar()
    return 0 if last is None else int(last) + 1


def node(connection: Connection) -> tree.Node:
    """The stored hashes, for the functions of ``kb.audit.tree``.

    They raise ``StoreError`` where one is missing.
    """

    def found(level: int, number: int) -> bytes:
        query = (
            sa.select(audit_nodes.c.hash).where(
                audit_nodes.c.level == level, audit_nodes.c.number == number
            )
            if level
            else sa.select(audit_leaves.c.leaf_hash).where(audit_leaves.c.position == number)
        )
        held = connection.execute(query).scalar()
        if held is None:
            raise StoreError(
                f"the tree of the audit log lacks its node {number} of level {level}; run "
                "`vouch audit verify`"
            )
        return bytes.fromhex(str(held))

    return found


def root(connection: Connection, count: int) -> bytes:
    """The head of the first ``count`` rows."""
    return tree.root(node(connection), count)


def position(connection: Connection, identity: str) -> int | None:
    """Where the row with this id stands in the log, from 0."""
    query = sa.select(audit_leaves.c.position).where(audit_leaves.c.audit_id == identity)
    return connection.execute(query).scalar()


def add(connection: Connection, row: dict[str, Any], sources: list[str]) -> int:
    """Store the leaf of a row just written, and the subtrees it finishes; returns its position.

    One look-up for the size and at most log2(size) for subtrees; one on average.
    """
    at = size(connection)
    leaf, finished = _made(node(connection), at, row, sources)
    connection.execute(sa.insert(audit_leaves), leaf)
    if finished:
        connection.execute(sa.insert(audit_nodes), finished)
    return at


def backfill(connection: Connection) -> int:
    """Give leaves to the rows of a log that has none at all; returns how many.

    Rows that were put beside an existing tree get none: ``vouch audit verify`` names them.
    """
    if connection.execute(sa.select(audit_leaves.c.position).limit(1)).first() is not None:
        return 0
    done = 0
    open_ends: dict[tuple[int, int], bytes] = {}

    def known(level: int, number: int) -> bytes:
        return open_ends.pop((level, number))

    for rows in _batches(connection):
        held, finished = [], []
        named = _sources(connection, [row["id"] for row in rows])
        for row in rows:
            leaf, above = _made(known, done, row, named[row["id"]])
            held.append(leaf)
            finished += above
            # Only the highest one finished here will be asked for again.
            top = above[-1] if above else {"level": 0, "number": done, "hash": leaf["leaf_hash"]}
            open_ends[(top["level"], top["number"])] = bytes.fromhex(top["hash"])
            done += 1
        connection.execute(sa.insert(audit_leaves), held)
        if finished:
            connection.execute(sa.insert(audit_nodes), finished)
    return done


def _made(
    known: tree.Node, at: int, row: dict[str, Any], sources: list[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The rows of a leaf and of the subtrees it finishes."""
    salt = secrets.token_hex(16)
    hashed = leaves.payload_hash(row["payload"], salt)
    top = tree.leaf_hash(leaves.leaf_data(at, row, hashed, sources))
    leaf = {
        "position": at,
        "audit_id": row["id"],
        "salt": salt,
        "payload_hash": hashed,
        "leaf_hash": top.hex(),
        "erased_by": "",
    }
    finished = [
        {"level": level, "number": number, "hash": made.hex()}
        for level, number, made in tree.grown(known, at, top)
    ]
    return leaf, finished


def _batches(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    last = 0
    while True:
        query = sa.select(audit).where(audit.c.seq > last).order_by(audit.c.seq).limit(_BATCH)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if not rows:
            return
        yield rows
        last = rows[-1]["seq"]


def _sources(connection: Connection, ids: list[str]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {identity: [] for identity in ids}
    query = sa.select(audit_sources).where(audit_sources.c.audit_id.in_(ids))
    for row in connection.execute(query):
        named[row.audit_id].append(row.document_id)
    return named
