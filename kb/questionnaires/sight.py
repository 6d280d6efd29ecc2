"""A questionnaire as one audience sees it.

A run above the audience is not there. A row of a run that is there may quote a document that has
since been kept for fewer people: what it says is then held back.
"""

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.questionnaires.desk import Shown
from kb.questionnaires.run import Change, Row, Run
from kb.questionnaires.summary import summary
from kb.records import questionnaires as stored
from kb.records.schema import documents
from kb.values import Answer, Audience, Citation, Question, Reason, Status

WITHHELD = "What it says rests on a document that is kept for fewer people now."


def run_seen(connection: Connection, identity: str, audience: Audience) -> Run:
    """The run with this id; ``NotFoundError`` as where there is none."""
    absent = NotFoundError(f"there is no questionnaire {identity}")
    try:
        run = stored.get_run(connection, identity)
    except NotFoundError as error:
        raise absent from error
    # The first characters of an id would do for the command line, and tell what else there is.
    if run.id != identity or not audience.covers(run.options.audience):
        raise absent
    return run


def shown_to(connection: Connection, run: Run, audience: Audience) -> Shown:
    """A run with its rows as ``audience`` sees them, and how they stand."""
    found = seen(connection, stored.rows(connection, run.id), audience)
    return Shown(run, tuple(found), summary(found))


def seen(connection: Connection, rows: Iterable[Row], audience: Audience) -> list[Row]:
    """``rows``, without the words of those that this audience may not see any more."""
    found = list(rows)
    hidden = _hidden(connection, found, audience)
    if not hidden:
        return found
    gone = {row.number for row in found if hidden & _cited(row)}
    return [_withheld(row) if row.number in gone else _without(row, gone) for row in found]


def changes_seen(
    connection: Connection, changes: Iterable[Change], audience: Audience
) -> list[Change]:
    """As ``seen``, for a history."""
    found = []
    for change in changes:
        (after,) = seen(connection, [change.after], audience)
        before = change.before and seen(connection, [change.before], audience)[0]
        found.append(replace(change, before=before, after=after))
    return found


def _hidden(connection: Connection, rows: list[Row], audience: Audience) -> set[str]:
    """The documents that rows cite and that this audience may not see."""
    cited = set().union(*map(_cited, rows)) if rows else set()
    seen = [one.value for one in audience.sees()]
    query = sa.select(documents.c.id).where(documents.c.audience.not_in(seen))
    return cited & set(connection.execute(query).scalars())


def _cited(row: Row) -> set[str]:
    answer = row.answer
    if answer is None:
        return set()
    disputed: list[Citation] = [v.citation for c in answer.conflicts for v in c.values]
    return {one.document_id for one in (*answer.citations, *answer.nearest, *disputed)}


def _without(row: Row, gone: set[int]) -> Row:
    return replace(row, clashes=tuple(clash for clash in row.clashes if clash.row not in gone))


def _withheld(row: Row) -> Row:
    question = Question(row.item.text, row.item.ref)
    blank = Answer(question, Status.ABSTAINED, reason=Reason.NO_EVIDENCE, note=WITHHELD)
    return replace(row, answer=blank, writes=(), notes=(), told=None, clashes=(), editor="", ask="")
