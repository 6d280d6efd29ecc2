"""``client.conversations``: chats that survive a reload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vouch_client.models.conversations import Conversation, ConversationPage
from vouch_client.transport import Transport

_PATH = "/v1/conversations"


@dataclass(frozen=True)
class Conversations:
    """The caller's chats, and those that others share."""

    _transport: Transport

    def list(
        self, *, text: str | None = None, limit: int = 50, offset: int = 0
    ) -> ConversationPage:
        """A page of the chats whose title or questions hold ``text``."""
        params = {"text": text or None, "limit": limit, "offset": offset}
        return ConversationPage.model_validate(self._transport.json("GET", _PATH, params=params))

    def get(self, identity: str) -> Conversation:
        """One chat with its turns and their answers."""
        return Conversation.model_validate(self._transport.json("GET", f"{_PATH}/{identity}"))

    def start(
        self,
        title: str = "",
        *,
        audience: str | None = None,
        scope: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> Conversation:
        """Begin a chat; without a title its first question becomes it."""
        body: dict[str, Any] = {"title": title}
        if audience is not None:
            body["audience"] = audience
        if scope:
            body["scope"] = dict(scope)
        found = self._transport.json("POST", _PATH, body=body, idempotency_key=idempotency_key)
        return Conversation.model_validate(found)

    def change(
        self, identity: str, *, title: str | None = None, shared: bool | None = None
    ) -> Conversation:
        """Name a chat, or share it with others who may see as much."""
        given = {"title": title, "shared": shared}
        body = {name: value for name, value in given.items() if value is not None}
        found = self._transport.json("PATCH", f"{_PATH}/{identity}", body=body)
        return Conversation.model_validate(found)

    def export(self, identity: str, form: str = "markdown") -> tuple[str, bytes]:
        """A chat as a file (``text``, ``markdown`` or ``ticket``): its name and its bytes."""
        return self._transport.file(f"{_PATH}/{identity}/export", params={"form": form})

    def delete(self, identity: str) -> None:
        """Delete a chat; the audit log keeps what was answered."""
        self._transport.json("DELETE", f"{_PATH}/{identity}")
