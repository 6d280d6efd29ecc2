"""Runs alembic's migrations on the connection that Vouch opened."""

import sqlalchemy as sa
from alembic import context

from kb.records.schema import metadata


def sort_by_code_point(connection: sa.Connection) -> None:
    """Let Postgres compare text as SQLite and Python do, whatever language the database speaks.

    Otherwise the order of what is found, and with it an answer, would depend on the server.
    """
    found = connection.execute(
        sa.text(
            "SELECT table_name, column_name, data_type, character_maximum_length"
            " FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying')"
            " AND collation_name IS DISTINCT FROM 'C' ORDER BY table_name, column_name"
        )
    ).all()
    quoted = connection.dialect.identifier_preparer.quote
    changes: dict[str, list[str]] = {}
    for table, column, kind, length in found:
        if table in metadata.tables:
            sized = f"{kind}({length})" if length else kind
            change = f'ALTER COLUMN {quoted(column)} TYPE {sized} COLLATE "C"'
            changes.setdefault(table, []).append(change)
    for table, wanted in changes.items():
        connection.execute(sa.text(f"ALTER TABLE {quoted(table)} {', '.join(wanted)}"))


connection: sa.Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
if connection.dialect.name == "postgresql":
    sort_by_code_point(connection)
