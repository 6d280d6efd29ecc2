"""The shapes of conversations."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.service.paging import Page
from api.service.responses import Answer
from api.service.written import Line, Request
from kb.values import Audience, Collection


def _named(title: str) -> str:
    if not title.strip():
        raise ValueError("a title holds at least one letter")
    return title.strip()


Name = Annotated[Line, AfterValidator(_named)]


class Scope(Request):
    """What the questions of a conversation are narrowed to; see `POST /v1/ask`."""

    audience: Audience | None = None
    product: Line = ""
    collections: list[Collection] = Field([], max_length=10)
    as_of: date | None = None


class NewConversation(Request):
    """A conversation to begin."""

    title: Line = Field("", description="Without one, the first question becomes it.")
    audience: Audience | None = Field(None, description="Begin as this audience.")
    scope: Scope = Field(
        Scope(),
        description="Kept for your page to show again; each question says what it is narrowed to.",
    )
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"title": "Acme's questions", "scope": {"product": "Gateway"}}]
        },
    )


class ConversationChange(Request):
    """What to change."""

    title: Name | None = None
    shared: bool | None = Field(
        None, description="Whether others who may see all of it may read it."
    )
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"title": "Acme, round two"}, {"shared": True}]},
    )


_EXAMPLE: JsonDict = {
    "id": "6f0f7a0c1a5b4b6f9a0f1c2d3e4f5a6b",
    "title": "Is customer data encrypted at rest?",
    "audience": "internal",
    "scope": {"product": "Gateway"},
    "shared": False,
    "mine": True,
    "owner": "person:ann@example.com",
    "created_at": "2026-11-20T09:30:00.000Z",
    "changed_at": "2026-11-20T09:31:12.000Z",
}


class ConversationLine(BaseModel):
    """A conversation; ``audience`` is the highest that anything in it was answered for."""

    id: str
    title: str
    audience: Audience
    scope: dict[str, object]
    shared: bool
    mine: bool
    owner: str
    created_at: str
    changed_at: str
    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})


class ConversationList(Page):
    """A page of conversations, the last used first."""

    conversations: list[ConversationLine]
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"total": 1, "limit": 50, "offset": 0, "conversations": [_EXAMPLE]}]
        }
    )


class ShownTurn(BaseModel):
    """A question and its answer as it was given; ``answer`` is null where it was erased.

    ``helpful`` is what the caller thought of it.
    """

    number: int
    question: str
    record: str
    at: str
    answer: Answer | None
    helpful: bool | None


class ShownConversation(ConversationLine):
    """A conversation with the turns that the caller may see now."""

    turns: list[ShownTurn]
    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE | {"turns": []}]})
