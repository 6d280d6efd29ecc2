"""A double of Zendesk Support: tickets, their comments, and uploads.

Built from the public documentation: basic authentication by ``email/token``, comments with
``public``, cursor pages, upload tokens that hold for one comment, attachments whose address sends
on to another host, 429 with ``Retry-After``.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from tests.stubs.ticketing import Double

Json = dict[str, Any]
ACCOUNT, AGENT, CUSTOMER = "900", "800", "700"
EMAIL, TOKEN, SECRET = "vouch@acme.example", "zendesk-api-token", "dGhpc19pc19hX3NpZ25pbmdfc2VjcmV0"


@dataclass
class Zendesk(Double):
    """An account."""

    comments: dict[str, list[Json]] = field(default_factory=dict)
    uploads: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    files_url: str = ""
    page: int = 100
    number: int = 50_000

    def next(self) -> int:
        """The next id."""
        self.number += 1
        return self.number

    def say_as_customer(self, ticket: str, text: str, files: dict[str, bytes]) -> None:
        """A comment of the requester with files."""
        attached = [self._file(name, data) for name, data in files.items()]
        self.comments.setdefault(ticket, []).append(
            {
                "id": self.next(),
                "author_id": int(CUSTOMER),
                "body": text,
                "plain_body": text,
                "public": True,
                "attachments": attached,
            }
        )

    def _file(self, name: str, data: bytes) -> Json:
        identity = self.next()
        self.contents[str(identity)] = data
        return {
            "id": identity,
            "file_name": name,
            "content_url": f"{self.url}/attachments/token/{identity}/?name={name}",
            "size": len(data),
        }

    def _key(self, authorization: Annotated[str, Header()] = "") -> None:
        wanted = base64.b64encode(f"{EMAIL}/token:{TOKEN}".encode()).decode()
        if authorization != f"Basic {wanted}":
            raise HTTPException(401, "Couldn't authenticate you")

    def routes(self) -> None:
        app, allowed = self.app, [Depends(self._key)]

        @app.put("/api/v2/tickets/{ticket}.json", dependencies=allowed)
        async def update(ticket: str, request: Request) -> Json:
            sent = (await request.json())["ticket"]["comment"]
            attached = [self.uploads.pop(token) for token in sent.get("uploads", ())]
            made = {
                "id": self.next(),
                "author_id": int(ACCOUNT),
                "body": sent["body"],
                "plain_body": sent["body"],
                # A comment without "public" is public.
                "public": sent.get("public", True),
                "attachments": attached,
            }
            self.comments.setdefault(ticket, []).append(made)
            event = {"id": made["id"], "type": "Comment", "public": made["public"]}
            return {"ticket": {"id": int(ticket)}, "audit": {"events": [event]}}

        @app.get("/api/v2/tickets/{ticket}/comments.json", dependencies=allowed)
        def list_comments(
            ticket: str,
            size: Annotated[int, Query(alias="page[size]", ge=1, le=100)] = 100,
            after: Annotated[str, Query(alias="page[after]")] = "0",
            sort: str = "created_at",
        ) -> Json:
            found = list(self.comments.get(ticket, []))
            if sort == "-created_at":
                found.reverse()
            start, size = int(after), min(size, self.page)
            return {
                "comments": found[start : start + size],
                "meta": {
                    "has_more": start + size < len(found),
                    "after_cursor": str(start + size),
                },
            }

        @app.post("/api/v2/uploads.json", status_code=201, dependencies=allowed)
        async def upload(filename: str, request: Request) -> Json:
            token = f"token{self.next()}"
            self.uploads[token] = self._file(filename, await request.body())
            return {"upload": {"token": token, "attachment": self.uploads[token]}}

        @app.get("/attachments/token/{identity}/")
        def attachment(identity: str) -> Response:
            if self.files_url:
                return RedirectResponse(f"{self.files_url}/data/{identity}", 302)
            return Response(self.contents[identity])

        @app.get("/data/{identity}")
        def data(identity: str, authorization: Annotated[str, Header()] = "") -> Response:
            assert not authorization, "the key went to another host"
            return Response(self.contents[identity])


def created(ticket: str, subject: str, description: str, event: str = "ev-created") -> Json:
    """``zen:event-type:ticket.created``."""
    return {
        "account_id": 12514403,
        "id": event,
        "type": "zen:event-type:ticket.created",
        "subject": f"zen:ticket:{ticket}",
        "time": "2026-11-20T10:00:00.000000000Z",
        "zendesk_event_version": "2022-11-06",
        "event": {"meta": {"sequence": {"id": "01H", "position": 1, "total": 1}}},
        "detail": {
            "id": ticket,
            "actor_id": CUSTOMER,
            "brand_id": "555",
            "description": description,
            "is_public": True,
            "requester_id": CUSTOMER,
            "status": "NEW",
            "subject": subject,
            "via": {"channel": "email"},
        },
    }


def commented(
    ticket: str,
    number: str,
    text: str,
    *,
    author: str = CUSTOMER,
    staff: bool = False,
    public: bool = True,
) -> Json:
    """``zen:event-type:ticket.comment_added``."""
    payload = created(ticket, "Security", "", f"ev-{number}")
    payload["type"] = "zen:event-type:ticket.comment_added"
    payload["event"]["comment"] = {
        "id": number,
        "author": {"id": author, "is_staff": staff, "name": "Somebody"},
        "body": text,
        "is_public": public,
    }
    return payload


def signed(
    payload: Json, secret: str = SECRET, at: str | None = None
) -> tuple[bytes, dict[str, str]]:
    """Body and headers as Zendesk sends them."""
    body = json.dumps(payload).encode()
    told = at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hmac.new(secret.encode(), told.encode() + body, hashlib.sha256).digest()
    return body, {
        "Content-Type": "application/json",
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": told,
        "X-Zendesk-Webhook-Invocation-Id": f"inv-{payload['id']}",
    }
