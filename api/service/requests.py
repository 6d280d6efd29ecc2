"""What the service takes: every length has a limit, and an unknown field is refused."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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
        [], max_length=50, description="The asker's earlier questions, oldest first."
    )
    audience: Audience | None = Field(
        None, description="Answer as for this audience; lowers what the key may see, never raises."
    )


class SearchRequest(_Request):
    """A search."""

    query: Text
    k: int = Field(10, ge=1, le=100, description="How many passages.")
    collections: list[Collection] = Field([], max_length=10, description="Only these; else all.")
    documents: list[Id] = Field([], max_length=200, description="Only these documents, by id.")
    in_date: bool = Field(False, description="Only documents that are not out of date today.")
    audience: Audience | None = Field(None, description="See `POST /v1/ask`.")
