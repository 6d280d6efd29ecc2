"""A double of ServiceNow: the Table API with its journal, the Attachment API, and OAuth.

Built from the public documentation: client credentials or basic authentication, ``work_notes`` and
``comments`` that become journal entries, ``sysparm_query`` with ``^``, offset pages.
"""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Form, Header, HTTPException, Query, Request
from fastapi.responses import Response

from tests.stubs.ticketing import Double

Json = dict[str, Any]
ACCOUNT, AGENT, CUSTOMER = "a" * 32, "b" * 32, "c" * 32
CLIENT, CLIENT_SECRET = "vouch-client", "servicenow-client-secret"
SECRET = "whsec_" + base64.b64encode(b"servicenow-signing-key-24").decode()


@dataclass
class ServiceNow(Double):
    """An instance with incidents."""

    journal: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    number: int = 0

    def next(self) -> str:
        """The next sys_id."""
        self.number += 1
        return f"{self.number:032x}"

    def attach_for_customer(self, record: str, name: str, data: bytes) -> None:
        """A file on a record."""
        identity = self.next()
        self.contents[identity] = data
        self.attachments.append(
            {
                "sys_id": identity,
                "file_name": name,
                "table_name": "incident",
                "table_sys_id": record,
                "size_bytes": str(len(data)),
            }
        )

    def entries(self, record: str, element: str) -> list[str]:
        """The journal of a record, the first first."""
        found = [e for e in self.journal if e["element_id"] == record and e["element"] == element]
        return [entry["value"] for entry in found]

    def _key(self, authorization: Annotated[str, Header()] = "") -> None:
        if authorization.removeprefix("Bearer ") not in self.tokens:
            raise HTTPException(401, "User Not Authenticated")

    def routes(self) -> None:
        app, allowed = self.app, [Depends(self._key)]

        @app.post("/oauth_token.do")
        def token(
            grant_type: Annotated[str, Form()],
            client_id: Annotated[str, Form()],
            client_secret: Annotated[str, Form()],
        ) -> Json:
            if (grant_type, client_id, client_secret) != (
                "client_credentials",
                CLIENT,
                CLIENT_SECRET,
            ):
                raise HTTPException(401, "access_denied")
            self.tokens.append(f"token-{len(self.tokens)}")
            return {
                "access_token": self.tokens[-1],
                "token_type": "Bearer",
                "expires_in": 1799,
            }

        @app.get("/api/now/table/sys_journal_field", dependencies=allowed)
        def journal(
            sysparm_query: str, sysparm_limit: int = 10_000, sysparm_offset: int = 0
        ) -> Json:
            wanted = dict(p.split("=", 1) for p in sysparm_query.split("^") if "=" in p)
            found = [e for e in self.journal if all(e[k] == v for k, v in wanted.items())]
            if "ORDERBYDESCsys_created_on" in sysparm_query:
                found.reverse()
            return {"result": found[sysparm_offset : sysparm_offset + sysparm_limit]}

        @app.patch("/api/now/table/{table}/{record}", dependencies=allowed)
        async def update(table: str, record: str, request: Request) -> Json:
            for element, value in (await request.json()).items():
                assert element in ("work_notes", "comments"), element
                self.journal.append(
                    {
                        "sys_id": self.next(),
                        "name": table,
                        "element_id": record,
                        "element": element,
                        "value": value,
                        "sys_created_by": "vouch",
                    }
                )
            return {"result": {"sys_id": record}}

        @app.get("/api/now/attachment", dependencies=allowed)
        def list_attachments(
            sysparm_query: str,
            sysparm_limit: Annotated[int, Query()] = 1000,
            sysparm_offset: Annotated[int, Query()] = 0,
        ) -> Json:
            wanted = dict(p.split("=", 1) for p in sysparm_query.split("^") if "=" in p)
            found = [a for a in self.attachments if all(a[k] == v for k, v in wanted.items())]
            return {"result": found[sysparm_offset : sysparm_offset + sysparm_limit]}

        @app.get("/api/now/attachment/{identity}/file", dependencies=allowed)
        def content(identity: str) -> Response:
            return Response(self.contents[identity])

        @app.post("/api/now/attachment/file", status_code=201, dependencies=allowed)
        async def attach(
            table_name: str, table_sys_id: str, file_name: str, request: Request
        ) -> Json:
            assert table_name == "incident"
            self.attach_for_customer(table_sys_id, file_name, await request.body())
            return {"result": self.attachments[-1]}


def opened(record: str, subject: str, description: str) -> Json:
    """What the business rule sends for a new record."""
    return {
        "event": "opened",
        "table": "incident",
        "sys_id": record,
        "number": "INC0010001",
        "short_description": subject,
        "description": description,
        "author": CUSTOMER,
        "staff": False,
    }


def commented(
    record: str, entry: str, text: str, *, element: str = "comments", author: str = CUSTOMER
) -> Json:
    """What the business rule sends for a journal entry."""
    return {
        "event": "comment",
        "table": "incident",
        "sys_id": record,
        "short_description": "Security",
        "journal_id": entry,
        "element": element,
        "text": text,
        "author": author,
        "staff": author != CUSTOMER,
    }


def signed(
    payload: Json, delivery: str, secret: str = SECRET, at: int | None = None
) -> tuple[bytes, dict[str, str]]:
    """Body and headers as the script of docs/tickets.md sends them."""
    body = json.dumps(payload).encode()
    told = str(int(time.time()) if at is None else at)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{delivery}.{told}.".encode() + body, hashlib.sha256).digest()
    return body, {
        "Content-Type": "application/json",
        "webhook-id": delivery,
        "webhook-timestamp": told,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
