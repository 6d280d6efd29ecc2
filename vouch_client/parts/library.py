"""``client.library``: approved answers and drafts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from vouch_client.models import Entry, EntryPage
from vouch_client.models.library import ImportReport, OverlapPage
from vouch_client.transport import Transport


@dataclass(frozen=True)
class Library:
    """The approved answers; a change names the ``etag`` of the entry it was made to."""

    _transport: Transport

    def list(self, *, limit: int = 100, offset: int = 0, **filters: str | None) -> EntryPage:
        """A page of the entries; filters: text, state, owner, tag, product, standing, order."""
        params = {"limit": limit, "offset": offset, **filters}
        return EntryPage.model_validate(self._transport.json("GET", "/v1/library", params=params))

    def get(self, identity: str) -> Entry:
        """One entry with its evidence and history."""
        return Entry.model_validate(self._transport.json("GET", f"/v1/library/{identity}"))

    def add(self, draft: Mapping[str, Any], *, idempotency_key: str | None = None) -> Entry:
        """Add an entry, as a draft."""
        return self._written("POST", "", dict(draft), idempotency_key=idempotency_key)

    def add_from_answer(self, record: str, *, idempotency_key: str | None = None) -> Entry:
        """Make a draft of an answer given before, with its evidence."""
        return self._written(
            "POST", "/from-answer", {"record": record}, idempotency_key=idempotency_key
        )

    def edit(self, entry: Entry, changes: Mapping[str, Any]) -> Entry:
        """Change what ``changes`` names."""
        return self._written("PATCH", f"/{entry.id}", dict(changes), entry.etag)

    def approve(self, entry: Entry) -> Entry:
        """Approve it: from now on it is given as an answer."""
        return self._written("POST", f"/{entry.id}/approve", None, entry.etag)

    def retire(self, entry: Entry) -> Entry:
        """Take it out of use."""
        return self._written("POST", f"/{entry.id}/retire", None, entry.etag)

    def undo(self, entry: Entry) -> Entry:
        """Take back its last change."""
        return self._written("POST", f"/{entry.id}/undo", None, entry.etag)

    def overlaps(
        self, *, differing: bool = False, limit: int = 100, offset: int = 0
    ) -> OverlapPage:
        """Entries that answer the same question; ``differing``: only those that contradict."""
        params = {"differing": str(differing).lower(), "limit": limit, "offset": offset}
        found = self._transport.json("GET", "/v1/library/overlaps", params=params)
        return OverlapPage.model_validate(found)

    def take_in(
        self,
        name: str,
        file: BinaryIO | bytes,
        *,
        columns: Mapping[str, str] | None = None,
        dry_run: bool = False,
        approve: bool = False,
        idempotency_key: str | None = None,
    ) -> ImportReport:
        """Take in the answers of a CSV, XLSX or JSON file; ``columns`` names what is not found
        (``{"question": "C"}``), ``dry_run`` only says what would happen."""
        form = {
            "columns": ",".join(f"{field}={where}" for field, where in (columns or {}).items()),
            "dry_run": str(dry_run).lower(),
            "approve": str(approve).lower(),
        }
        found = self._transport.json(
            "POST",
            "/v1/library/import",
            data=form,
            files=[("file", (name, file))],
            idempotency_key=idempotency_key,
        )
        return ImportReport.model_validate(found)

    def export(self, form: str = "csv", *, state: str | None = None) -> tuple[str, bytes]:
        """The library as a file (csv, xlsx, json): its name and its bytes."""
        return self._transport.file("/v1/library/export", params={"form": form, "state": state})

    def _written(
        self,
        method: str,
        path: str,
        body: Any,
        etag: str = "",
        idempotency_key: str | None = None,
    ) -> Entry:
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        found = self._transport.json(
            method,
            f"/v1/library{path}",
            body=body,
            headers=headers,
            idempotency_key=idempotency_key,
        )
        return Entry.model_validate(found)
