"""What the questionnaires' routes take."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from api.service.written import Line, Request, Words
from kb.values import Verdict
from kb.values.questionnaires import ColumnMap, Role

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Numbers = Annotated[list[Number], Field(min_length=1, max_length=5_000)]
_RowNumber = Annotated[int, Field(ge=0, le=2**31 - 1)]


def _column(name: str) -> str:
    if not (1 <= len(name) <= 3 and name.isascii() and name.isalpha()):
        raise ValueError("name a column by its letters, as C or AA")
    return name.upper()


class SheetMapping(Request):
    """How the columns of a sheet are to be read; `skip` leaves the sheet out."""

    sheet: Line = ""
    columns: dict[Annotated[str, AfterValidator(_column)], Role] = Field({}, max_length=200)
    header: _RowNumber = Field(0, description="The row of the headings; 0 for not said.")
    first: _RowNumber = Field(0, description="The first row with a question; 0 for not said.")
    last: _RowNumber = Field(0, description="The last one; 0 for not said.")
    skip: bool = False

    def value(self) -> ColumnMap:
        """As the reader takes it."""
        return ColumnMap(
            self.sheet, dict(self.columns), self.header, self.first, self.last, self.skip
        )


class Mapping(Request):
    """How a file is to be read. It is remembered for files of the same form."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sheets": [
                        {
                            "sheet": "Controls",
                            "columns": {"C": "question", "D": "verdict", "E": "comment"},
                            "first": 5,
                        },
                        {"sheet": "Instructions", "skip": True},
                    ]
                }
            ]
        }
    )

    sheets: list[SheetMapping] = Field([], max_length=200)
    forget: bool = Field(False, description="Read it as if nobody had said anything before.")


class RunRequest(Request):
    """What is to be answered."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"again": False}]})

    again: bool = Field(
        False, description="Also ask anew what was answered and nobody has decided on."
    )


class RowEdit(Request):
    """A person's words. What is left out stays as it was; `verdict` null takes it away."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"verdict": "no", "answer": "Planned for March 2027."}]}
    )

    answer: Words | None = None
    verdict: Verdict | None = None
    cells: dict[Line, Words] | None = Field(
        None, max_length=50, description="A cell's own text, by its address: `D16`."
    )


class RowsRequest(Request):
    """The rows meant, by number. Where `etags` are given, rows that are another state by now are
    refused (412) and none is changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"numbers": [12, 13], "etags": {"12": "5b1c0f8a7d3e42916a0b"}}]
        }
    )

    numbers: Numbers
    etags: dict[Number, Line] = Field({}, max_length=5_000)


class ApproveRequest(RowsRequest):
    """The rows to approve."""

    named: bool = Field(
        False,
        description="The rows were looked at one by one. Otherwise those that are blank or need a "
        "look of their own are left out, and named.",
    )
    dry_run: bool = Field(
        False, description="Tell which would be signed and which left out; change nothing."
    )


class RejectRequest(RowsRequest):
    """The rows to turn down."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"numbers": [12], "why": "names the wrong product"}]}
    )

    why: Annotated[Words, Field(max_length=2_000)] = ""


class AssignRequest(RowsRequest):
    """Who sees to rows, and until when; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"numbers": [12], "owner": "Head of Platform", "due": "2026-12-01"}]
        }
    )

    owner: Line | None = None
    due: date | None = None


class FileRequest(Request):
    """The approved rows to put into the library."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"numbers": [12, 13]}]})

    numbers: Numbers
