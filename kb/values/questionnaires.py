"""A customer's questionnaire as read: its questions, and the cells where answers go.

``file → Questionnaire(items) → answers → CellWrite → the same file, filled``. A ``Place`` means
what the file's format says it means, and the writer of that format is the only one to interpret it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FileKind(StrEnum):
    """The format of a questionnaire's file."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    CSV = "csv"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"
    TEXT = "text"


class Role(StrEnum):
    """What a column, or a cell beside a question, holds or asks for."""

    ID = "id"
    QUESTION = "question"
    SECTION = "section"
    GUIDANCE = "guidance"
    VERDICT = "verdict"
    ANSWER = "answer"
    COMMENT = "comment"
    EVIDENCE = "evidence"
    OWNER = "owner"
    SCORE = "score"
    OTHER = "other"


#: The roles that a person or Vouch writes into.
ANSWER_ROLES = (Role.VERDICT, Role.ANSWER, Role.COMMENT, Role.EVIDENCE, Role.OWNER, Role.SCORE)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: ``sheet`` and ``cell``.

    Workbooks: the sheet's name and ``C12``. CSV: an empty sheet and ``C12``. DOCX: ``table 2`` and
    ``C4`` for a table cell, ``body`` and ``p17`` for the 18th paragraph (an answer is written after
    it). JSON: an empty sheet and the JSON pointer. PDF and text: ``page 3`` or empty, and
    ``line 9``.
    """

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """A cell an answer goes into.

    ``choices``: the values it may hold, in the file's order and wording; empty for free text.
    ``closed``: whether anything else is refused (a drop-down) or merely unusual (values already
    used in the column). ``current``: what stands there now. ``writable`` is False for a formula, a
    cell locked on a protected sheet, or one covered by a merge; ``why`` then says so. ``mark`` is
    the answer a tick in this cell stands for, where a form has a column for each answer (``Yes``,
    ``No``, ``N/A``); the cell then takes an ``X`` and nothing else.
    """

    role: Role
    place: Place
    choices: tuple[str, ...] = ()
    closed: bool = False
    current: str = ""
    writable: bool = True
    why: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """An item that is asked only if another's answer is one of ``values``; ``source`` says so."""

    item: str
    values: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a questionnaire.

    ``id`` is unique in its questionnaire and stable for the same file; ``ref`` is the customer's
    own number or code. ``text`` is the question as it stands; ``parts`` are the single questions in
    it where a cell holds several. ``language`` is an ISO 639-1 code. ``confidence`` is how sure the
    reader is that this is a question, 0 to 1; ``doubt`` says why it is not.
    """

    id: str
    place: Place
    text: str
    ref: str = ""
    section: tuple[str, ...] = ()
    guidance: str = ""
    parts: tuple[str, ...] = ()
    cells: tuple[AnswerCell, ...] = ()
    condition: Condition | None = None
    hidden: bool = False
    language: str = "en"
    confidence: float = 1.0
    doubt: str = ""

    def cell(self, role: Role) -> AnswerCell | None:
        """The first cell of this role."""
        return next((cell for cell in self.cells if cell.role is role), None)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How the columns of one sheet were read, or how a person says they are to be read.

    ``columns`` maps column letters to roles; ``first`` and ``last`` are row numbers (from 1) of the
    questions, 0 for not said. ``skip`` leaves the sheet out.
    """

    sheet: str
    columns: Mapping[str, Role] = field(default_factory=dict)
    header: int = 0
    first: int = 0
    last: int = 0
    skip: bool = False


@dataclass(frozen=True, slots=True)
class SheetSample:
    """What a person tells the columns of a sheet apart by, cut short; columns by their letters.

    ``sample`` are the texts of row ``row`` (from 1; 0 where the sheet is empty), ``headings`` those
    of the header, none where no header was found.
    """

    sheet: str
    headings: Mapping[str, str] = field(default_factory=dict)
    row: int = 0
    sample: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A questionnaire as read.

    ``digest``: SHA-256 of the file. ``shape``: SHA-256 of its layout (sheet names and headers),
    the same for the next file of that form. ``maps``: how its sheets were read. ``notes``: what a
    person should know (hidden sheets, protection, what could not be read). ``samples``: what the
    columns of its sheets are told apart by.
    """

    name: str
    kind: FileKind
    digest: str
    shape: str
    items: tuple[Item, ...]
    maps: tuple[ColumnMap, ...] = ()
    notes: tuple[str, ...] = ()
    samples: tuple[SheetSample, ...] = ()


@dataclass(frozen=True, slots=True)
class CellWrite:
    """A text to put into a place; never a formula.

    ``numeric``: ``text`` is a number and is stored as one, as a person typing it would. A
    drop-down whose values are number cells refuses the text ``5`` and takes the number 5.
    """

    place: Place
    text: str
    numeric: bool = False
