"""Runs alembic's migrations on the connection that Vouch opened."""

from alembic import context

from kb.records.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
