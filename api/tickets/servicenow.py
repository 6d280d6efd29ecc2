"""ServiceNow, by its Table and Attachment APIs and a business rule on its side.

ServiceNow signs no webhooks by itself: the script of docs/tickets.md does, as Standard Webhooks
has it. A draft is a work note, which the customer does not see; an attachment cannot be held back.
"""

import base64
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers

from api.tickets.events import Event, Json, ToolFile, at, same, text_at
from api.tickets.signatures import check_bearer, check_standard
from api.tickets.web import DeliveryError, Reply, Web
from kb.ticket_settings import ServiceNowSettings, live

_TABLE = re.compile(r"[a-z][a-z0-9_]{0,79}", re.ASCII)
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PAGE = 100
_MOST_PAGES = 50
#: Seconds before its end that a token is no longer used.
_MARGIN = 30.0


@dataclass
class _Token:
    value: str = ""
    until: float = 0.0


@dataclass(frozen=True)
class ServiceNow:
    """A ServiceNow instance. A ticket's id is ``table/sys_id``."""

    settings: ServiceNowSettings
    web: Web
    name: str = "servicenow"
    _token: _Token = field(default_factory=_Token)

    @property
    def holds_files_back(self) -> bool:
        """Whoever reads the record reads its attachments."""
        return False

    def check(self, headers: Headers, body: bytes, at: float) -> str:
        """Our own scheme, or a bearer token where one is set."""
        tokens = live(self.settings.tokens)
        if tokens and "webhook-signature" not in headers:
            return check_bearer(headers, tokens, at)
        return check_standard(headers, body, live(self.settings.secrets), at)

    def read(self, payload: Json) -> Event | None:
        """What the business rule of docs/tickets.md sends."""
        table, record = text_at(payload, "table"), text_at(payload, "sys_id")
        kind, entry = text_at(payload, "event"), text_at(payload, "journal_id")
        if not _TABLE.fullmatch(table) or not _ID.fullmatch(record):
            return None
        ticket, opened = f"{table}/{record}", kind == "opened"
        if not opened and (kind != "comment" or not _ID.fullmatch(entry)):
            return None
        return Event(
            ticket=ticket,
            fact=f"{ticket}/created" if opened else f"{ticket}/comment/{entry}",
            kind=kind,
            text=text_at(payload, "description" if opened else "text"),
            subject=text_at(payload, "short_description"),
            author=text_at(payload, "author"),
            public=opened or text_at(payload, "element") != "work_notes",
            staff=not opened
            and (at(payload, "staff") is True or text_at(payload, "element") == "work_notes"),
            project=table,
        )

    def comment(self, ticket: str, text: str, *, public: bool) -> str:
        """``PATCH /api/now/table/{table}/{sys_id}`` with ``work_notes`` or ``comments``."""
        element = "comments" if public else "work_notes"
        # Told as it is: [code] would let text become HTML on the form.
        body = {element: text.replace("[code]", "[ code]")}
        self._send("PATCH", f"/api/now/table/{ticket}", json=body)
        return self.find_comment(ticket, text, public=public)

    def find_comment(self, ticket: str, text: str, *, public: bool) -> str:
        """Looks through the journal, the latest first."""
        record = ticket.partition("/")[2]
        element = "comments" if public else "work_notes"
        query = f"element_id={record}^element={element}^ORDERBYDESCsys_created_on"
        fields = "sys_id,value,sys_created_by"
        for entry in self._rows("/api/now/table/sys_journal_field", query, fields):
            if same(text_at(entry, "value"), text.replace("[code]", "[ code]")):
                return text_at(entry, "sys_id")
        return ""

    def attach(self, ticket: str, name: str, data: bytes, note: str, *, public: bool) -> str:  # noqa: ARG002
        """``POST /api/now/attachment/file``; only for what the customer may see."""
        if not public:
            raise DeliveryError("ServiceNow cannot hold an attachment back", again=False)
        table, _, record = ticket.partition("/")
        asked = {"table_name": table, "table_sys_id": record, "file_name": name}
        kind = {"Content-Type": "application/octet-stream"}
        path = "/api/now/attachment/file"
        made = self._send("POST", path, params=asked, content=data, more=kind).json()
        return text_at(made, "result", "sys_id")

    def find_attached(self, ticket: str, name: str, note: str, *, public: bool) -> str:  # noqa: ARG002
        """By the file's name."""
        found = [f for f in self._files(ticket) if text_at(f, "file_name") == name]
        return text_at(found[0], "sys_id") if found else ""

    def files(self, ticket: str) -> list[ToolFile]:
        """``GET /api/now/attachment`` of the record; our own are known by their names."""
        found = []
        for file in self._files(ticket):
            size, identity = text_at(file, "size_bytes"), text_at(file, "sys_id")
            if _ID.fullmatch(identity):
                number = int(size) if size.isdecimal() else 0
                found.append(ToolFile(identity, text_at(file, "file_name"), number, identity))
        return found

    def fetch(self, file: ToolFile, most: int) -> bytes:
        """``GET /api/now/attachment/{sys_id}/file``."""
        return self._send(
            "GET", f"/api/now/attachment/{file.ref}/file", most=most, more={"Accept": "*/*"}
        ).content

    def _files(self, ticket: str) -> Iterator[Json]:
        table, _, record = ticket.partition("/")
        query = f"table_name={table}^table_sys_id={record}^ORDERBYsys_created_on"
        return self._rows("/api/now/attachment", query, "")

    def _rows(self, path: str, query: str, fields: str) -> Iterator[Json]:
        for number in range(_MOST_PAGES):
            asked = {
                "sysparm_query": query,
                "sysparm_limit": str(_PAGE),
                "sysparm_offset": str(number * _PAGE),
                **({"sysparm_fields": fields} if fields else {}),
            }
            rows = at(self._send("GET", path, params=asked).json(), "result") or []
            yield from rows
            if len(rows) < _PAGE:
                return

    def _send(
        self, method: str, path: str, more: dict[str, str] | None = None, **what: Any
    ) -> Reply:
        headers = {"Accept": "application/json", **self._key(), **(more or {})}
        return self.web.send(method, self._url(path), headers=headers, **what)

    def _url(self, path: str) -> str:
        return self.settings.base_url.rstrip("/") + path

    def _key(self) -> dict[str, str]:
        """A token of the OAuth client, asked for when the last one is over; else the account."""
        settings = self.settings
        if not settings.client_id:
            secret = f"{settings.username}:{settings.password.get_secret_value()}"
            return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}
        if time.monotonic() > self._token.until:
            form = {
                "grant_type": "client_credentials",
                "client_id": settings.client_id,
                "client_secret": settings.client_secret.get_secret_value(),
            }
            made = self.web.send("POST", self._url("/oauth_token.do"), data=form).json()
            lasts = at(made, "expires_in")
            self._token.value = text_at(made, "access_token")
            span = float(lasts) if isinstance(lasts, int) else 0.0
            self._token.until = time.monotonic() + span - _MARGIN
        return {"Authorization": f"Bearer {self._token.value}"}
