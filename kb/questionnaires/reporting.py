"""The side report of a run: one line a question, in the shape others build on."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kb.contract import answer_json, citation_json
from kb.questionnaires.codec import told_json
from kb.questionnaires.conditions import switched_off
from kb.questionnaires.run import Outcome, Row, State
from kb.questionnaires.summary import live_clashes, outcome_of
from kb.values import Status
from kb.values.questionnaires import CellWrite, Place

Json = dict[str, Any]


def leaving(rows: Sequence[Row], *, approved_only: bool = False) -> list[CellWrite]:
    """What goes into the customer's file: nothing of rows rejected, unanswered or skipped."""
    off = switched_off(rows)
    return [
        write
        for row in rows
        if row.number not in off
        and row.state not in (State.REJECTED, State.WAITING)
        and (row.state is State.APPROVED or not approved_only)
        for write in row.writes
    ]


def report_lines(rows: Sequence[Row], written: Collection[Place]) -> list[Json]:
    """The report; ``written`` are the places that the file was written at.

    ``status`` is that of an answer, ``edited`` for a person's words that nobody has approved yet.
    ``answer`` is empty where the answer is held back; ``withheld`` then has it.
    """
    off = switched_off(rows)
    numbered = {row.number: row for row in rows}
    return [_line(row, off, numbered, written) for row in rows]


def _line(
    row: Row, off: Mapping[int, str], numbered: Mapping[int, Row], written: Collection[Place]
) -> Json:
    item, answer = row.item, row.answer
    outcome = outcome_of(row, off)
    blank = outcome in (Outcome.BLANK, Outcome.SKIPPED, Outcome.WAITING)
    cells: dict[str, str] = {}
    for cell in item.cells:
        cells.setdefault(cell.role.value, cell.place.cell)
    notes = [*([f"Skipped: {off[row.number]}."] if row.number in off else []), *row.notes]
    if answer is not None and answer.note:
        notes.append(answer.note)
    return {
        "sheet": item.place.sheet,
        "cell": item.place.cell,
        "question_ref": item.ref,
        "question": item.text,
        "answer_cells": cells,
        "written": {w.place.cell: w.text for w in row.writes if w.place in written},
        "status": _status(outcome),
        "verdict": None if blank or row.verdict is None else row.verdict.value,
        "answer": "" if blank else row.text,
        "reason": _reason(row) if blank else None,
        "citations": [citation_json(c) for c in answer.citations] if answer is not None else [],
        "row": row.number,
        "section": list(item.section),
        "state": row.state.value,
        "confidence": 0.0 if answer is None else answer.confidence,
        "withheld": row.text if blank else "",
        "notes": list(dict.fromkeys(notes)),
        "ask": row.ask if blank else "",
        "owner": row.owner,
        "due": None if row.due is None else row.due.isoformat(),
        "editor": row.editor,
        "approver": row.approver,
        "approved_at": row.approved_at,
        "subject": row.subject,
        "conflicts": [] if answer is None else answer_json(answer)["conflicts"],
        "contradicts": list(live_clashes(row, numbered)),
        "told_before": None if row.told is None else told_json(row.told),
        "record": row.record,
    }


def _status(outcome: Outcome) -> str:
    if outcome in (Outcome.APPROVED, Outcome.GROUNDED, Outcome.EDITED):
        return outcome.value
    return Status.ABSTAINED.value


def _reason(row: Row) -> str | None:
    return row.answer.reason.value if row.answer is not None and row.answer.reason else None
