"""What the routes of a questionnaire's rows return."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.service.library.models import EntryForm
from api.service.paging import Page, page_of
from api.service.questionnaires.preview_models import QuestionFound
from api.service.responses import Citation, Conflict
from kb.questionnaires.run import Outcome, State
from kb.values import Reason, Verdict

_EXAMPLE: dict[str, Any] = {
    "row": 12,
    "ref": "2.4",
    "sheet": "Controls",
    "cell": "C16",
    "section": ["Encryption"],
    "question": "Are backups encrypted at rest?",
    "state": "drafted",
    "outcome": "grounded",
    "verdict": "yes",
    "answer": "All backups are encrypted at rest with AES-256.",
    "reason": None,
    "confidence": 0.86,
    "written": {"D16": "Yes", "E16": "All backups are encrypted at rest with AES-256."},
    "evidence": 1,
    "risk": 0,
    "concerns": [],
    "ask": "",
    "owner": "",
    "due": None,
    "editor": "",
    "approver": "",
    "approved_at": "",
    "personal": "",
    "skipped": "",
    "subject": "cryptography/backups",
    "changed_at": "2026-11-02T09:14:10.420Z",
    "etag": "5b1c0f8a7d3e42916a0b",
}


class RowLine(BaseModel):
    """A question with what is said, in the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    row: int
    ref: str
    sheet: str
    cell: str
    section: list[str]
    question: str
    state: State
    outcome: Outcome
    verdict: Verdict | None
    answer: str
    reason: Reason | None = Field(description="Why it is blank.")
    confidence: float
    written: dict[str, str] = Field(description="What goes into the file, by cell.")
    evidence: int = Field(description="How many quotes it rests on.")
    risk: int = Field(description="What to look at first: the higher, the sooner; 0 for nothing.")
    concerns: list[str] = Field(description="Why, one sentence each.")
    ask: str = Field(description="Whom to ask where it is blank.")
    owner: str
    due: date | None
    editor: str
    approver: str
    approved_at: str
    personal: str
    skipped: str
    subject: str
    changed_at: str
    etag: str = Field(description="For If-Match.")


class RowList(Page):
    """A page of the rows, in the order of the file."""

    model_config = page_of("rows", _EXAMPLE)

    rows: list[RowLine]


class ToldBefore(BaseModel):
    """What this customer was told before to the same question, where it differs."""

    questionnaire: str
    at: str
    verdict: Verdict | None
    answer: str
    approved: bool


class RowForm(BaseModel):
    """A row as it was at some time: what its history holds."""

    state: State
    verdict: Verdict | None
    answer: str
    reason: Reason | None
    written: dict[str, str]
    notes: list[str]
    owner: str
    due: date | None
    editor: str
    approver: str


class RowChange(BaseModel):
    """One line of a row's history."""

    seq: int
    row: int
    at: str
    by: str
    action: str
    undoes: int | None
    before: RowForm | None
    after: RowForm


class RowDetail(RowLine):
    """Everything about a row."""

    found: QuestionFound
    guidance: str
    note: str
    notes: list[str]
    citations: list[Citation]
    closest: list[Citation]
    conflicts: list[Conflict]
    contradicts: list[str] = Field(description="Rows of this questionnaire that say otherwise.")
    told_before: ToldBefore | None
    record: str = Field(description="The answer's row in the audit log, `` if it was never asked.")
    history: list[RowChange]


class LeftOut(BaseModel):
    """A row that was not changed along with the others, and why."""

    row: int
    why: str


class RowsChanged(BaseModel):
    """Rows that were changed together, and those left out because they need a look of their own."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"rows": [_EXAMPLE], "left": [{"row": 7, "why": "the sources disagree"}]}]
        }
    )

    rows: list[RowLine]
    left: list[LeftOut]


class FiledRows(BaseModel):
    """Approved rows put into the library, and those left out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"added": [], "left": [{"row": 7, "why": "nobody has approved it"}]}]
        }
    )

    added: list[EntryForm]
    left: list[LeftOut]
