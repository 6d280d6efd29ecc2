"""``client.documents``: what is stored, loading more, and opening a citation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from vouch_client.models import Citation, DocumentPage, Job, OpenedText
from vouch_client.models.changes import Changes
from vouch_client.models.documents import (
    DocumentDetail,
    Outline,
    PassagePage,
    ProblemPage,
    Purged,
)
from vouch_client.transport import Transport


@dataclass(frozen=True)
class Documents:
    """Documents and their stored text."""

    _transport: Transport

    def list(
        self,
        *,
        collection: str | None = None,
        audience: str | None = None,
        limit: int = 100,
        offset: int = 0,
        **filters: str | None,
    ) -> DocumentPage:
        """A page of the documents; filters: text, level, standing, state, order."""
        params = {
            "collection": collection,
            "audience": audience,
            "limit": limit,
            "offset": offset,
            **filters,
        }
        return DocumentPage.model_validate(
            self._transport.json("GET", "/v1/documents", params=params)
        )

    def get(self, identity: str, *, version: int | None = None) -> DocumentDetail:
        """One version of a document, with its history."""
        found = self._transport.json(
            "GET", f"/v1/documents/{identity}", params={"version": version}
        )
        return DocumentDetail.model_validate(found)

    def problems(self, *, limit: int = 100, offset: int = 0) -> ProblemPage:
        """A page of what loading could not read, the latest first."""
        params = {"limit": limit, "offset": offset}
        found = self._transport.json("GET", "/v1/documents/problems", params=params)
        return ProblemPage.model_validate(found)

    def outline(self, identity: str, *, version: int | None = None) -> Outline:
        """The headings of a version."""
        path = f"/v1/documents/{identity}/outline"
        return Outline.model_validate(
            self._transport.json("GET", path, params={"version": version})
        )

    def passages(
        self, identity: str, *, version: int | None = None, limit: int = 100, offset: int = 0
    ) -> PassagePage:
        """A page of a version's passages, in order."""
        params = {"version": version, "limit": limit, "offset": offset}
        path = f"/v1/documents/{identity}/passages"
        return PassagePage.model_validate(self._transport.json("GET", path, params=params))

    def changes(
        self, identity: str, before: int, after: int, *, limit: int = 200, offset: int = 0
    ) -> Changes:
        """What version ``after`` says that ``before`` does not."""
        params = {"from": before, "to": after, "limit": limit, "offset": offset}
        path = f"/v1/documents/{identity}/changes"
        return Changes.model_validate(self._transport.json("GET", path, params=params))

    def edit(self, identity: str, changes: Mapping[str, Any]) -> DocumentDetail:
        """Change audience, collection, product or dates (see the API): a new version."""
        found = self._transport.json("PATCH", f"/v1/documents/{identity}", body=dict(changes))
        return DocumentDetail.model_validate(found)

    def retire(self, identity: str) -> None:
        """Take it out of every answer; ``restore`` brings it back."""
        self._transport.json("DELETE", f"/v1/documents/{identity}")

    def restore(self, identity: str) -> DocumentDetail:
        """Bring back one that was taken out."""
        found = self._transport.json("POST", f"/v1/documents/{identity}/restore")
        return DocumentDetail.model_validate(found)

    def purge(self, identity: str) -> Purged:
        """Erase it for good; the proof."""
        return Purged.model_validate(
            self._transport.json("POST", f"/v1/documents/{identity}/purge")
        )

    def read(
        self, identity: str, start: int, end: int | None = None, *, version: int | None = None
    ) -> OpenedText:
        """The stored text from ``start`` to ``end``, at most 100,000 characters."""
        params = {"version": version, "start": start, "end": end, "around": 0}
        path = f"/v1/documents/{identity}/text"
        return OpenedText.model_validate(self._transport.json("GET", path, params=params))

    def text(
        self, citation: Citation, *, around: int = 400, audience: str | None = None
    ) -> OpenedText:
        """The stored text around a citation, in the version it cites."""
        params = {
            "version": citation.version,
            "start": citation.start,
            "end": citation.end,
            "around": around,
            "audience": audience,
        }
        path = f"/v1/documents/{citation.document_id}/text"
        return OpenedText.model_validate(self._transport.json("GET", path, params=params))

    def picture(self, citation: Citation, *, audience: str | None = None) -> bytes:
        """The PDF page a citation stands on, as PNG, with its words marked."""
        params = {
            "number": citation.page,
            "version": citation.version,
            "start": citation.start,
            "end": citation.end,
            "audience": audience,
        }
        return self._transport.file(f"/v1/documents/{citation.document_id}/page", params=params)[1]

    def upload(
        self,
        files: Sequence[tuple[str, BinaryIO | bytes]],
        *,
        collection: str = "policy",
        audience: str | None = None,
        product: str = "",
        idempotency_key: str | None = None,
    ) -> Job:
        """Load files by a job: follow it with ``client.jobs.follow``."""
        form = {"collection": collection, "wait": "false"}
        if audience is not None:
            form["audience"] = audience
        if product:
            form["product"] = product
        sent: list[tuple[str, Any]] = [("file", one) for one in files]
        found = self._transport.json(
            "POST", "/v1/documents", data=form, files=sent, idempotency_key=idempotency_key
        )
        return Job.model_validate(found)
