"""Documents and their stored text."""

from typing import Any

from pydantic import Field

from vouch_client.models.base import Page, Shape


class Document(Shape):
    """A document in the list."""

    id: str
    title: str
    collection: str
    audience: str
    product: str = ""
    version: int
    reference: str = ""
    owner: str = ""
    label: str = ""
    effective: str | None = None
    review_by: str | None = None
    valid_until: str | None = None
    expired: bool = False
    truncated: bool = False
    incomplete: bool = False
    passages: int = 0
    external_id: str | None = None
    source: str = ""
    changed_at: str = ""


class DocumentPage(Page):
    """A page of the list; ``collections`` counts all that the caller may see."""

    collections: dict[str, int] = Field(default_factory=dict)
    documents: list[Document]


class Version(Shape):
    """A version of a document; ``label`` is what the document itself calls it."""

    version: int
    label: str = ""
    loaded_at: str = ""
    superseded_at: str | None = None


class LeftOut(Shape):
    """Text that reading left out, and why."""

    reason: str
    text: str


class DocumentDetail(Document):
    """Everything about one version of a document but its text; ``state`` is live or removed."""

    state: str = "live"
    current: int = 1
    status: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    characters: int = 0
    loaded_at: str = ""
    superseded_at: str | None = None
    history: tuple[Version, ...] = ()
    dropped: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


class Problem(Shape):
    """A file that could not be read (``failed``), or a document not read whole (``cut``)."""

    path: str
    kind: str
    document_id: str | None = None
    title: str | None = None
    reasons: tuple[str, ...] = ()
    at: str = ""


class ProblemPage(Page):
    """A page of what could not be read."""

    problems: list[Problem]


class Heading(Shape):
    """A heading of a text, and where it stands."""

    level: int
    text: str
    start: int
    page: int | None = None


class Outline(Shape):
    """The headings of a version; ``total`` counts those not sent too."""

    total: int
    headings: tuple[Heading, ...] = ()


class Passage(Shape):
    """A piece of a text that answers are made of."""

    chunk_id: str
    heading: tuple[str, ...] = ()
    page: int | None = None
    start: int
    end: int
    text: str


class PassagePage(Page):
    """A page of a version's passages, in order."""

    passages: list[Passage]


class LoadedFile(Shape):
    """What became of a file."""

    path: str
    status: str
    documents: int = 0
    passages: int = 0
    problem: str | None = None
    warnings: tuple[str, ...] = ()


class NearDuplicate(Shape):
    """Two documents that say nearly the same; ``similarity`` is 0 to 1."""

    first: str
    second: str
    similarity: float


class LoadReport(Shape):
    """What an upload did; the ``result`` of its job."""

    documents: int = 0
    passages: int = 0
    document_ids: tuple[str, ...] = ()
    files: tuple[LoadedFile, ...] = ()
    near_duplicates: tuple[NearDuplicate, ...] = ()


class Purged(Shape):
    """The proof of a purge: ``left`` names the files that still hold a piece of the text.

    Nulls stand for what a caller who does not see everything is not told.
    """

    erased: tuple[dict[str, Any], ...] = ()
    searched_files: int | None = None
    searched_bytes: int | None = None
    samples: int | None = None
    left: tuple[str, ...] = ()


class TextBlock(Shape):
    """A heading, paragraph, list item or table row that overlaps the opened text."""

    kind: str
    level: int = 0
    page: int | None = None
    start: int
    end: int
    header: tuple[str, ...] = ()


class OpenedText(Shape):
    """Stored text around a quote, character for character: ``before`` + ``quote`` + ``after``."""

    document_id: str = ""
    title: str = ""
    version: int
    current: int
    state: str
    superseded_at: str | None = None
    characters: int
    from_: int = Field(alias="from")
    start: int
    end: int
    to: int
    before: str
    quote: str
    after: str
    blocks: tuple[TextBlock, ...] = ()
