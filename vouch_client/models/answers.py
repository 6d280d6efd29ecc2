"""Answers, what they cite, and passages that were found."""

from vouch_client.models.base import Shape


class Citation(Shape):
    """A quote and where it stands: characters ``start`` to ``end`` of the version's stored text."""

    document: str
    document_id: str
    version: int
    heading: tuple[str, ...] = ()
    page: int | None = None
    quote: str
    start: int
    end: int
    valid_until: str | None = None
    expired: bool = False
    chunk_id: str = ""
    collection: str = ""
    source: str = ""

    @property
    def place(self) -> tuple[str, int, int, int]:
        """What names its place: document, version, start, end."""
        return (self.document_id, self.version, self.start, self.end)


class ConflictValue(Shape):
    """One of the values that sources give for the same thing."""

    value: str
    citation: Citation


class Conflict(Shape):
    """Sources that give different values for the same thing."""

    topic: str
    values: list[ConflictValue]


class Control(Shape):
    """A control of a framework that a cited passage names."""

    framework: str
    id: str
    title: str = ""
    document_id: str = ""


class Answer(Shape):
    """An answer, or the reason for a blank; ``record`` is its row in the audit log."""

    question: str = ""
    status: str
    verdict: str | None = None
    answer: str = ""
    reason: str | None = None
    confidence: float = 0.0
    citations: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    closest: tuple[Citation, ...] = ()
    note: str = ""
    record: str = ""
    seconds: float = 0.0
    controls: tuple[Control, ...] = ()

    @property
    def cited(self) -> list[Citation]:
        """Every place it cites, once: what it says, then what disagrees, then what is close."""
        disputed = [value.citation for found in self.conflicts for value in found.values]
        every = [*self.citations, *disputed, *self.closest]
        return list({citation.place: citation for citation in every}.values())


class Hit(Shape):
    """A passage that was found; ``score`` is 0 to 1."""

    document: str
    document_id: str
    version: int
    chunk_id: str
    score: float
    text: str
    heading: tuple[str, ...] = ()
    page: int | None = None
    start: int
    end: int
    collection: str
    audience: str
    source: str = ""


class SearchResult(Shape):
    """Hits, best first."""

    query: str
    hits: list[Hit]
    seconds: float = 0.0
