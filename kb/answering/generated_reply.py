"""What a language model replies with: claims, a proposed verdict, or why it cannot answer."""

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kb.values import Verdict

MOST_CLAIMS = 6
_LONGEST_REPLY = 60_000
_FENCE = re.compile(r"```(?:json)?\s*(?P<inside>\{.*\})\s*```", re.DOTALL)


class ProposedClaim(BaseModel):
    """One sentence, and the passage and quote that it is said to rest on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    passage: Annotated[int, Field(ge=1, le=1_000)]
    quote: Annotated[str, Field(max_length=4_000)]
    sentence: Annotated[str, Field(max_length=1_000)]


class ProposedReply(BaseModel):
    """The whole reply; a proposal, nothing of which has been checked."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    claims: Annotated[tuple[ProposedClaim, ...], Field(max_length=50)]
    verdict: Verdict | None = None
    cannot_answer: str | None = None

    @field_validator("verdict", mode="before")
    @classmethod
    def _known(cls, value: Any) -> Any:
        """Case and blanks do not matter; an empty word means none."""
        if isinstance(value, str):
            value = value.strip().lower().replace(" ", "_")
            return None if value in ("", "null", "none") else value
        return value


#: What providers are asked to enforce; kept to the part of JSON schema that all of them know.
REPLY_SCHEMA: dict[str, Any] = {
    "title": "Reply",
    "description": "Claims that answer the question, each with the quote it rests on.",
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "passage": {"type": "integer"},
                    "quote": {"type": "string"},
                    "sentence": {"type": "string"},
                },
                "required": ["passage", "quote", "sentence"],
                "additionalProperties": False,
            },
        },
        "verdict": {
            "anyOf": [{"type": "string", "enum": ["yes", "no", "partial"]}, {"type": "null"}]
        },
        "cannot_answer": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["claims", "verdict", "cannot_answer"],
    "additionalProperties": False,
}


class ReplyError(ValueError):
    """A reply that is not of the form asked for; the text says how, fit to be told to the model."""


def parse_reply(text: str) -> ProposedReply:
    """Read a reply; a code fence around it does not matter.

    Raises ``ReplyError``.
    """
    if len(text) > _LONGEST_REPLY:
        raise ReplyError(f"it is longer than {_LONGEST_REPLY} characters")
    fenced = _FENCE.search(text)
    held = fenced["inside"] if fenced is not None else text.strip()
    try:
        value = json.loads(held)
    except json.JSONDecodeError as error:
        raise ReplyError(f"it is not valid JSON ({error.msg} at character {error.pos})") from error
    except RecursionError as error:
        raise ReplyError("it is nested too deep") from error
    try:
        return ProposedReply.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the reply"
        raise ReplyError(f"{where}: {first['msg'].lower()}") from error


class ClaimReader:
    """Reads claims from a reply that is still being written, each as soon as it is complete."""

    def __init__(self) -> None:
        self.text = ""
        self._at = 0
        self._begun = False

    def feed(self, piece: str) -> Iterator[ProposedClaim]:
        """Add a piece of the reply; yields the claims that it completes."""
        self.text += piece
        if len(self.text) > _LONGEST_REPLY:
            return
        if not self._begun:
            opening = re.search(r'"claims"\s*:\s*\[', self.text)
            if opening is None:
                return
            self._at, self._begun = opening.end(), True
        while (claim := self._next()) is not None:
            yield claim

    def _next(self) -> ProposedClaim | None:
        """The next complete object of the list; one that is no claim is passed over."""
        decoder = json.JSONDecoder()
        while True:
            start = re.compile(r"[\s,]*").match(self.text, self._at)
            at = start.end() if start is not None else self._at
            if self.text[at : at + 1] != "{":
                return None
            try:
                value, self._at = decoder.raw_decode(self.text, at)
            except (json.JSONDecodeError, RecursionError):
                return None
            try:
                return ProposedClaim.model_validate(value)
            except ValidationError:
                continue
