"""Pages of a list: ``limit`` and ``offset`` in, the same and ``total`` out."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, ConfigDict

Limit = Annotated[int, Query(ge=1, le=1000, description="Most entries of the page.")]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1, description="Entries passed over.")]


class Page(BaseModel):
    """A page of a list; ``total`` counts all that the caller may see and asked for."""

    total: int
    limit: int
    offset: int


def page_of(name: str, *items: dict[str, Any], **more: Any) -> ConfigDict:
    """The model configuration of a page, with an example that holds these ``items``."""
    page = {"total": len(items), "limit": 100, "offset": 0, **more, name: list(items)}
    return ConfigDict(
        serialize_by_alias=True, populate_by_name=True, json_schema_extra={"examples": [page]}
    )
