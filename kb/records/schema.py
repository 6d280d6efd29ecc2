"""The tables. ``migrations/`` holds every step that led here; a test compares the two."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

#: Facts about the store itself: its id, when it was made.
store = Table(
    "store",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

#: One row a document. ``current`` is the live version; ``state`` is ``live`` or ``removed``.
documents = Table(
    "documents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("source_key", Text, nullable=False, unique=True),
    Column("collection", String(16), nullable=False),
    Column("audience", String(255), nullable=False),
    #: The product it is about, empty for all of them.
    Column("product", Text, nullable=False, server_default=""),
    Column("state", String(16), nullable=False),
    Column("current", Integer, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
)

#: What a document said at one time; never changed, only superseded, removed or purged.
versions = Table(
    "versions",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("outline", JSON, nullable=False),
    Column("text_hash", String(64), nullable=False, index=True),
    Column("content_hash", String(64), nullable=False),
    Column("reference", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("effective", Date),
    Column("review_by", Date),
    Column("valid_until", Date),
    Column("truncated", Boolean, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("dropped", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("sketch", LargeBinary),
    #: The audience it was loaded for; that of the document today stands in ``documents``.
    Column("meant_for", String(255), nullable=False, server_default="internal"),
    Column("loaded_at", String(32), nullable=False),
    Column("superseded_at", String(32)),
)

#: Which files a document came from; the same text in two files is one document with two origins.
origins = Table(
    "origins",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("path", Text, primary_key=True, index=True),
)

#: The files seen, so that an unchanged one costs a glance at its size and time.
files = Table(
    "files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("mtime_ns", String(24), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("settings", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("problem", Text, nullable=False),
    Column("loaded_at", String(32), nullable=False),
)

chunks = Table(
    "chunks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("document_id", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer),
    Column("heading", JSON, nullable=False),
    Column("context", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("embedding", String(64), nullable=False, index=True),
    ForeignKeyConstraint(
        ["document_id", "version"], ["versions.document_id", "versions.number"], name="fk_chunks"
    ),
    Index("ix_chunks_document", "document_id", "version"),
)

#: Vectors by the hash of the text they were made from: unchanged chunks are never embedded twice.
embeddings = Table(
    "embeddings",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("model", String(128), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

#: Append-only: which document changed, in order. The indexes follow it.
changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("document_id", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("at", String(32), nullable=False),
    sqlite_autoincrement=True,
)

catalogs = Table(
    "catalogs",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("id", String(128), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("version", Text, nullable=False),
)

controls = Table(
    "controls",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("catalog", String(128), nullable=False),
    Column("id", String(128), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("parent", String(128), nullable=False),
    Column("assessable", Boolean, nullable=False),
)

crosswalks = Table(
    "crosswalks",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("id", String(128), nullable=False),
    Column("name", Text, nullable=False),
    Column("source", String(128), nullable=False, index=True),
    Column("target", String(128), nullable=False, index=True),
    Column("publisher", Text, nullable=False),
)

crosswalk_rows = Table(
    "crosswalk_rows",
    metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("source", String(128), nullable=False, index=True),
    Column("target", String(128), nullable=False, index=True),
    Column("relation", String(16), nullable=False),
    Column("note", Text, nullable=False),
)

#: What was answered, from what; an answer whose row cannot be written does not leave.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("at", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("actor", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    sqlite_autoincrement=True,
)

#: Which document versions an audit row rests on, so that a purge finds every answer that quotes it.
audit_sources = Table(
    "audit_sources",
    metadata,
    Column("audit_id", ForeignKey("audit.id"), primary_key=True),
    Column("document_id", String(32), primary_key=True, index=True),
)

# The other parts have their tables in modules of their own.
from kb.records import audit_schema as audit_schema  # noqa: E402
from kb.records import library_schema as library_schema  # noqa: E402
from kb.records import questionnaires_schema as questionnaires_schema  # noqa: E402
from kb.records import service_schema as service_schema  # noqa: E402
from kb.records import tickets_schema as tickets_schema  # noqa: E402
