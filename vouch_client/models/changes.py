"""What changed from one version of a document to another."""

from pydantic import Field

from vouch_client.models.base import Page, Shape


class Block(Shape):
    """A block of a version: characters ``start`` to ``end`` of its text."""

    kind: str
    page: int | None = None
    start: int
    end: int
    text: str


class Change(Shape):
    """A block that is ``added``, ``removed`` or ``changed``."""

    kind: str
    from_: Block | None = Field(None, alias="from")
    to: Block | None = None


class FactChange(Shape):
    """Something the document says about itself that has changed."""

    name: str
    before: str | None = None
    after: str | None = None


class Changes(Page):
    """A page of what changed, in the order of the text."""

    from_: int = Field(alias="from")
    to: int
    facts: tuple[FactChange, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    changes: list[Change]
