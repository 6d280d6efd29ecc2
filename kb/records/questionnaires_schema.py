"""The tables of customers' questionnaires; part of the schema in ``kb.records.schema``."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from kb.records.schema import metadata

#: The customers' files as they came, by the SHA-256 of their bytes: what an export is made from.
questionnaire_files = Table(
    "questionnaire_files",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

#: One row a run: a file answered for a customer at one time.
questionnaires = Table(
    "questionnaires",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("digest", String(64), nullable=False, index=True),
    Column("shape", String(64), nullable=False),
    Column("path", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("due", Date),
    Column("options", JSON, nullable=False),
    Column("maps", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("finished_at", String(32), nullable=False),
    Column("exported_at", String(32), nullable=False),
)

#: One row a question: as it was read, and everything that may change. ``asked`` is its text in a
#: form that is compared; ``waiting`` rows are still to be answered.
questionnaire_rows = Table(
    "questionnaire_rows",
    metadata,
    Column("run_id", ForeignKey("questionnaires.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("asked", String(64), nullable=False, index=True),
    Column("waiting", Boolean, nullable=False),
    Column("item", JSON, nullable=False),
    Column("content", JSON, nullable=False),
)

#: Append-only: every change of a row, whole, before and after.
questionnaire_history = Table(
    "questionnaire_history",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("run_id", ForeignKey("questionnaires.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", String(32), nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("undoes", Integer),
    Column("before", JSON),
    Column("after", JSON, nullable=False),
    Index("ix_questionnaire_history_run_id", "run_id", "number"),
    sqlite_autoincrement=True,
)

#: How a person said that the columns of files of one shape are to be read.
questionnaire_maps = Table(
    "questionnaire_maps",
    metadata,
    Column("shape", String(64), primary_key=True),
    Column("sheet", String(255), primary_key=True),
    Column("map", JSON, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", String(32), nullable=False),
)
