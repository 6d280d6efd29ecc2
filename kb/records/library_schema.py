"""The tables of the approved answers; part of the schema in ``kb.records.schema``."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Text

from kb.records.schema import metadata

#: One row an answer; ``state`` is ``draft``, ``approved`` or ``retired``.
library_entries = Table(
    "library_entries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("state", String(16), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("wordings", JSON, nullable=False),
    Column("answer", Text, nullable=False),
    Column("verdict", String(16)),
    Column("owner", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("approved_at", String(32), nullable=False),
    Column("tags", JSON, nullable=False),
    Column("product", Text, nullable=False),
    Column("audience", String(255), nullable=False),
    Column("valid_until", Date),
    Column("origin", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
)

#: What an answer rests on, as it stood when it was linked. A purge leaves the row, not the quote.
library_evidence = Table(
    "library_evidence",
    metadata,
    Column("entry_id", ForeignKey("library_entries.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("document_id", String(32), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("heading", JSON, nullable=False),
    Column("page", Integer),
    Column("quote", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

#: Append-only: every change of an entry, whole, before and after. Caches follow its numbers.
library_history = Table(
    "library_history",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("entry_id", ForeignKey("library_entries.id"), nullable=False, index=True),
    Column("at", String(32), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("undoes", Integer),
    Column("before", JSON),
    Column("after", JSON, nullable=False),
    sqlite_autoincrement=True,
)

#: Vectors of the questions, by the hash of their text.
library_vectors = Table(
    "library_vectors",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("model", String(128), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
