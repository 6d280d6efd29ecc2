"""The service, as a Python program calls it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from vouch_client.errors import error_for
from vouch_client.events import Event, read_events
from vouch_client.models import Answer, Me, Ready, SearchResult
from vouch_client.models.settings import Settings
from vouch_client.parts.access import Keys, People
from vouch_client.parts.audit import Audit
from vouch_client.parts.conversations import Conversations
from vouch_client.parts.documents import Documents
from vouch_client.parts.feedback import Feedback
from vouch_client.parts.jobs import Jobs
from vouch_client.parts.library import Library
from vouch_client.parts.questionnaires import Questionnaires
from vouch_client.parts.reports import Reports
from vouch_client.parts.topics import Topics
from vouch_client.transport import Transport

ADDRESS = "http://127.0.0.1:8321"


class Client:
    """Calls to the service at ``address`` with ``key``: an API key, or a person's token.

    Every write carries an idempotency key; only reads are tried again. Errors are those of
    ``vouch_client.errors``. It may be used from several threads, and closed by ``with``.

        with Client.from_env() as client:
            print(client.ask("Do you enforce multi-factor authentication?").answer)
    """

    def __init__(
        self,
        address: str = ADDRESS,
        key: str = "",
        *,
        retries: int = 2,
        seconds: float = 120.0,
        http: httpx.Client | None = None,
    ) -> None:
        self._transport = Transport(address, key, retries=retries, seconds=seconds, http=http)
        self.conversations = Conversations(self._transport)
        self.feedback = Feedback(self._transport)
        self.documents = Documents(self._transport)
        self.jobs = Jobs(self._transport)
        self.library = Library(self._transport)
        self.keys = Keys(self._transport)
        self.people = People(self._transport)
        self.topics = Topics(self._transport)
        self.audit = Audit(self._transport)
        self.questionnaires = Questionnaires(self._transport)
        self.reports = Reports(self._transport)

    @classmethod
    def from_env(cls, **options: Any) -> "Client":
        """A client for ``VOUCH_URL`` with ``VOUCH_KEY``, or the key in the file ``VOUCH_KEY_FILE``.

        Without them, this machine's service and the key it keeps in ``VOUCH_HOME``.
        """
        key = os.environ.get("VOUCH_KEY", "")
        if not key:
            home = Path(os.environ.get("VOUCH_HOME") or Path.home() / ".vouch")
            path = Path(os.environ.get("VOUCH_KEY_FILE") or home / "service.key")
            if path.is_file():
                key = path.read_text(encoding="utf-8").strip()
        return cls(os.environ.get("VOUCH_URL") or ADDRESS, key, **options)

    @property
    def address(self) -> str:
        """The service's address."""
        return self._transport.address

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def request(self, method: str, path: str, **how: Any) -> Any:
        """Any other call, such as ``request("GET", "/v1/audit", params={"limit": 10})``; JSON."""
        return self._transport.json(method, path, **how)

    def file(self, path: str, **params: Any) -> tuple[str, bytes]:
        """A file: its name and its bytes."""
        return self._transport.file(path, params=params)

    def me(self) -> Me:
        """Who the service takes the caller for."""
        return Me.model_validate(self._transport.json("GET", "/v1/me"))

    def ready(self) -> Ready:
        """What is warm; it answers before all of it is."""
        return Ready.model_validate(self._transport.json("GET", "/v1/ready", accepted=(503,)))

    def settings(self) -> Settings:
        """The settings in force, for admins."""
        return Settings.model_validate(self._transport.json("GET", "/v1/settings"))

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        audience: str | None = None,
        idempotency_key: str | None = None,
        **scope: Any,
    ) -> Answer:
        """The answer to a question; ``history`` holds the asker's earlier ones, oldest first."""
        body = _question(question, history, audience, scope)
        found = self._transport.json("POST", "/v1/ask", body=body, idempotency_key=idempotency_key)
        return Answer.model_validate(found)

    def ask_stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        audience: str | None = None,
        **scope: Any,
    ) -> Iterator[Event]:
        """The same, as it comes: ``progress``, ``passages``, ``sentence``, at last ``answer``.

        An ``error`` event is raised as the ``ServiceError`` that it is.
        """
        body = _question(question, history, audience, scope)
        yield from self.stream("/v1/ask/stream", body)

    def stream(self, path: str, body: Mapping[str, Any]) -> Iterator[Event]:
        """The events of any streamed call."""
        with self._transport.lines("POST", path, dict(body)) as lines:
            for event in read_events(lines):
                if event.name == "error":
                    raise error_for(int(event.data.get("status") or 500), event.data)
                yield event

    def suggestions(self, *, audience: str | None = None, limit: int = 6) -> list[str]:
        """Questions that the documents can answer."""
        params = {"audience": audience, "limit": limit}
        found = self._transport.json("GET", "/v1/suggestions", params=params)
        return [str(one["question"]) for one in found["suggestions"]]

    def search(self, query: str, *, k: int = 10, **only: Any) -> SearchResult:
        """Passages, best first; only: collections, documents, in_date, audience."""
        body = {"query": query, "k": k, **only}
        return SearchResult.model_validate(self._transport.json("POST", "/v1/search", body=body))


def _question(
    question: str, history: Sequence[str], audience: str | None, scope: Mapping[str, Any]
) -> dict[str, Any]:
    body = {"question": question, "history": list(history)[-20:], "audience": audience, **scope}
    return {name: value for name, value in body.items() if value not in (None, [], "")}
