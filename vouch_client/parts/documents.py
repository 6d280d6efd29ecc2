"""``client.documents``: what is stored, loading more, and opening a citation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from vouch_client.models import Citation, Document, DocumentPage, Job, OpenedText
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
    ) -> DocumentPage:
        """A page of the live documents."""
        params = {
            "collection": collection,
            "audience": audience,
            "limit": limit,
            "offset": offset,
        }
        return DocumentPage.model_validate(
            self._transport.json("GET", "/v1/documents", params=params)
        )

    def get(self, identity: str, *, version: int | None = None) -> Document:
        """One version of a document, with its history."""
        found = self._transport.json(
            "GET", f"/v1/documents/{identity}", params={"version": version}
        )
        return Document.model_validate(found)

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
        idempotency_key: str | None = None,
    ) -> Job:
        """Load files by a job: follow it with ``client.jobs.follow``."""
        form = {"collection": collection, "wait": "false"}
        if audience is not None:
            form["audience"] = audience
        sent: list[tuple[str, Any]] = [("file", one) for one in files]
        found = self._transport.json(
            "POST", "/v1/documents", data=form, files=sent, idempotency_key=idempotency_key
        )
        return Job.model_validate(found)
