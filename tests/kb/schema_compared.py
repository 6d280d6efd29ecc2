"""What a store's tables have that the schema has not, and the other way round."""

from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kb.records.schema import metadata


def differences(connection: sa.Connection) -> tuple[list[Any], str | None]:
    """Every difference, and the revision that the store says it is of."""
    context = MigrationContext.configure(connection, opts={"compare_type": _differs})
    return compare_metadata(context, metadata), context.get_current_revision()


def _differs(context: MigrationContext, *compared: Any) -> bool | None:
    """SQLite keeps the length a column was made with, and heeds none: it may differ."""
    held, named = compared[2:]
    if context.dialect.name == "sqlite" and isinstance(held, sa.String):
        return not isinstance(named, sa.String)
    return None
