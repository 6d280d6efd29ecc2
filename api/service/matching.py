"""ETags and ``If-Match``: a change is made to the state that its author saw, or not at all."""

import hashlib
import json
import re
from typing import Annotated, Any

from fastapi import Header

from api.service.problems import CHANGED, MATCH_NEEDED, RefusedError

_TAGS = re.compile(r'(?:W/)?"([^"]*)"')

MatchHeader = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=2_000,
        description="The `etag` of the state you change; `*` for whatever it is.",
    ),
]


def tag_of(data: Any) -> str:
    """The ETag of JSON data, without its quotes."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def needed(header: str | None, thing: str) -> str:
    """The header of a request that must carry one; ``RefusedError`` (428) where it does not."""
    if header is None or not header.strip():
        raise RefusedError(
            MATCH_NEEDED,
            f"send the etag of {thing} as you saw it in If-Match, so that nobody's work is "
            "overwritten unseen; GET it for its etag",
        )
    return header


def check(header: str | None, tag: str, thing: str) -> None:
    """Raise ``RefusedError`` (412) where ``header`` names other states than ``tag``."""
    if header is None or header.strip() == "*" or tag in _tags(header):
        return
    raise RefusedError(
        CHANGED,
        f"{thing} was changed since you read it; GET it again, look at what changed, and send "
        "your change with its new etag",
        etag=tag,
    )


def _tags(header: str) -> list[str]:
    quoted = _TAGS.findall(header)
    return quoted or [header.strip()]
