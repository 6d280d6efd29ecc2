"""``client.feedback``: what people thought of answers."""

from dataclasses import dataclass
from typing import Any

from vouch_client.transport import Transport

#: Why an answer did not help, as the service takes it.
REASONS = ("wrong", "incomplete", "outdated", "unclear", "wrong_source", "other")


@dataclass(frozen=True)
class Feedback:
    """Thumbs, with a reason."""

    _transport: Transport

    def send(
        self, record: str, *, helpful: bool, reason: str | None = None, comment: str = ""
    ) -> None:
        """Say whether the answer of ``record`` helped, and why not; again replaces it."""
        body: dict[str, Any] = {"record": record, "helpful": helpful}
        if reason:
            body["reason"] = reason
        if comment:
            body["comment"] = comment
        self._transport.json("POST", "/v1/feedback", body=body)
