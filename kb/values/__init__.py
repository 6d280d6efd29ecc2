"""The values that flow through Vouch: frozen, and ignorant of where they are stored.

``file → reader → Document(blocks) → Chunk → records → indexes`` on the way in,
``question → Passage → Citation → Answer`` on the way out.
"""

from kb.values.answers import (
    Answer,
    Citation,
    Conflict,
    ConflictValue,
    Equivalence,
    Question,
    Reason,
    Status,
    Verdict,
)
from kb.values.documents import (
    Block,
    BlockKind,
    Document,
    Dropped,
    Facts,
    Span,
)
from kb.values.frameworks import Catalog, Control, Crosswalk, CrosswalkRow, Relation
from kb.values.passages import (
    AUDIENCES,
    COLLECTIONS,
    HOW_AUDIENCE,
    Audience,
    Chunk,
    Collection,
    Passage,
    SearchFilter,
)
from kb.values.questionnaires import (
    ANSWER_ROLES,
    AnswerCell,
    CellWrite,
    ColumnMap,
    Condition,
    FileKind,
    Item,
    Place,
    Questionnaire,
    Role,
)

__all__ = [
    "ANSWER_ROLES",
    "AUDIENCES",
    "COLLECTIONS",
    "HOW_AUDIENCE",
    "Answer",
    "AnswerCell",
    "Audience",
    "Block",
    "BlockKind",
    "Catalog",
    "CellWrite",
    "Chunk",
    "Citation",
    "Collection",
    "ColumnMap",
    "Condition",
    "Conflict",
    "ConflictValue",
    "Control",
    "Crosswalk",
    "CrosswalkRow",
    "Document",
    "Dropped",
    "Equivalence",
    "Facts",
    "FileKind",
    "Item",
    "Passage",
    "Place",
    "Question",
    "Questionnaire",
    "Reason",
    "Relation",
    "Role",
    "SearchFilter",
    "Span",
    "Status",
    "Verdict",
]
