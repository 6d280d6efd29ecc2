"""``client.audit``: what was logged, its proofs, and past answers as they were given."""

from dataclasses import dataclass
from datetime import date

from vouch_client.models.audit import AuditPage, Checkpoint, Inclusion, PastAnswer
from vouch_client.proofs import holds
from vouch_client.transport import Transport


@dataclass(frozen=True)
class Audit:
    """The log; all but ``past`` is for admins."""

    _transport: Transport

    def list(
        self,
        *,
        kind: str = "",
        actor: str = "",
        document: str = "",
        since: date | None = None,
        until: date | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> AuditPage:
        """A page of the rows, the latest first."""
        params = {
            "kind": kind or None,
            "actor": actor or None,
            "document": document or None,
            "since": since.isoformat() if since else None,
            "until": until.isoformat() if until else None,
            "limit": limit,
            "offset": offset,
        }
        return AuditPage.model_validate(self._transport.json("GET", "/v1/audit", params=params))

    def checkpoint(self) -> Checkpoint:
        """The last signed checkpoint; keep its note elsewhere."""
        return Checkpoint.model_validate(self._transport.json("GET", "/v1/audit/checkpoint"))

    def proof(self, record: str, *, size: int | None = None) -> Inclusion:
        """The proof that a row is in the log, as it is now or was at ``size`` rows."""
        found = self._transport.json("GET", f"/v1/audit/proof/{record}", params={"size": size})
        return Inclusion.model_validate(found)

    def check(self, record: str, root: str, size: int) -> bool:
        """Whether a row is in the log that a checkpoint (``root``, ``size``) was made of.

        Worked out here from the service's proof; nothing it says of itself is believed.
        """
        proof = self.proof(record, size=size)
        return holds(proof.leaf, proof.position, size, proof.hashes, root)

    def past(self, record: str) -> PastAnswer:
        """A past answer, letter for letter, and what has become of what it quotes."""
        return PastAnswer.model_validate(self._transport.json("GET", f"/v1/answers/{record}"))
