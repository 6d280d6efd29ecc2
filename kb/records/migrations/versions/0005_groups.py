"""Audiences with groups, whom each version was meant for, and the product of a document."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_TABLES = (
    "api_keys",
    "conversation_turns",
    "conversations",
    "documents",
    "feedback",
    "jobs",
    "library_entries",
    "people",
    "reports",
    "tickets",
)


def upgrade() -> None:
    op.add_column(
        "versions",
        sa.Column("meant_for", sa.String(255), nullable=False, server_default="internal"),
    )
    op.add_column("documents", sa.Column("product", sa.Text(), nullable=False, server_default=""))
    # SQLite holds text of any length in a column, whatever length it was made with.
    if op.get_bind().dialect.name != "sqlite":
        for table in _TABLES:
            op.alter_column(table, "audience", type_=sa.String(255), existing_nullable=False)
