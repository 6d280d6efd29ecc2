"""Chunks, the passages that a search returns, and what a search may be narrowed to."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Collection(StrEnum):
    """What a document can prove; only ``policy`` proves what the organisation does."""

    POLICY = "policy"
    FRAMEWORK = "framework"
    REFERENCE = "reference"
    ANSWERS = "answers"


class Audience(StrEnum):
    """Who may see a document: ``public`` < ``nda`` < ``internal``."""

    PUBLIC = "public"
    NDA = "nda"
    INTERNAL = "internal"

    @property
    def level(self) -> int:
        """0 for public, 2 for internal."""
        return AUDIENCES.index(self)

    def sees(self) -> tuple["Audience", ...]:
        """The audiences whose documents somebody of this audience may see."""
        return AUDIENCES[: self.level + 1]


AUDIENCES: tuple[Audience, ...] = (Audience.PUBLIC, Audience.NDA, Audience.INTERNAL)
COLLECTIONS: tuple[Collection, ...] = tuple(Collection)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of one section of a document.

    ``text`` is the document's text from ``start`` to ``end``, character for character. ``context``
    is what a reader would know from above (a list's lead-in, a table's column names); it is
    indexed with the text but never quoted.
    """

    text: str
    start: int
    end: int
    ordinal: int
    heading: tuple[str, ...] = ()
    page: int | None = None
    context: str = ""


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What a search is narrowed to. Empty tuples mean no restriction.

    ``audience`` is the asker's; passages above it do not exist for this search. ``in_date`` keeps
    only documents that are not out of date on that day.
    """

    audience: Audience = Audience.INTERNAL
    collections: tuple[Collection, ...] = ()
    documents: tuple[str, ...] = ()
    in_date: date | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A live chunk that a search found, with its document and its score (0 to 1, higher is better).

    ``lexical`` and ``dense`` are the two parts of the score before weighting, each 0 to 1.
    """

    chunk_id: str
    document_id: str
    version: int
    title: str
    collection: Collection
    audience: Audience
    text: str
    start: int
    end: int
    heading: tuple[str, ...]
    page: int | None
    context: str
    score: float
    lexical: float = 0.0
    dense: float = 0.0
    external_id: str = ""
    source: str = ""
    reference: str = ""
    truncated: bool = False
    effective: date | None = None
    review_by: date | None = None
    valid_until: date | None = None
