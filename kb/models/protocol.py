"""What the rest of Vouch knows of a language model: text in, text out, and what it cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from kb.errors import VouchError

#: A JSON schema.
Schema = Mapping[str, Any]


class Role(StrEnum):
    """Whose words a message holds."""

    SYSTEM = "system"
    USER = "user"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of what a model is shown."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written; 0 where the provider does not say."""

    read: int = 0
    written: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.read + other.read, self.written + other.written)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply, or a piece of one: its text as it came, and the tokens it took."""

    text: str
    usage: Usage = Usage()


class Failure(StrEnum):
    """Why a model did not reply."""

    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    PAUSED = "paused"


class ChatModelError(VouchError):
    """A language model did not reply; ``failure`` says why, the text says so to a person."""

    def __init__(self, failure: Failure, message: str) -> None:
        self.failure = failure
        super().__init__(message)


class ChatModel(Protocol):
    """A language model. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """Provider and model, as in the settings: ``openai:gpt-4o-mini``."""
        ...

    def complete(self, messages: Sequence[Message], schema: Schema) -> Reply:
        """The whole reply: JSON of ``schema`` where the provider enforces it, else any text.

        Raises ``ChatModelError``.
        """
        ...

    def stream(self, messages: Sequence[Message], schema: Schema) -> Iterator[Reply]:
        """As ``complete``, piece by piece as it is written; usage mostly comes with the last."""
        ...
