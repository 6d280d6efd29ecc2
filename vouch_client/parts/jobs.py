"""``client.jobs``: how far long work is, stopping it, going on with it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from vouch_client.models import Job, JobPage
from vouch_client.transport import Transport


@dataclass(frozen=True)
class Jobs:
    """The caller's jobs; an admin's are everybody's."""

    _transport: Transport

    def list(self, *, state: str | None = None, limit: int = 100, offset: int = 0) -> JobPage:
        """A page of the jobs, the latest first."""
        params = {"state": state, "limit": limit, "offset": offset}
        return JobPage.model_validate(self._transport.json("GET", "/v1/jobs", params=params))

    def get(self, identity: str) -> Job:
        """One job."""
        return Job.model_validate(self._transport.json("GET", f"/v1/jobs/{identity}"))

    def cancel(self, identity: str) -> Job:
        """Stop it at its next step."""
        return Job.model_validate(self._transport.json("POST", f"/v1/jobs/{identity}/cancel"))

    def resume(self, identity: str) -> Job:
        """Go on with one that stopped or failed."""
        return Job.model_validate(self._transport.json("POST", f"/v1/jobs/{identity}/resume"))

    def follow(self, identity: str, *, every: float = 0.5) -> Iterator[Job]:
        """The job now and each ``every`` seconds; the last one is how it ended."""
        while True:
            job = self.get(identity)
            yield job
            if job.over:
                return
            time.sleep(every)
