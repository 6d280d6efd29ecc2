"""The tables of tickets: what came in from other tools, and what is to go back."""

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from kb.records.schema import metadata

#: One row for a ticket of a tool.
tickets = Table(
    "tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("tool", String(16), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("audience", String(255), nullable=False),
    Column("content", JSON, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False, index=True),
    UniqueConstraint("tool", "external_id"),
)

#: What happened to a ticket, each taken once: ``delivery`` is the sender's id of the message,
#: ``fact`` names what it tells of, so that a second message about the same thing is known too.
ticket_events = Table(
    "ticket_events",
    metadata,
    Column("tool", String(16), primary_key=True),
    Column("delivery", String(200), primary_key=True),
    Column("fact", String(300), nullable=False),
    Column("ticket_id", String(32), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("at", String(32), nullable=False),
    Column("done_at", String(32), nullable=False),
    UniqueConstraint("tool", "fact"),
)

#: What is sent to a tool, each posted once; ``key`` names the effect.
ticket_outbox = Table(
    "ticket_outbox",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("ticket_id", String(32), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("content", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", String(32), nullable=False),
    Column("problem", Text, nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("sent_at", String(32), nullable=False),
    Index("ix_ticket_outbox_due", "state", "due_at"),
)

#: Files of tickets: ``given`` came with a call, ``filled`` are to go back.
ticket_files = Table(
    "ticket_files",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("ticket_id", String(32), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("documents", JSON, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("created_at", String(32), nullable=False),
)
