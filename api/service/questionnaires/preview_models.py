"""What a questionnaire's file was found to hold."""

from pydantic import BaseModel, ConfigDict, Field

from api.service.questionnaires.about import About
from api.service.questionnaires.models import LINE_EXAMPLE, QuestionnaireLine, line
from kb.questionnaires.desk import Shown
from kb.values.questionnaires import ColumnMap, Item, Role, SheetSample

#: Questions shown of a file.
_SHOWN = 50


class SheetMap(BaseModel):
    """How the columns of a sheet were read; row numbers count from 1, 0 is not said."""

    sheet: str
    columns: dict[str, Role]
    header: int
    first: int
    last: int
    skip: bool


class SheetFound(BaseModel):
    """A sheet with how many questions were found on it; CSV and JSON have one without a name."""

    sheet: str
    questions: int
    map: SheetMap | None
    headings: dict[str, str] = Field(
        description="What heads each column, by its letters; the first 30, cut short. None where "
        "no headings were found."
    )
    sample_row: int = Field(description="The row that `sample` is of, 0 for none.")
    sample: dict[str, str] = Field(
        description="What a row says, by column: that of the first question, else the fullest one."
    )


class CellFound(BaseModel):
    """A cell that an answer goes into. ``closed``: it takes nothing but its choices."""

    role: Role
    cell: str
    choices: list[str]
    closed: bool
    current: str
    writable: bool
    why: str


class QuestionFound(BaseModel):
    """A question as it was read."""

    row: int
    sheet: str
    cell: str
    ref: str
    section: list[str]
    text: str
    hidden: bool
    confidence: float
    doubt: str
    cells: list[CellFound]


class Preview(BaseModel):
    """What was found in a file; ``questions`` holds the first of them, see the rows for all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "questionnaire": LINE_EXAMPLE | {"stage": "read", "job": None, "waiting": 80},
                    "sheets": [
                        {
                            "sheet": "Controls",
                            "questions": 80,
                            "map": {
                                "sheet": "Controls",
                                "columns": {"B": "id", "C": "question", "D": "verdict"},
                                "header": 4,
                                "first": 5,
                                "last": 84,
                                "skip": False,
                            },
                            "headings": {"B": "No.", "C": "Control question", "D": "Response"},
                            "sample_row": 5,
                            "sample": {"B": "1.1", "C": "Are backups encrypted at rest?"},
                        }
                    ],
                    "questions": [],
                    "notes": ["The sheet Lists is hidden and was left out."],
                    "remembered": False,
                }
            ]
        }
    )

    questionnaire: QuestionnaireLine
    sheets: list[SheetFound]
    questions: list[QuestionFound]
    notes: list[str]
    remembered: bool = Field(description="A person's column map for files of this form was used.")


def preview(shown: Shown, about: About, *, remembered: bool) -> Preview:
    """What was found in a questionnaire's file, with its first questions."""
    counts: dict[str, int] = {one.sheet: 0 for one in shown.run.maps}
    for row in shown.rows:
        counts[row.item.place.sheet] = counts.get(row.item.place.sheet, 0) + 1
    maps = {one.sheet: one for one in shown.run.maps}
    samples = {one.sheet: one for one in shown.run.samples}
    return Preview(
        questionnaire=line(shown, about),
        sheets=[
            _sheet(name, count, maps.get(name), samples.get(name, SheetSample(name)))
            for name, count in counts.items()
        ],
        questions=[question_found(row.number, row.item) for row in shown.rows[:_SHOWN]],
        notes=list(shown.run.notes),
        remembered=remembered,
    )


def _sheet(name: str, count: int, one: ColumnMap | None, sample: SheetSample) -> SheetFound:
    return SheetFound(
        sheet=name,
        questions=count,
        map=_map(one),
        headings=dict(sample.headings),
        sample_row=sample.row,
        sample=dict(sample.sample),
    )


def _map(one: ColumnMap | None) -> SheetMap | None:
    if one is None:
        return None
    return SheetMap(
        sheet=one.sheet,
        columns=dict(one.columns),
        header=one.header,
        first=one.first,
        last=one.last,
        skip=one.skip,
    )


def question_found(number: int, item: Item) -> QuestionFound:
    """A question as it was read."""
    return QuestionFound(
        row=number,
        sheet=item.place.sheet,
        cell=item.place.cell,
        ref=item.ref,
        section=list(item.section),
        text=item.text,
        hidden=item.hidden,
        confidence=item.confidence,
        doubt=item.doubt,
        cells=[
            CellFound(
                role=cell.role,
                cell=cell.place.cell,
                choices=list(cell.choices),
                closed=cell.closed,
                current=cell.current,
                writable=cell.writable,
                why=cell.why,
            )
            for cell in item.cells
        ],
    )
