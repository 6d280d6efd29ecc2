"""The values that flow through Vouch: frozen, and ignorant of where they are stored.

``file → reader → Document(blocks) → Chunk → records → indexes`` on the way in,
``question → Passage → Citation → Answer`` on the way out.
"""

from kb.values.answers import (
    Answer,
    Citation,
    Conflict,
    ConflictValue,
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
    Audience,
    Chunk,
    Collection,
    Passage,
    SearchFilter,
)

__all__ = [
    "AUDIENCES",
    "COLLECTIONS",
    "Answer",
    "Audience",
    "Block",
    "BlockKind",
    "Catalog",
    "Chunk",
    "Citation",
    "Collection",
    "Conflict",
    "ConflictValue",
    "Control",
    "Crosswalk",
    "CrosswalkRow",
    "Document",
    "Dropped",
    "Facts",
    "Passage",
    "Question",
    "Reason",
    "Relation",
    "SearchFilter",
    "Span",
    "Status",
    "Verdict",
]
