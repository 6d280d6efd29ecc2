"""The tables of the service: keys, people, jobs, repeated requests, feedback, conversations."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from kb.records.schema import metadata

#: API keys; ``digest`` is the SHA-256 of the key in hex, the key itself is stored nowhere.
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("audience", String(255), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("revoked_at", String(32), nullable=False),
    Column("used_at", String(32), nullable=False),
)

#: People who signed in, and what they may do. ``subject`` is the SHA-256 of their token's issuer
#: and subject; ``handle`` is what the audit log calls them: their address at their first sign-in.
people = Table(
    "people",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("subject", String(64), nullable=False, unique=True),
    Column("handle", String(200), nullable=False, unique=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("audience", String(255), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("seen_at", String(32), nullable=False),
    Column("blocked_at", String(32), nullable=False),
)

#: Answers to writes that carried an Idempotency-Key, so that a repeated one has no second effect.
#: A request under way holds its row as ``holder`` until ``leased_until``; ``body`` is NULL where
#: the answer was too large to keep, or must not be kept.
idempotency = Table(
    "idempotency",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("holder", String(32), nullable=False),
    Column("leased_until", String(32), nullable=False),
    Column("status", Integer),
    Column("headers", JSON),
    Column("body", LargeBinary),
    Column("created_at", String(32), nullable=False, index=True),
)

#: Long work. A runner holds a job by a lease that it renews; a job whose lease ran out is free.
jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("seq", Integer, nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("args", JSON, nullable=False),
    Column("actor", Text, nullable=False),
    Column("audience", String(255), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("result", JSON),
    Column("problem", Text, nullable=False),
    Column("cancelling", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("kept", JSON),
    Column("runner", String(64), nullable=False),
    Column("leased_until", String(32), nullable=False),
    Column("due_at", String(32), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("started_at", String(32), nullable=False),
    Column("finished_at", String(32), nullable=False),
    Index("ix_jobs_free", "state", "due_at", "leased_until"),
)

#: The last report of each kind for each audience, made from the documents and made anew when they
#: change; ``state`` says of what. ``documents`` are those it quotes; a purge deletes every report.
reports = Table(
    "reports",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("audience", String(255), primary_key=True),
    Column("state", String(64), nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("documents", JSON, nullable=False),
    Column("content", JSON, nullable=False),
)

#: What people thought of answers, one row a person and answer; ``record`` is the answer's row in
#: the audit log, ``audience`` whom that answer was given for.
feedback = Table(
    "feedback",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("record", String(32), nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("comment", Text, nullable=False),
    Column("audience", String(255), nullable=False),
    Column("at", String(32), nullable=False),
    UniqueConstraint("record", "actor"),
)

#: Chats. ``shared`` ones can be read, not changed, by others of at least their audience.
conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("actor", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("audience", String(255), nullable=False),
    Column("scope", JSON, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
)

#: The turns of a chat: the answer itself stands in the audit log under ``record``; ``audience`` is
#: whom it was given for.
conversation_turns = Table(
    "conversation_turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("record", String(32), nullable=False, index=True),
    Column("audience", String(255), nullable=False),
    Column("at", String(32), nullable=False),
)
