"""Customers' questionnaires: how they were read, how they stand, and their rows."""

from typing import Any

from pydantic import Field

from vouch_client.models.answers import Answer, Citation, Conflict
from vouch_client.models.base import Page, Shape


class Questionnaire(Shape):
    """A questionnaire in the list; ``stage`` is read, answering, stopped or answered."""

    id: str
    name: str
    kind: str = ""
    customer: str = ""
    due: str | None = None
    audience: str = "internal"
    product: str = ""
    stage: str
    job: str | None = None
    questions: int = 0
    waiting: int = 0
    outcomes: dict[str, int] = Field(default_factory=dict)
    states: dict[str, int] = Field(default_factory=dict)
    created_at: str = ""
    created_by: str = ""
    finished_at: str | None = None
    exported_at: str | None = None


class QuestionnairePage(Page):
    """A page of the questionnaires, the latest first."""

    questionnaires: list[Questionnaire]


class Gap(Shape):
    """Blank rows that one document could answer."""

    subject: str
    topics: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    advice: str = ""


class RefusedCell(Shape):
    """A cell that was left as it is, and why; ``row`` is that of its question, if it has one."""

    row: int | None = None
    sheet: str = ""
    cell: str = ""
    why: str = ""


class LastExport(Shape):
    """How a questionnaire was given back last; ``left`` names the refused cells."""

    at: str
    by: str = ""
    file: str = ""
    written: int = 0
    refused: int = 0
    left: tuple[RefusedCell, ...] = ()
    notes: tuple[str, ...] = ()


class QuestionnaireSummary(Questionnaire):
    """How a questionnaire stands; ``owners`` counts rows by who sees to them."""

    verdicts: dict[str, int] = Field(default_factory=dict)
    reasons: dict[str, int] = Field(default_factory=dict)
    owners: dict[str, int] = Field(default_factory=dict)
    sections: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    skipped: dict[int, str] = Field(default_factory=dict)
    personal: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    last_export: LastExport | None = None


class SheetMap(Shape):
    """How the columns of a sheet were read: letters to roles; row numbers count from 1."""

    sheet: str = ""
    columns: dict[str, str] = Field(default_factory=dict)
    header: int = 0
    first: int = 0
    last: int = 0
    skip: bool = False


class SheetFound(Shape):
    """A sheet with how many questions were found on it; ``headings`` and the ``sample`` row, by
    column, show which column is which."""

    sheet: str = ""
    questions: int = 0
    map: SheetMap | None = None
    headings: dict[str, str] = Field(default_factory=dict)
    sample_row: int = 0
    sample: dict[str, str] = Field(default_factory=dict)


class AnswerCell(Shape):
    """A cell that an answer goes into; ``closed``: it takes nothing but its choices."""

    role: str
    cell: str
    choices: tuple[str, ...] = ()
    closed: bool = False
    current: str = ""
    writable: bool = True
    why: str = ""


class QuestionFound(Shape):
    """A question as it was read."""

    row: int
    sheet: str = ""
    cell: str = ""
    ref: str = ""
    section: tuple[str, ...] = ()
    text: str = ""
    hidden: bool = False
    confidence: float = 1.0
    doubt: str = ""
    cells: tuple[AnswerCell, ...] = ()


class Preview(Shape):
    """What was found in a file; ``questions`` holds the first of them."""

    questionnaire: Questionnaire
    sheets: list[SheetFound] = Field(default_factory=list)
    questions: list[QuestionFound] = Field(default_factory=list)
    notes: tuple[str, ...] = ()
    remembered: bool = False


class Row(Shape):
    """A question with what is said, in the list; ``etag`` names this state of it."""

    row: int
    ref: str = ""
    sheet: str = ""
    cell: str = ""
    section: tuple[str, ...] = ()
    question: str = ""
    state: str
    outcome: str
    verdict: str | None = None
    answer: str = ""
    reason: str | None = None
    confidence: float = 0.0
    written: dict[str, str] = Field(default_factory=dict)
    evidence: int = 0
    risk: int = 0
    concerns: tuple[str, ...] = ()
    ask: str = ""
    owner: str = ""
    due: str | None = None
    editor: str = ""
    approver: str = ""
    approved_at: str = ""
    personal: str = ""
    skipped: str = ""
    changed_at: str = ""
    etag: str = ""


class RowPage(Page):
    """A page of a questionnaire's rows."""

    rows: list[Row]


class ToldBefore(Shape):
    """What this customer was told before to the same question, where it differs."""

    questionnaire: str = ""
    at: str = ""
    verdict: str | None = None
    answer: str = ""
    approved: bool = False


class RowChange(Shape):
    """One line of a row's history."""

    seq: int
    at: str = ""
    by: str = ""
    action: str = ""
    undoes: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] = Field(default_factory=dict)


class RowDetail(Row):
    """Everything about a row."""

    found: QuestionFound
    guidance: str = ""
    note: str = ""
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    closest: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    contradicts: tuple[str, ...] = ()
    told_before: ToldBefore | None = None
    record: str = ""
    history: tuple[RowChange, ...] = ()

    @property
    def as_answer(self) -> Answer:
        """The row's answer, as an answer to a question is shown."""
        blank = self.outcome in ("blank", "skipped", "waiting")
        status = {"approved": "approved"}.get(self.outcome, "grounded")
        return Answer(
            question=self.question,
            status="abstained" if blank else status,
            verdict=self.verdict,
            answer=self.answer,
            reason=self.reason,
            confidence=self.confidence,
            citations=self.citations,
            conflicts=list(self.conflicts),
            closest=self.closest,
            note=self.note,
            record=self.record,
        )


class LeftOut(Shape):
    """A row that was not changed along with the others, and why."""

    row: int
    why: str


class RowsChanged(Shape):
    """Rows that were changed together, and those left out."""

    rows: list[Row] = Field(default_factory=list)
    left: tuple[LeftOut, ...] = ()


class FiledRows(Shape):
    """Approved rows put into the library, and those left out."""

    added: list[dict[str, Any]] = Field(default_factory=list)
    left: tuple[LeftOut, ...] = ()
