"""The tables that make the audit log tamper-evident: the leaves of its tree, and checkpoints."""

from sqlalchemy import Column, Integer, String, Table, Text

from kb.records.schema import metadata

#: One leaf an audit row, in order from 0; the hash outlives what a purge erases from the row.
#: ``salt`` goes into the payload's hash, so that an erased text cannot be guessed from it; it is
#: ``""`` once the payload is erased, and ``erased_by`` is then the row that says so.
audit_leaves = Table(
    "audit_leaves",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("audit_id", String(32), nullable=False, unique=True),
    Column("salt", String(32), nullable=False),
    Column("payload_hash", String(64), nullable=False),
    Column("leaf_hash", String(64), nullable=False),
    Column("erased_by", String(32), nullable=False),
)

#: The complete subtrees above the leaves: ``number`` counts those of a level from 0.
audit_nodes = Table(
    "audit_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)

#: Signed heads of the tree.
audit_checkpoints = Table(
    "audit_checkpoints",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", String(64), nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Text, nullable=False),
)
