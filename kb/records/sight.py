"""Which past answers an audience may see."""

import sqlalchemy as sa

from kb.records.schema import audit_sources, documents
from kb.values import Audience


def answer_seen(
    record: sa.ColumnElement[str], given_for: sa.ColumnElement[str], sight: Audience
) -> sa.ColumnElement[bool]:
    """Whether ``sight`` may see the answer ``record``: it was given for no higher audience, and no
    document that it quotes is for a higher one today.

    As ``kb.audit.shown.may_see``, for many rows at once.
    """
    levels = [one.value for one in sight.sees()]
    above = (
        sa.select(audit_sources.c.audit_id)
        .join(documents, documents.c.id == audit_sources.c.document_id)
        .where(audit_sources.c.audit_id == record, documents.c.audience.not_in(levels))
    )
    return sa.and_(given_for.in_(levels), ~above.exists())
