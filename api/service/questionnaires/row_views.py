"""Rows of a questionnaire as the service shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.service.library.models import EntryForm
from api.service.matching import tag_of
from api.service.questionnaires.preview_models import question_found
from api.service.questionnaires.row_models import RowDetail, RowLine
from kb.contract import answer_json, citation_json
from kb.library.entry import Entry, entry_json
from kb.questionnaires.codec import row_json
from kb.questionnaires.run import Change, Outcome, Row
from kb.questionnaires.summary import Summary, live_clashes, outcome_of

_BLANK = (Outcome.BLANK, Outcome.SKIPPED, Outcome.WAITING)


class Rows:
    """Rows of one questionnaire as the service shows them; ``rows`` are all of it."""

    def __init__(self, rows: Sequence[Row], found: Summary) -> None:
        self.rows = {row.number: row for row in rows}
        self._skipped: Mapping[int, str] = found.skipped
        self._concerns = {concern.row: concern for concern in found.concerns}

    def line(self, row: Row) -> RowLine:
        """A row in the list."""
        return RowLine.model_validate(self._facts(row))

    def outcome(self, row: Row) -> Outcome:
        """What became of a row."""
        return outcome_of(row, self._skipped)

    def risk(self, row: Row) -> int:
        """How soon a person should look at it."""
        concern = self._concerns.get(row.number)
        return 0 if concern is None else concern.weight

    def detail(self, row: Row, history: Sequence[Change]) -> RowDetail:
        """All of a row."""
        answer = None if row.answer is None else answer_json(row.answer)
        told = row.told
        return RowDetail.model_validate(
            {
                **self._facts(row),
                "found": question_found(row.number, row.item),
                "guidance": row.item.guidance,
                "note": "" if row.answer is None else row.answer.note,
                "notes": list(row.notes),
                "citations": [] if row.answer is None else _cited(row),
                "closest": [] if answer is None else answer["closest"],
                "conflicts": [] if answer is None else answer["conflicts"],
                "contradicts": list(live_clashes(row, self.rows)),
                "told_before": None
                if told is None
                else {
                    "questionnaire": told.run,
                    "at": told.at,
                    "verdict": told.verdict,
                    "answer": told.answer,
                    "approved": told.approved,
                },
                "record": row.record,
                "history": _changes(history),
            }
        )

    def _facts(self, row: Row) -> dict[str, Any]:
        concern = self._concerns.get(row.number)
        item, answer, outcome = row.item, row.answer, self.outcome(row)
        return {
            **_said(row),
            "row": row.number,
            "ref": item.ref,
            "sheet": item.place.sheet,
            "cell": item.place.cell,
            "section": list(item.section),
            "question": item.text,
            "outcome": outcome,
            "confidence": 0.0 if answer is None else answer.confidence,
            "evidence": 0 if answer is None else len(answer.citations),
            "risk": self.risk(row),
            "concerns": [] if concern is None else list(concern.why),
            "ask": row.ask if outcome in _BLANK else "",
            "approved_at": row.approved_at,
            "personal": row.personal,
            "skipped": self._skipped.get(row.number, ""),
            "subject": row.subject,
            "changed_at": row.changed_at,
            "etag": row_tag(row),
        }


def row_tag(row: Row) -> str:
    """The ETag of a row. That another row came to contradict it is no change of it."""
    return tag_of(row_json(row) | {"clashes": [], "number": row.number})


def entry_form(entry: Entry) -> EntryForm:
    """An entry of the library that a row made."""
    return EntryForm.model_validate(entry_json(entry))


def _cited(row: Row) -> list[dict[str, Any]]:
    return [citation_json(one) for one in row.answer.citations] if row.answer else []


def _said(row: Row) -> dict[str, Any]:
    answer = row.answer
    return {
        "state": row.state,
        "verdict": row.verdict,
        "answer": row.text,
        "reason": None if answer is None else answer.reason,
        "written": {write.place.cell: write.text for write in row.writes},
        "owner": row.owner,
        "due": row.due,
        "editor": row.editor,
        "approver": row.approver,
    }


def _form(row: Row) -> dict[str, Any]:
    return _said(row) | {"notes": list(row.notes)}


def _changes(history: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes, counted from 1: their own numbers are counted over all questionnaires."""
    own = {change.seq: at for at, change in enumerate(history, 1)}
    return [_change(change, own) for change in history]


def _change(change: Change, own: Mapping[int, int]) -> dict[str, Any]:
    return {
        "seq": own[change.seq],
        "row": change.row,
        "at": change.at,
        "by": change.actor,
        "action": change.action,
        "undoes": None if change.undoes is None else own.get(change.undoes),
        "before": None if change.before is None else _form(change.before),
        "after": _form(change.after),
    }
