"""What the questionnaires' routes return: a questionnaire, how it stands."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.service.paging import Page, page_of
from api.service.questionnaires.about import About
from kb.questionnaires.desk import Shown
from kb.questionnaires.run import Outcome, Run, State
from kb.records.questionnaires_log import Export
from kb.values import Audience
from kb.values.questionnaires import FileKind

Stage = Literal["read", "answering", "stopped", "answered"]
LINE_EXAMPLE: dict[str, Any] = {
    "id": "3f2a91c05d1e4b7aa0c4b1d2e3f4a5b6",
    "name": "supplier-assurance.xlsx",
    "kind": "xlsx",
    "customer": "Marram Holt",
    "due": "2026-12-31",
    "audience": "nda",
    "product": "",
    "stage": "answering",
    "job": "0b6c2f5e8a914d3f9d6a7c1e2b3f4a5d",
    "questions": 80,
    "waiting": 31,
    "outcomes": {"grounded": 38, "blank": 11, "waiting": 31},
    "states": {"drafted": 49, "waiting": 31},
    "created_at": "2026-11-02T09:10:02.001Z",
    "created_by": "person:Ines Marlow",
    "finished_at": None,
    "exported_at": None,
}


class QuestionnaireLine(BaseModel):
    """A questionnaire in the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [LINE_EXAMPLE]})

    id: str
    name: str
    kind: FileKind
    customer: str
    due: date | None
    audience: Audience = Field(description="What its answers may rest on: what its customer sees.")
    product: str = Field(description="The product that it is answered for; empty for none.")
    stage: Stage = Field(
        description="`read` and not begun, `answering` while a job does it, `stopped` with rows "
        "still waiting, `answered`."
    )
    job: str | None = Field(description="The job that answers it now.")
    questions: int
    waiting: int
    outcomes: dict[Outcome, int]
    states: dict[State, int]
    created_at: str
    created_by: str = Field(description="Who took it in, as the audit log names them.")
    finished_at: str | None
    exported_at: str | None


class QuestionnaireList(Page):
    """A page of the questionnaires, the latest first."""

    model_config = page_of("questionnaires", LINE_EXAMPLE)

    questionnaires: list[QuestionnaireLine]


class Concern(BaseModel):
    """A row to look at, the graver the higher ``weight``."""

    row: int
    weight: int
    why: list[str]


class Gap(BaseModel):
    """Blank rows that one document could answer."""

    subject: str
    topics: list[str]
    rows: list[int]
    advice: str


class RefusedCell(BaseModel):
    """A cell that was left as it is, and why; ``row`` is that of its question, if it has one."""

    row: int | None
    sheet: str
    cell: str
    why: str


class LastExport(BaseModel):
    """How a questionnaire was given back last: how many cells were written, and which were not."""

    at: str
    by: str
    file: str
    written: int = Field(description="Cells that were written.")
    refused: int = Field(description="Cells that could not be.")
    left: list[RefusedCell] = Field(description="Those, the first 1,000.")
    notes: list[str]


class QuestionnaireSummary(QuestionnaireLine):
    """How a questionnaire stands, what to review first, and what would close most gaps."""

    verdicts: dict[str, int]
    reasons: dict[str, int]
    owners: dict[str, int] = Field(description="Rows by owner; `` for those nobody sees to.")
    sections: list[str] = Field(description="The sheets and sections, in the file's order.")
    review_first: list[Concern]
    gaps: list[Gap]
    skipped: dict[int, str] = Field(description="Rows that are not asked, and why.")
    personal: list[int] = Field(description="Rows that only a person may fill in.")
    notes: list[str]
    with_evidence: bool
    organisation: list[str]
    last_export: LastExport | None = Field(description="Null where it was never given back.")


def line(shown: Shown, about: About) -> QuestionnaireLine:
    """A questionnaire in the list."""
    return QuestionnaireLine.model_validate(facts(shown, about))


def facts(shown: Shown, about: About) -> dict[str, Any]:
    """The fields of a line."""
    run, found = shown.run, shown.summary
    waiting = int(found.states.get(State.WAITING.value, 0))
    return {
        "id": run.id,
        "name": run.name,
        "kind": run.kind,
        "customer": run.customer,
        "due": run.due,
        "audience": run.options.audience,
        "product": run.options.product,
        "stage": _stage(run, about.job, waiting, found.total),
        "job": about.job,
        "questions": found.total,
        "waiting": waiting,
        "outcomes": dict(found.outcomes),
        "states": dict(found.states),
        "created_at": run.created_at,
        "created_by": about.by,
        "finished_at": run.finished_at or None,
        "exported_at": run.exported_at or None,
    }


def _stage(run: Run, job: str | None, waiting: int, total: int) -> Stage:
    if job is not None:
        return "answering"
    if waiting == total:
        return "read"
    return "stopped" if waiting or not run.finished_at else "answered"


def whole(shown: Shown, about: About) -> QuestionnaireSummary:
    """A questionnaire and how it stands."""
    found, run = shown.summary, shown.run
    owners: dict[str, int] = {}
    for row in shown.rows:
        owners[row.owner] = owners.get(row.owner, 0) + 1
    titles = (t for row in shown.rows for t in (row.item.place.sheet, *row.item.section) if t)
    return QuestionnaireSummary.model_validate(
        {
            **facts(shown, about),
            "verdicts": dict(found.verdicts),
            "reasons": dict(found.reasons),
            "owners": owners,
            "sections": list(dict.fromkeys(titles)),
            "review_first": [
                {"row": c.row, "weight": c.weight, "why": list(c.why)} for c in found.concerns
            ],
            "gaps": [
                {
                    "subject": gap.subject,
                    "topics": list(gap.topics),
                    "rows": list(gap.rows),
                    "advice": gap.advice,
                }
                for gap in found.gaps
            ],
            "skipped": dict(found.skipped),
            "personal": list(found.personal),
            "notes": list(run.notes),
            "with_evidence": run.options.with_evidence,
            "organisation": list(run.options.organisation),
            "last_export": None if about.export is None else _exported(shown, about.export),
        }
    )


def _exported(shown: Shown, export: Export) -> dict[str, Any]:
    rows = {cell.place: row.number for row in shown.rows for cell in row.item.cells}
    return {
        "at": export.at,
        "by": export.by,
        "file": export.target,
        "written": export.written,
        "refused": export.refused,
        "left": [
            {
                "row": rows.get(one.place),
                "sheet": one.place.sheet,
                "cell": one.place.cell,
                "why": one.why,
            }
            for one in export.left
        ],
        "notes": list(export.notes),
    }
