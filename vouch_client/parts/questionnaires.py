"""``client.questionnaires``: take one in, answer it, review its rows, give it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from vouch_client.models import Job
from vouch_client.models.questionnaires import (
    FiledRows,
    Preview,
    QuestionnairePage,
    QuestionnaireSummary,
    Row,
    RowDetail,
    RowPage,
    RowsChanged,
    SheetMap,
)
from vouch_client.transport import Transport

_BASE = "/v1/questionnaires"
_PAGE = 1_000


@dataclass(frozen=True)
class Questionnaires:
    """Customers' questionnaires. A change names the ``etag`` of the row it was made to; where the
    row is another by now, the service refuses it and ``ConflictError`` is raised."""

    _transport: Transport

    def list(
        self,
        *,
        text: str | None = None,
        stage: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> QuestionnairePage:
        """A page of them, the latest first."""
        params = {"text": text, "stage": stage, "limit": limit, "offset": offset}
        return QuestionnairePage.model_validate(self._transport.json("GET", _BASE, params=params))

    def upload(
        self,
        name: str,
        data: BinaryIO | bytes,
        *,
        idempotency_key: str | None = None,
        **form: str | Sequence[str] | None,
    ) -> Preview:
        """Take a file in; form: audience, customer, due, with_evidence, organisation, product."""
        given = {key: value for key, value in form.items() if value}
        found = self._transport.json(
            "POST",
            _BASE,
            data=given,
            files=[("file", (name, data))],
            idempotency_key=idempotency_key,
        )
        return Preview.model_validate(found)

    def read_as(
        self, identity: str, sheets: Sequence[SheetMap] = (), *, forget: bool = False
    ) -> Preview:
        """Say how its columns are to be read; remembered for files of the same form."""
        body = {"sheets": [sheet.model_dump() for sheet in sheets], "forget": forget}
        found = self._transport.json("PUT", f"{_BASE}/{identity}/mapping", body=body)
        return Preview.model_validate(found)

    def preview(self, identity: str) -> Preview:
        """What was found in its file, as ``upload`` told."""
        return Preview.model_validate(self._transport.json("GET", f"{_BASE}/{identity}/preview"))

    def get(self, identity: str) -> QuestionnaireSummary:
        """How one stands."""
        return QuestionnaireSummary.model_validate(
            self._transport.json("GET", f"{_BASE}/{identity}")
        )

    def remove(self, identity: str) -> None:
        """Delete one that nobody has worked on."""
        self._transport.json("DELETE", f"{_BASE}/{identity}")

    def run(self, identity: str, *, again: bool = False) -> Job:
        """Answer what is still to be answered, as a job; ``again`` also asks anew."""
        found = self._transport.json("POST", f"{_BASE}/{identity}/run", body={"again": again})
        return Job.model_validate(found)

    def stop(self, identity: str) -> QuestionnaireSummary:
        """Stop answering after the question under way."""
        return QuestionnaireSummary.model_validate(
            self._transport.json("POST", f"{_BASE}/{identity}/stop")
        )

    def rows(self, identity: str, **filters: Any) -> Sequence[Row]:
        """All rows; filters: state, status, reason, owner, section, risk, text, order."""
        found: list[Row] = []
        while True:
            params = {**filters, "limit": _PAGE, "offset": len(found)}
            page = RowPage.model_validate(
                self._transport.json("GET", f"{_BASE}/{identity}/rows", params=params)
            )
            found += page.rows
            if not page.rows or len(found) >= page.total:
                return found

    def row(self, identity: str, number: int) -> RowDetail:
        """All of a row."""
        return RowDetail.model_validate(
            self._transport.json("GET", f"{_BASE}/{identity}/rows/{number}")
        )

    def edit(self, identity: str, row: Row, changes: Mapping[str, Any]) -> RowDetail:
        """Replace what a row says: answer, verdict (None takes it away), cells by address."""
        found = self._transport.json(
            "PATCH",
            f"{_BASE}/{identity}/rows/{row.row}",
            body=dict(changes),
            headers={"If-Match": f'"{row.etag}"'},
        )
        return RowDetail.model_validate(found)

    def ask(self, identity: str, number: int) -> RowDetail:
        """Ask one row again."""
        return RowDetail.model_validate(
            self._transport.json("POST", f"{_BASE}/{identity}/rows/{number}/ask")
        )

    def undo(self, identity: str, row: Row) -> RowDetail:
        """Take back a person's last change of a row."""
        found = self._transport.json(
            "POST",
            f"{_BASE}/{identity}/rows/{row.row}/undo",
            headers={"If-Match": f'"{row.etag}"'},
        )
        return RowDetail.model_validate(found)

    def submit(self, identity: str, rows: Sequence[Row]) -> RowsChanged:
        """Put drafted rows up for review."""
        return self._many(identity, "submit", rows, {})

    def approve(
        self, identity: str, rows: Sequence[Row], *, named: bool = False, dry_run: bool = False
    ) -> RowsChanged:
        """Sign rows; unless ``named``, those that need a look of their own are left out.

        ``dry_run`` tells which would be signed and which left out, and changes nothing.
        """
        return self._many(identity, "approve", rows, {"named": named, "dry_run": dry_run})

    def reject(self, identity: str, rows: Sequence[Row], why: str = "") -> RowsChanged:
        """Turn rows down."""
        return self._many(identity, "reject", rows, {"why": why})

    def assign(
        self, identity: str, rows: Sequence[Row], owner: str | None = None, due: str | None = None
    ) -> RowsChanged:
        """Say who sees to rows, and until when; None leaves as it was."""
        return self._many(identity, "assign", rows, {"owner": owner, "due": due})

    def to_library(self, identity: str, numbers: Sequence[int]) -> FiledRows:
        """Put approved rows into the library."""
        body = {"numbers": list(numbers)}
        found = self._transport.json("POST", f"{_BASE}/{identity}/to-library", body=body)
        return FiledRows.model_validate(found)

    def export(
        self, identity: str, *, approved: bool = False, form: str | None = None
    ) -> tuple[str, bytes]:
        """The customer's own file, filled: its name and its bytes.

        ``get`` then tells by ``last_export`` how many cells were written, and which were not.
        """
        params = {"approved": str(approved).lower(), "form": form}
        return self._transport.file(f"{_BASE}/{identity}/export", params=params)

    def report(self, identity: str, form: str = "html") -> tuple[str, bytes]:
        """Every answer with its evidence: jsonl, html, csv, xlsx or md."""
        return self._transport.file(f"{_BASE}/{identity}/report", params={"form": form})

    def _many(
        self, identity: str, verb: str, rows: Sequence[Row], more: Mapping[str, Any]
    ) -> RowsChanged:
        body = {
            "numbers": [row.row for row in rows],
            "etags": {str(row.row): row.etag for row in rows},
            **more,
        }
        found = self._transport.json("POST", f"{_BASE}/{identity}/rows/{verb}", body=body)
        return RowsChanged.model_validate(found)
