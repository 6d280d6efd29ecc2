"""Documents and their stored text."""

from pydantic import Field

from vouch_client.models.base import Page, Shape


class Document(Shape):
    """A document in the list."""

    id: str
    title: str
    collection: str
    audience: str
    version: int
    reference: str = ""
    owner: str = ""
    label: str = ""
    effective: str | None = None
    review_by: str | None = None
    valid_until: str | None = None
    expired: bool = False
    truncated: bool = False
    passages: int = 0
    external_id: str | None = None
    source: str = ""
    changed_at: str = ""


class DocumentPage(Page):
    """A page of the list; ``collections`` counts all that the caller may see."""

    collections: dict[str, int] = Field(default_factory=dict)
    documents: list[Document]


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
