"""Jira Cloud, by its REST API v3 and, for service projects, that of Jira Service Management.

A draft is an internal comment: in a service project by the comment property ``sd.public.comment``,
elsewhere by restricting it to a project role.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers

from api.tickets.events import Event, Json, ToolFile, at, same, text_at
from api.tickets.signatures import check_jira
from api.tickets.web import Reply, Web
from kb.ticket_settings import JiraSettings, live

_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,40}-[1-9]\d{0,9}", re.ASCII)
_NUMBER = re.compile(r"\d{1,20}", re.ASCII)
_PAGE = 100
_MOST_PAGES = 50
_INTERNAL = "sd.public.comment"


@dataclass(frozen=True)
class Jira:
    """A Jira Cloud site."""

    settings: JiraSettings
    web: Web
    name: str = "jira"

    @property
    def holds_files_back(self) -> bool:
        """Only Jira Service Management shows a file to some and not to others."""
        return bool(self.settings.service_desk)

    def check(self, headers: Headers, body: bytes, at: float) -> str:  # noqa: ARG002 - Jira signs no time
        """See ``signatures.check_jira``."""
        return check_jira(headers, body, live(self.settings.secrets))

    def read(self, payload: Json) -> Event | None:
        """``jira:issue_created`` and ``comment_created``."""
        key = text_at(payload, "issue", "key")
        told = text_at(payload, "webhookEvent")
        if not _KEY.fullmatch(key):
            return None
        project = text_at(payload, "issue", "fields", "project", "key") or key.rpartition("-")[0]
        summary = text_at(payload, "issue", "fields", "summary")
        if told == "jira:issue_created":
            author = at(payload, "issue", "fields", "reporter") or at(payload, "user")
            return Event(
                ticket=key,
                fact=f"{key}/created",
                kind="opened",
                text=text_at(payload, "issue", "fields", "description"),
                subject=summary,
                author=text_at(author, "accountId"),
                project=project,
            )
        comment = at(payload, "comment")
        number = text_at(comment, "id")
        if told != "comment_created" or not _NUMBER.fullmatch(number):
            return None
        public = _shown(comment)
        return Event(
            ticket=key,
            fact=f"{key}/comment/{number}",
            kind="comment",
            text=text_at(comment, "body"),
            subject=summary,
            author=text_at(comment, "author", "accountId"),
            public=public,
            staff=not public,
            project=project,
        )

    def comment(self, ticket: str, text: str, *, public: bool) -> str:
        """``POST /rest/api/3/issue/{key}/comment``."""
        body: Json = {"body": document(text)}
        if self.settings.service_desk:
            body["properties"] = [{"key": _INTERNAL, "value": {"internal": not public}}]
        elif not public:
            role = self.settings.internal_role
            body["visibility"] = {"type": "role", "value": role, "identifier": role}
        made = self._send("POST", f"/rest/api/3/issue/{ticket}/comment", json=body).json()
        return text_at(made, "id")

    def find_comment(self, ticket: str, text: str, *, public: bool) -> str:
        """Looks through the comments, the latest first."""
        for comment in self._comments(ticket):
            own = text_at(comment, "author", "accountId") == self.settings.account
            if own and _shown(comment) == public and same(plain(at(comment, "body")), text):
                return text_at(comment, "id")
        return ""

    def attach(self, ticket: str, name: str, data: bytes, note: str, *, public: bool) -> str:
        """Through Jira Service Management where a service desk is named, else to the issue."""
        upload = {"file": (name, data, "application/octet-stream")}
        unchecked = {"X-Atlassian-Token": "no-check"}
        desk = self.settings.service_desk
        if not desk:
            path = f"/rest/api/3/issue/{ticket}/attachments"
            made = self._send("POST", path, files=upload, more=unchecked).json()
            return text_at(made[0] if made else None, "id")
        path = f"/rest/servicedeskapi/servicedesk/{desk}/attachTemporaryFile"
        held = self._send("POST", path, files=upload, more=unchecked).json()
        found = at(held, "temporaryAttachments") or [{}]
        body = {
            "temporaryAttachmentIds": [text_at(found[0], "temporaryAttachmentId")],
            "public": public,
            "additionalComment": {"body": note},
        }
        path = f"/rest/servicedeskapi/request/{ticket}/attachment"
        made = self._send("POST", path, json=body).json()
        return text_at(made, "comment", "id") or name

    def find_attached(self, ticket: str, name: str, note: str, *, public: bool) -> str:
        """By the file's name, and for service projects by the note beside it too."""
        if self.settings.service_desk:
            for comment in self._comments(ticket):
                own = text_at(comment, "author", "accountId") == self.settings.account
                # The service desk adds a picture of the file to the note.
                told = plain(at(comment, "body"))
                if own and _shown(comment) == public and note in told:
                    return text_at(comment, "id")
            return ""
        found = [f for f in self._files(ticket) if text_at(f, "filename") == name]
        return text_at(found[0], "id") if found else ""

    def files(self, ticket: str) -> list[ToolFile]:
        """``GET /rest/api/3/issue/{key}?fields=attachment``, without our own."""
        found = []
        for file in self._files(ticket):
            number = text_at(file, "id")
            own = text_at(file, "author", "accountId") == self.settings.account
            if not own and _NUMBER.fullmatch(number):
                size = at(file, "size")
                name = text_at(file, "filename")
                found.append(ToolFile(number, name, size if isinstance(size, int) else 0, number))
        return found

    def fetch(self, file: ToolFile, most: int) -> bytes:
        """``GET /rest/api/3/attachment/content/{id}``, asked not to send us elsewhere."""
        path = f"/rest/api/3/attachment/content/{file.ref}"
        return self._send("GET", path, params={"redirect": "false"}, most=most).content

    def _files(self, ticket: str) -> list[Any]:
        path = f"/rest/api/3/issue/{ticket}"
        found = self._send("GET", path, params={"fields": "attachment"}).json()
        listed = at(found, "fields", "attachment")
        return listed if isinstance(listed, list) else []

    def _comments(self, ticket: str) -> Iterator[Json]:
        path, start = f"/rest/api/3/issue/{ticket}/comment", 0
        for _ in range(_MOST_PAGES):
            asked = {"startAt": str(start), "maxResults": str(_PAGE), "orderBy": "-created"}
            page = self._send("GET", path, params=asked).json()
            found = at(page, "comments") or []
            yield from found
            start += len(found)
            if not found or start >= (at(page, "total") or 0):
                return

    def _send(
        self, method: str, path: str, more: dict[str, str] | None = None, **what: Any
    ) -> Reply:
        secret = f"{self.settings.email}:{self.settings.api_token.get_secret_value()}"
        key = base64.b64encode(secret.encode()).decode()
        headers = {"Authorization": f"Basic {key}", "Accept": "application/json", **(more or {})}
        return self.web.send(
            method, self.settings.base_url.rstrip("/") + path, headers=headers, **what
        )


def _shown(comment: Any) -> bool:
    """Whether the customer sees a comment; in projects without customers, whether all do."""
    return at(comment, "jsdPublic") is not False and at(comment, "visibility") is None


def document(text: str) -> Json:
    """Plain text in the Atlassian Document Format: paragraphs and line breaks, nothing else."""
    paragraphs = []
    for block in text.split("\n\n"):
        content: list[Json] = []
        for number, line in enumerate(block.split("\n")):
            if number:
                content.append({"type": "hardBreak"})
            if line:
                content.append({"type": "text", "text": line})
        paragraphs.append({"type": "paragraph", "content": content})
    return {"type": "doc", "version": 1, "content": paragraphs}


def plain(node: Any) -> str:
    """The words of a document in that format."""
    if not isinstance(node, dict):
        return node if isinstance(node, str) else ""
    if node.get("type") == "hardBreak":
        return "\n"
    inner = "".join(plain(child) for child in node.get("content") or ())
    end = "\n" if node.get("type") == "paragraph" else ""
    return text_at(node, "text") + inner + end
