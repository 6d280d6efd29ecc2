"""A double of Jira Cloud: the parts of its REST API v3 and of Jira Service Management we use.

Built from the public documentation: basic authentication by e-mail and API token, comments in the
Atlassian Document Format with ``properties`` and ``visibility``, offset pages, attachments with the
``X-Atlassian-Token`` check, temporary attachments of a service desk.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from tests.stubs.ticketing import Double

Json = dict[str, Any]
ACCOUNT = "712020:vouch-bot"
EMAIL, TOKEN, SECRET = "vouch@acme.example", "jira-api-token", "jira-webhook-secret-1"
AGENT = "5b10ac8d82e05b22cc7d4ef5"
CUSTOMER = "qm:customer-1"
DESK = "7"


@dataclass
class Jira(Double):
    """A site with one service project, ``SUP``."""

    comments: dict[str, list[Json]] = field(default_factory=dict)
    attachments: dict[str, list[Json]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    held: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    page: int = 100
    service: bool = True
    number: int = 10_000

    def next(self) -> str:
        """The next id."""
        self.number += 1
        return str(self.number)

    def attach_for_customer(self, key: str, name: str, data: bytes) -> str:
        """A file that came with the issue."""
        identity = self.next()
        self.contents[identity] = data
        self.attachments.setdefault(key, []).append(
            {
                "id": identity,
                "filename": name,
                "size": len(data),
                "mimeType": "application/octet-stream",
                "content": f"{self.url}/rest/api/3/attachment/content/{identity}",
                "author": {"accountId": CUSTOMER, "accountType": "customer"},
            }
        )
        return identity

    def _key(self, authorization: Annotated[str, Header()] = "") -> None:
        wanted = base64.b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()
        if authorization != f"Basic {wanted}":
            raise HTTPException(401, "Client must be authenticated to access this resource.")

    def _add(self, key: str, body: Json, *, public: bool, visibility: Json | None = None) -> Json:
        made = {
            "id": self.next(),
            "author": {"accountId": ACCOUNT, "accountType": "atlassian"},
            "body": body,
            "jsdPublic": public,
            **({"visibility": visibility} if visibility else {}),
        }
        self.comments.setdefault(key, []).append(made)
        return made

    def routes(self) -> None:
        app, allowed = self.app, [Depends(self._key)]

        @app.get("/rest/api/3/issue/{key}/comment", dependencies=allowed)
        def list_comments(
            key: str,
            start: Annotated[int, Query(alias="startAt", ge=0)] = 0,
            most: Annotated[int, Query(alias="maxResults", ge=0)] = 50,
            order: Annotated[str, Query(alias="orderBy")] = "created",
        ) -> Json:
            found = list(self.comments.get(key, []))
            if order == "-created":
                found.reverse()
            size = min(most, self.page)
            return {
                "startAt": start,
                "maxResults": size,
                "total": len(found),
                "comments": found[start : start + size],
            }

        @app.post("/rest/api/3/issue/{key}/comment", status_code=201, dependencies=allowed)
        async def add_comment(key: str, request: Request) -> Json:
            sent = await request.json()
            if sent["body"].get("type") != "doc" or sent["body"].get("version") != 1:
                raise HTTPException(400, "INVALID_INPUT")
            told = {one["key"]: one["value"] for one in sent.get("properties", ())}
            internal = bool(told.get("sd.public.comment", {}).get("internal")) and self.service
            return self._add(
                key, sent["body"], public=not internal, visibility=sent.get("visibility")
            )

        self._file_routes()
        self._desk_routes()

    def _file_routes(self) -> None:
        app, allowed = self.app, [Depends(self._key)]

        @app.get("/rest/api/3/issue/{key}", dependencies=allowed)
        def issue(key: str) -> Json:
            return {"key": key, "fields": {"attachment": self.attachments.get(key, [])}}

        @app.get("/rest/api/3/attachment/content/{identity}", dependencies=allowed)
        def content(identity: str, redirect: bool = True) -> Any:
            if redirect:
                return RedirectResponse("https://api.media.atlassian.com/file", 303)
            return Response(self.contents[identity], media_type="application/octet-stream")

        @app.post("/rest/api/3/issue/{key}/attachments", dependencies=allowed)
        def attach(
            key: str, file: UploadFile, x_atlassian_token: Annotated[str, Header()] = ""
        ) -> list[Json]:
            if x_atlassian_token != "no-check":
                raise HTTPException(403, "XSRF check failed")
            identity = self.attach_for_customer(key, file.filename or "", file.file.read())
            made = self.attachments[key][-1]
            made["author"] = {"accountId": ACCOUNT}
            assert made["id"] == identity
            return [made]

    def _desk_routes(self) -> None:
        app, allowed = self.app, [Depends(self._key)]

        @app.post(
            "/rest/servicedeskapi/servicedesk/{desk}/attachTemporaryFile",
            status_code=201,
            dependencies=allowed,
        )
        def hold(
            desk: str, file: UploadFile, x_atlassian_token: Annotated[str, Header()] = ""
        ) -> Json:
            if x_atlassian_token != "no-check" or desk != DESK:
                raise HTTPException(403, "XSRF check failed")
            identity = f"temp{self.next()}"
            self.held[identity] = (file.filename or "", file.file.read())
            one = {"temporaryAttachmentId": identity, "fileName": file.filename}
            return {"temporaryAttachments": [one]}

        @app.post(
            "/rest/servicedeskapi/request/{key}/attachment",
            status_code=201,
            dependencies=allowed,
        )
        async def keep(key: str, request: Request) -> Json:
            sent = await request.json()
            for identity in sent["temporaryAttachmentIds"]:
                name, data = self.held.pop(identity)
                self.contents[self.next()] = data
                self.attachments.setdefault(key, []).append(
                    {
                        "id": str(self.number),
                        "filename": name,
                        "size": len(data),
                        "author": {"accountId": ACCOUNT},
                        "public": sent["public"],
                    }
                )
            text = sent.get("additionalComment", {}).get("body", "")
            body = {
                "type": "doc",
                "version": 1,
                "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}]}],
            }
            made = self._add(key, body, public=sent["public"])
            return {"comment": {"id": made["id"], "public": sent["public"]}}


def created(key: str, summary: str, description: str, stamp: int = 1) -> Json:
    """``jira:issue_created``, in the shape of the documentation."""
    return {
        "timestamp": 1_762_000_000_000 + stamp,
        "webhookEvent": "jira:issue_created",
        "issue_event_type_name": "issue_created",
        "user": {"accountId": CUSTOMER, "displayName": "Ann", "accountType": "customer"},
        "issue": {
            "id": "10042",
            "key": key,
            "fields": {
                "summary": summary,
                "description": description,
                "project": {"id": "10000", "key": key.partition("-")[0], "name": "Support"},
                "reporter": {"accountId": CUSTOMER, "accountType": "customer"},
                "issuetype": {"name": "Service request"},
                "attachment": [],
            },
        },
    }


def commented(
    key: str, number: str, text: str, *, author: str = CUSTOMER, public: bool = True
) -> Json:
    """``comment_created``."""
    kind = "customer" if author.startswith("qm:") else "atlassian"
    return {
        "timestamp": 1_762_000_100_000,
        "webhookEvent": "comment_created",
        "comment": {
            "id": number,
            "author": {"accountId": author, "accountType": kind, "displayName": "Somebody"},
            "body": text,
            "created": "2026-11-20T10:00:00.000+0000",
            "jsdPublic": public,
        },
        "issue": {
            "id": "10042",
            "key": key,
            "fields": {"summary": "Security", "project": {"key": key.partition("-")[0]}},
        },
        "eventType": "primaryAction",
    }


def signed(payload: Json, delivery: str, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """Body and headers as Jira sends them."""
    body = json.dumps(payload).encode()
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return body, {
        "Content-Type": "application/json; charset=UTF-8",
        "X-Hub-Signature": f"sha256={digest}",
        "X-Atlassian-Webhook-Identifier": delivery,
        "X-Atlassian-Webhook-Flow": "Primary",
    }
