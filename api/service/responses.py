"""What the service returns. ``Answer`` and ``Hit`` are ``kb.contract``'s, field for field."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kb.values import Audience, Collection, Equivalence, Reason, Status, Verdict


class _Contract(BaseModel):
    """A shape that others build on; a field added to it there is passed on from here."""

    model_config = ConfigDict(extra="allow")


class Citation(_Contract):
    """A quote and where it stands: characters ``start`` to ``end`` of the version's stored text."""

    document: str
    document_id: str
    version: int
    heading: list[str]
    page: int | None
    quote: str
    start: int
    end: int
    valid_until: date | None
    expired: bool
    chunk_id: str
    collection: str
    source: str


class ConflictValue(_Contract):
    """One of the values that sources give for the same thing."""

    value: str
    citation: Citation


class Conflict(_Contract):
    """Sources that give different values for the same thing."""

    topic: str
    values: list[ConflictValue]


class RelatedControl(BaseModel):
    """A control that a cited passage names, from a framework's catalogue that is loaded."""

    framework: str
    id: str
    title: str
    document_id: str


class Answer(_Contract):
    """An answer, how long it took, and the id of its row in the audit log."""

    id: str
    question: str
    status: Status
    verdict: Verdict | None
    answer: str
    reason: Reason | None
    confidence: float
    citations: list[Citation]
    conflicts: list[Conflict]
    closest: list[Citation]
    note: str
    equivalence: Equivalence | None = None
    record: str
    seconds: float
    controls: list[RelatedControl] = Field([], description="Controls that cited passages name.")


class Hit(_Contract):
    """A passage that was found; ``score`` is 0 to 1."""

    document: str
    document_id: str
    version: int
    external_id: str | None
    chunk_id: str
    score: float
    text: str
    heading: list[str]
    page: int | None
    start: int
    end: int
    collection: Collection
    audience: Audience
    source: str


class SearchResult(BaseModel):
    """Hits, best first."""

    query: str
    hits: list[Hit]
    seconds: float


class Health(BaseModel):
    """The service is there."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """What is warm: the first question waits for what is not."""

    status: Literal["warming", "ready", "failed"]
    model: bool
    indexes: bool
    passages: int
    problem: str | None = None
    warning: str | None = Field(None, description="What works less well than it should.")


class DocumentLine(BaseModel):
    """A document in the list."""

    id: str
    title: str
    collection: Collection
    audience: Audience
    product: str = Field(description="The one it is about; empty for all of them.")
    version: int
    reference: str
    owner: str
    label: str = Field(description="The version as the document itself calls it.")
    effective: date | None
    review_by: date | None
    valid_until: date | None
    expired: bool
    truncated: bool
    incomplete: bool = Field(description="Not all of it could be read; `warnings` say why.")
    passages: int
    external_id: str | None
    source: str
    changed_at: str


class DocumentList(BaseModel):
    """A page of the list; ``total`` and ``collections`` count all that the caller may see."""

    total: int
    limit: int
    offset: int
    collections: dict[str, int]
    documents: list[DocumentLine]


class HistoryLine(BaseModel):
    """A version of a document."""

    version: int
    label: str
    loaded_at: str
    superseded_at: str | None


class LeftOut(BaseModel):
    """Text that reading left out, and why."""

    reason: str
    text: str


class DocumentDetail(DocumentLine):
    """Everything about one version of a document but its text."""

    state: Literal["live", "removed"]
    current: int
    status: str
    metadata: list[tuple[str, str]]
    characters: int
    loaded_at: str
    superseded_at: str | None
    history: list[HistoryLine]
    dropped: list[LeftOut]
    warnings: list[str]
    origins: list[str]


class TextBlock(BaseModel):
    """A heading, paragraph, list item or table row that overlaps the opened text."""

    kind: str
    level: int
    page: int | None
    start: int
    end: int
    header: list[str]


class OpenedText(BaseModel):
    """Stored text around a quote: ``before`` + ``quote`` + ``after`` is the version's text from
    ``from_`` to ``to``, character for character."""

    model_config = ConfigDict(serialize_by_alias=True, populate_by_name=True)

    document_id: str
    title: str
    version: int
    current: int
    state: Literal["live", "removed"]
    superseded_at: str | None
    characters: int
    from_: int = Field(alias="from")
    start: int
    end: int
    to: int
    before: str
    quote: str
    after: str
    blocks: list[TextBlock]


class LoadedFile(BaseModel):
    """What became of a file; one line for each file of an archive that needs one."""

    path: str
    status: str
    documents: int
    passages: int
    problem: str | None
    warnings: list[str]


class NearDuplicate(BaseModel):
    """A stored document that says nearly the same as one just loaded."""

    first: str
    second: str
    similarity: float


class LoadReport(BaseModel):
    """What an upload did."""

    counts: dict[str, int]
    documents: int
    passages: int
    document_ids: list[str]
    files: list[LoadedFile]
    near_duplicates: list[NearDuplicate]
    seconds: float
