"""Text that people send: its length is bounded, and it holds no control characters."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _plain(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control characters are not allowed")
    return text


Line = Annotated[str, Field(max_length=200), AfterValidator(_plain)]
Sentence = Annotated[str, Field(max_length=4_000), AfterValidator(_plain)]
Words = Annotated[str, Field(max_length=20_000), AfterValidator(_plain)]


class Request(BaseModel):
    """What a request's body holds: an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
