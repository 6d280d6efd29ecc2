"""What the service takes: every length has a limit, and an unknown field is refused."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.service.written import Line
from kb.values import Audience, Collection

Text = Annotated[str, Field(min_length=1, max_length=4_000)]
Id = Annotated[str, Field(max_length=200)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AskRequest(_Request):
    """A question."""

    question: Text
    id: Id = Field("", description="Your own id; the answer repeats it.")
    history: list[Text] = Field(
        [],
        max_length=50,
        description="The asker's earlier questions, oldest first; not used with `conversation`.",
    )
    audience: Audience | None = Field(
        None, description="Answer as for this audience; lowers what the key may see, never raises."
    )
    product: Line = Field("", description="Give the answers that were approved for this product.")
    collections: list[Collection] = Field(
        [],
        max_length=10,
        description="Answer from these alone; `answers` are the approved ones. None: from all.",
    )
    as_of: date | None = Field(
        None,
        description="Judge on this day what is out of date, instead of today. Documents are read "
        "in their present versions: earlier ones are kept, but not searched.",
    )
    conversation: Id = Field(
        "",
        description="The id of a conversation of yours: its questions are the history, and the "
        "question is added to it.",
    )

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"question": "Is customer data encrypted at rest?"},
                {
                    "question": "And for backups?",
                    "history": ["Is customer data encrypted at rest?"],
                    "audience": "nda",
                    "collections": ["policy", "answers"],
                    "as_of": "2026-06-30",
                },
            ]
        },
    )


class SearchRequest(_Request):
    """A search."""

    query: Text
    k: int = Field(10, ge=1, le=100, description="How many passages.")
    collections: list[Collection] = Field([], max_length=10, description="Only these; else all.")
    documents: list[Id] = Field([], max_length=200, description="Only these documents, by id.")
    in_date: bool = Field(False, description="Only documents that are not out of date today.")
    audience: Audience | None = Field(None, description="See `POST /v1/ask`.")

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"query": "encryption at rest", "k": 5, "collections": ["policy"]}]
        },
    )
