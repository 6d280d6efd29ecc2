"""Customers' questionnaires."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table('questionnaire_files',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_questionnaire_files'))
    )
    op.create_table('questionnaires',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('shape', sa.String(length=64), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('customer', sa.Text(), nullable=False),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('maps', sa.JSON(), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.String(length=32), nullable=False),
    sa.Column('finished_at', sa.String(length=32), nullable=False),
    sa.Column('exported_at', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaires'))
    )
    op.create_index(op.f('ix_questionnaires_digest'), 'questionnaires', ['digest'], unique=False)
    op.create_table('questionnaire_rows',
    sa.Column('run_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('asked', sa.String(length=64), nullable=False),
    sa.Column('waiting', sa.Boolean(), nullable=False),
    sa.Column('item', sa.JSON(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['questionnaires.id'], name=op.f('fk_questionnaire_rows_run_id')),
    sa.PrimaryKeyConstraint('run_id', 'number', name=op.f('pk_questionnaire_rows'))
    )
    op.create_index(op.f('ix_questionnaire_rows_asked'), 'questionnaire_rows', ['asked'], unique=False)
    op.create_table('questionnaire_history',
    sa.Column('seq', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('run_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('action', sa.String(length=16), nullable=False),
    sa.Column('undoes', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['questionnaires.id'], name=op.f('fk_questionnaire_history_run_id')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_questionnaire_history')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_questionnaire_history_run_id', 'questionnaire_history', ['run_id', 'number'], unique=False)
    op.create_table('questionnaire_maps',
    sa.Column('shape', sa.String(length=64), nullable=False),
    sa.Column('sheet', sa.String(length=255), nullable=False),
    sa.Column('map', sa.JSON(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('at', sa.String(length=32), nullable=False),
    sa.PrimaryKeyConstraint('shape', 'sheet', name=op.f('pk_questionnaire_maps'))
    )
