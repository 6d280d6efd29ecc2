"""What somebody with the database in hand could do to the log: each changes one thing and returns
words of which one must be in what the check says."""

import json
import random
import secrets

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records import audit, audit_tree
from kb.records.audit_schema import audit_leaves, audit_nodes
from kb.records.schema import audit as rows
from kb.records.schema import audit_sources as sources


def unchecked(connection: Connection) -> None:
    """Take the rules away that hold back nobody who has the database in hand."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("PRAGMA defer_foreign_keys=ON"))
    else:
        connection.execute(
            sa.text("ALTER TABLE audit_sources DROP CONSTRAINT fk_audit_sources_audit_id")
        )


def set_field(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one = chance.choice(ids)
    column, value = chance.choice(
        [
            ("at", "2001-01-01T00:00:00.000Z"),
            ("at", "2099-01-01T00:00:00.000Z"),
            ("kind", "other"),
            ("actor", "somebody"),
        ]
    )
    connection.execute(sa.update(rows).where(rows.c.id == one).values(**{column: value}))
    return [one]


def set_payload(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one = chance.choice(ids)
    held = audit.read(connection, one)
    assert held is not None
    text = json.dumps(held["payload"])
    at = chance.randrange(len(text))
    changed = text[:at] + chance.choice("abc019 {}\"'") + text[at + 1 :]
    try:
        value = json.loads(changed)
    except ValueError:
        value = changed
    value = [] if value == held["payload"] else value
    connection.execute(sa.update(rows).where(rows.c.id == one).values(payload=value))
    return [one]


def add_document(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one = chance.choice(ids)
    connection.execute(sa.insert(sources), {"audit_id": one, "document_id": "new"})
    return [one]


def drop_document(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    held = connection.execute(sa.select(sources).where(sources.c.audit_id.in_(ids))).all()
    one = chance.choice(sorted(held))
    same = sa.and_(sources.c.audit_id == one.audit_id, sources.c.document_id == one.document_id)
    connection.execute(sa.delete(sources).where(same))
    return [one.audit_id]


def remove_row(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one = chance.choice(ids)
    connection.execute(sa.delete(sources).where(sources.c.audit_id == one))
    connection.execute(sa.delete(rows).where(rows.c.id == one))
    return [one]


def remove_leaf(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one = chance.choice(ids)
    connection.execute(sa.delete(audit_leaves).where(audit_leaves.c.audit_id == one))
    return [one]


def remove_both(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one = chance.choice(ids)
    place = audit_tree.position(connection, one)
    remove_row(connection, chance, [one])
    remove_leaf(connection, chance, [one])
    return [f"place {place}"]


def swap_leaves(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one, other = chance.sample(ids, 2)
    first, second = (audit_tree.position(connection, i) for i in (one, other))
    for position, identity in ((-1, one), (first, other), (second, one)):
        same = audit_leaves.c.audit_id == identity
        connection.execute(sa.update(audit_leaves).where(same).values(position=position))
    return [one, other]


def swap_order(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one, other = chance.sample(ids, 2)
    query = sa.select(rows.c.id, rows.c.seq).where(rows.c.id.in_((one, other)))
    seq = {row.id: row.seq for row in connection.execute(query)}
    for number, identity in ((-1, one), (seq[one], other), (seq[other], one)):
        connection.execute(sa.update(rows).where(rows.c.id == identity).values(seq=number))
    return [one, other]


def insert_row(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    held = audit.read(connection, chance.choice(ids))
    assert held is not None
    made = held | {"id": "0" * 32, "at": "2001-01-01T00:00:00.000Z", "seq": -1}
    connection.execute(sa.insert(rows), made)
    return ["0" * 32]


def set_leaf(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one = chance.choice(ids)
    column = chance.choice(["salt", "payload_hash", "leaf_hash"])
    value = secrets.token_hex(16 if column == "salt" else 32)
    same = audit_leaves.c.audit_id == one
    connection.execute(sa.update(audit_leaves).where(same).values(**{column: value}))
    return [one]


def pretend_erased(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one, other = chance.sample(ids, 2)
    blank = audit.placeholder({"document_id": "d"})
    connection.execute(sa.update(rows).where(rows.c.id == one).values(payload=blank))
    same = audit_leaves.c.audit_id == one
    connection.execute(sa.update(audit_leaves).where(same).values(salt="", erased_by=other))
    return [one]


def rename(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    one = chance.choice(ids)
    connection.execute(sa.update(rows).where(rows.c.id == one).values(id="1" * 32))
    return ["1" * 32]


def change_node(connection: Connection, chance: random.Random, ids: list[str]) -> list[str]:
    assert ids
    query = sa.select(audit_nodes).order_by(audit_nodes.c.level, audit_nodes.c.number)
    node = chance.choice(connection.execute(query).all())
    same = sa.and_(audit_nodes.c.level == node.level, audit_nodes.c.number == node.number)
    if chance.random() < 0.5:
        connection.execute(sa.delete(audit_nodes).where(same))
        return ["the stored tree is not that of the rows"]
    connection.execute(sa.update(audit_nodes).where(same).values(hash=secrets.token_hex(32)))
    return [f"node {node.number} of level {node.level}"]


ALL = (
    set_field, set_payload, add_document, drop_document, remove_row, remove_leaf, remove_both,
    swap_leaves, swap_order, insert_row, set_leaf, pretend_erased, rename, change_node,
)  # fmt: skip
