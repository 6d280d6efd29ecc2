"""Keys, people, jobs, tickets, conversations, and the audit log's tree."""

from alembic import op

from kb.records.schema import metadata

revision = "0004"
down_revision = "0003"

TABLES = (
    "api_keys", "people", "idempotency", "jobs", "feedback", "conversations",
    "conversation_turns", "tickets", "ticket_events", "ticket_outbox", "ticket_files", "audit_leaves", "audit_nodes",
    "audit_checkpoints", "reports",
)


def upgrade() -> None:
    metadata.create_all(op.get_bind(), [metadata.tables[name] for name in TABLES])
