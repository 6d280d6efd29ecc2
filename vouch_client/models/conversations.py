"""Chats, and what can be asked."""

from typing import Any

from pydantic import Field

from vouch_client.models.answers import Answer
from vouch_client.models.base import Page, Shape


class Turn(Shape):
    """A question of a chat and its answer, which is None where it was erased.

    ``record`` is the answer's row in the audit log, ``helpful`` what the caller thought of it.
    """

    number: int
    question: str
    record: str = ""
    at: str = ""
    answer: Answer | None = None
    helpful: bool | None = None


class Conversation(Shape):
    """A chat; ``turns`` is there when it was asked for alone."""

    id: str
    title: str = ""
    audience: str = ""
    scope: dict[str, Any] = Field(default_factory=dict)
    shared: bool = False
    mine: bool = True
    owner: str = ""
    created_at: str = ""
    changed_at: str = ""
    turns: tuple[Turn, ...] = ()


class ConversationPage(Page):
    """A page of the chats, the latest first."""

    conversations: tuple[Conversation, ...]
