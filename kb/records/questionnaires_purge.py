"""Erasing from questionnaires what was taken from a document that is purged.

A row that cites the document, or ever did, may hold its words, and so may every earlier form of it
and what later runs say this customer was told. Such texts go whole; a person's words that hold
nothing of the document stay.
"""

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.questionnaires import codec
from kb.questionnaires.run import Row, State
from kb.records import questionnaires as stored
from kb.records.questionnaires_schema import questionnaire_history, questionnaire_rows
from kb.records.schema import chunks, versions
from kb.values import Answer, Citation, Question, Reason, Status

#: As many characters in a row are no accident, but the document's words.
_RUN = 24
_PURGED = "[purged]"
_NOTE = "Its evidence was erased; it is to be answered again."


def erase_quotes(connection: Connection, document_id: str) -> int:
    """Take a document's words out of all rows and their history; returns out of how many rows.

    To be called while the document is still stored.
    """
    affected = _citing(connection, document_id)
    if not affected:
        return 0
    runs = {run for run, _ in affected}
    holds = _holder(connection, document_id)
    for run in stored.runs(connection):
        for row in stored.rows(connection, run.id):
            told_there = row.told is not None and row.told.run in runs
            if (run.id, row.number) not in affected and not told_there:
                continue
            _rewrite_history(connection, run.id, row, document_id, holds)
            after = _erased(row, document_id, holds)
            if after != row:
                stored.save_row(connection, run.id, after, after, action="purge", actor="local")
    return len(affected)


def _citing(connection: Connection, document_id: str) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    rows, history = questionnaire_rows, questionnaire_history
    for table, columns in (
        (rows, (rows.c.content,)),
        (history, (history.c.before, history.c.after)),
    ):
        held = [sa.cast(column, sa.Text).contains(document_id) for column in columns]
        query = sa.select(table.c.run_id, table.c.number).where(sa.or_(*held))
        found |= {(row.run_id, row.number) for row in connection.execute(query)}
    return found


def _erased(row: Row, document_id: str, holds: Callable[[str], bool]) -> Row:
    """The row without the document's words; one that loses its answer waits for another."""
    told = row.told
    if told is not None and holds(told.answer):
        told = replace(told, answer=_PURGED)
    kept = replace(
        row,
        told=told,
        notes=tuple(note for note in row.notes if not holds(note)),
        writes=tuple(write for write in row.writes if not holds(write.text)),
    )
    answer = row.answer
    if answer is None or not (_cites(answer, document_id) or holds(answer.answer)):
        return kept
    if row.editor and not holds(answer.answer):
        bare = replace(
            answer,
            citations=tuple(c for c in answer.citations if c.document_id != document_id),
            nearest=(),
            conflicts=(),
        )
        return replace(kept, answer=bare)
    blank = Answer(
        Question(row.item.text, row.item.ref),
        Status.ABSTAINED,
        reason=Reason.NO_EVIDENCE,
        note=_NOTE,
    )
    return replace(
        kept,
        state=State.WAITING,
        answer=blank,
        writes=(),
        editor="",
        approver="",
        approved_at="",
        clashes=(),
        ask="",
    )


def _cites(answer: Answer, document_id: str) -> bool:
    disputed: list[Citation] = [v.citation for c in answer.conflicts for v in c.values]
    everything = (*answer.citations, *answer.nearest, *disputed)
    return any(cited.document_id == document_id for cited in everything)


def _rewrite_history(
    connection: Connection, run: str, row: Row, document_id: str, holds: Callable[[str], bool]
) -> None:
    for change in stored.history(connection, run, row.number):
        values = {
            name: codec.row_json(_erased(held, document_id, holds))
            for name, held in (("before", change.before), ("after", change.after))
            if held is not None
        }
        same = questionnaire_history.c.seq == change.seq
        connection.execute(sa.update(questionnaire_history).where(same).values(**values))


def _holder(connection: Connection, document_id: str) -> Callable[[str], bool]:
    """What tells whether a text holds words of the document."""
    own = list(
        connection.execute(
            sa.select(versions.c.text).where(versions.c.document_id == document_id)
        ).scalars()
    )
    passages = sa.select(chunks.c.text).where(chunks.c.document_id == document_id)
    own += connection.execute(passages).scalars()
    everything = "\n".join([*own, *(" ".join(text.replace("\t", " | ").split()) for text in own)])

    def holds(text: str) -> bool:
        flat = " ".join(text.split())
        return any(
            piece in everything
            for form in (text, flat)
            for at in range(max(0, len(form) - _RUN) + 1)
            if len(piece := form[at : at + _RUN]) == _RUN
        )

    return holds
