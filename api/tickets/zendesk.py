"""Zendesk Support: webhooks subscribed to ticket events, and the Tickets and Attachments APIs.

A draft is a comment with ``public`` false.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from api.tickets.events import Event, Json, ToolFile, at, same, text_at
from api.tickets.signatures import check_zendesk
from api.tickets.web import DeliveryError, Reply, Web
from kb.ticket_settings import ZendeskSettings, live

_NUMBER = re.compile(r"\d{1,20}", re.ASCII)
_MOST_PAGES = 60


@dataclass(frozen=True)
class Zendesk:
    """A Zendesk account."""

    settings: ZendeskSettings
    web: Web
    name: str = "zendesk"

    @property
    def holds_files_back(self) -> bool:
        """A file is as private as the comment it comes with."""
        return True

    def check(self, headers: Headers, body: bytes, at: float) -> str:
        """See ``signatures.check_zendesk``; the event's id is signed with the body."""
        check_zendesk(headers, body, live(self.settings.secrets), at)
        return ""

    def read(self, payload: Json) -> Event | None:
        """``ticket.created`` and ``ticket.comment_added``."""
        told = text_at(payload, "type")
        ticket = text_at(payload, "detail", "id")
        delivery = text_at(payload, "id")
        if not _NUMBER.fullmatch(ticket) or not delivery:
            return None
        detail = at(payload, "detail")
        subject, brand = text_at(detail, "subject"), text_at(detail, "brand_id")
        if told == "zen:event-type:ticket.created":
            return Event(
                ticket=ticket,
                fact=f"{ticket}/created",
                kind="opened",
                text=text_at(detail, "description"),
                subject=subject,
                author=text_at(detail, "requester_id"),
                public=at(detail, "is_public") is not False,
                project=brand,
                delivery=delivery,
            )
        comment = at(payload, "event", "comment")
        number = text_at(comment, "id")
        if told != "zen:event-type:ticket.comment_added" or not _NUMBER.fullmatch(number):
            return None
        return Event(
            ticket=ticket,
            fact=f"{ticket}/comment/{number}",
            kind="comment",
            text=text_at(comment, "body"),
            subject=subject,
            author=text_at(comment, "author", "id"),
            public=at(comment, "is_public") is not False,
            staff=at(comment, "author", "is_staff") is True,
            project=brand,
            delivery=delivery,
        )

    def comment(self, ticket: str, text: str, *, public: bool) -> str:
        """``PUT /api/v2/tickets/{id}.json`` with a comment."""
        return self._say(ticket, {"body": text, "public": public})

    def find_comment(self, ticket: str, text: str, *, public: bool) -> str:
        """Looks through the comments, the latest first."""
        for comment in self._comments(ticket):
            if self._own(comment, public=public) and same(text_at(comment, "plain_body"), text):
                return text_at(comment, "id")
        return ""

    def attach(self, ticket: str, name: str, data: bytes, note: str, *, public: bool) -> str:
        """``POST /api/v2/uploads.json``, then a comment with the upload's token."""
        kind = {"Content-Type": "application/octet-stream"}
        path, asked = "/api/v2/uploads.json", {"filename": name}
        made = self._send("POST", path, params=asked, content=data, more=kind).json()
        token = text_at(made, "upload", "token")
        return self._say(ticket, {"body": note, "public": public, "uploads": [token]})

    def find_attached(self, ticket: str, name: str, note: str, *, public: bool) -> str:
        """By the comment the file came with."""
        for comment in self._comments(ticket):
            names = [text_at(f, "file_name") for f in at(comment, "attachments") or ()]
            noted = same(text_at(comment, "plain_body"), note)
            if self._own(comment, public=public) and noted and name in names:
                return text_at(comment, "id")
        return ""

    def files(self, ticket: str) -> list[ToolFile]:
        """What others attached to their comments."""
        found = []
        for comment in self._comments(ticket):
            if text_at(comment, "author_id") == self.settings.account:
                continue
            for file in at(comment, "attachments") or ():
                size = at(file, "size")
                found.append(
                    ToolFile(
                        text_at(file, "id"),
                        text_at(file, "file_name"),
                        size if isinstance(size, int) else 0,
                        text_at(file, "content_url"),
                    )
                )
        return found

    def fetch(self, file: ToolFile, most: int) -> bytes:
        """From ``content_url``; where that sends on to the host of files, without our key."""
        home, there = urlsplit(self.settings.base_url), urlsplit(file.ref)
        key = self._key() if (there.scheme, there.netloc) == (home.scheme, home.netloc) else {}
        reply = self.web.send("GET", file.ref, headers=key, most=most, redirects=True)
        if reply.status < 300:
            return reply.content
        return self.web.send("GET", reply.headers["Location"], most=most).content

    def _say(self, ticket: str, comment: Json) -> str:
        path = f"/api/v2/tickets/{ticket}.json"
        made = self._send("PUT", path, json={"ticket": {"comment": comment}}).json()
        events = at(made, "audit", "events") or ()
        ids = [text_at(one, "id") for one in events if text_at(one, "type") == "Comment"]
        return ids[0] if ids else ""

    def _own(self, comment: Json, *, public: bool) -> bool:
        own = text_at(comment, "author_id") == self.settings.account
        return own and at(comment, "public") is public

    def _comments(self, ticket: str) -> Iterator[Json]:
        path = f"/api/v2/tickets/{ticket}/comments.json"
        asked = {"page[size]": "100", "sort": "-created_at"}
        for _ in range(_MOST_PAGES):
            page = self._send("GET", path, params=asked).json()
            yield from at(page, "comments") or ()
            if at(page, "meta", "has_more") is not True:
                return
            asked = {**asked, "page[after]": text_at(page, "meta", "after_cursor")}
        raise DeliveryError(f"ticket {ticket} has more comments than can be read", again=False)

    def _key(self) -> dict[str, str]:
        secret = f"{self.settings.email}/token:{self.settings.api_token.get_secret_value()}"
        return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}

    def _send(
        self, method: str, path: str, more: dict[str, str] | None = None, **what: Any
    ) -> Reply:
        headers = {**self._key(), "Accept": "application/json", **(more or {})}
        return self.web.send(
            method, self.settings.base_url.rstrip("/") + path, headers=headers, **what
        )
