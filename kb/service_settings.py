"""The settings of the service: who may sign in, and how much one caller may ask of it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings

Count = Annotated[int, Field(ge=1)]
Pairs = Annotated[str, Field(pattern=r"^\s*([^=,]+=\s*\w+\s*(,|$)\s*)*$")]


class ServiceSettings(BaseSettings):
    """The part of ``Settings`` that ``vouch serve`` reads beside the rest."""

    allow_remote: bool = Field(
        False,
        description="Let `vouch serve` listen beyond this machine: say so once a proxy with TLS "
        "stands in front of it.",
    )
    allowed_hosts: Annotated[str, Field(max_length=2_000)] = Field(
        "",
        description="Names this service is called by, with commas between them; a request to "
        "another is refused. By default those of this machine while it listens there alone, "
        "else any.",
    )
    read_ahead: int = Field(
        30_000,
        ge=0,
        description="`vouch serve` embeds the sentences of the documents ahead, while nobody asks, "
        "up to so many passages: answers are two to three times faster; 0 turns it off.",
    )
    requests_per_minute: int = Field(
        1_200, ge=0, description="Most requests a caller may send in a minute; 0 means no limit."
    )
    working_requests: Annotated[int, Field(ge=1, le=36)] = Field(
        32, description="Requests worked on at once; more wait for their turn."
    )
    waiting_seconds: float = Field(
        10.0,
        ge=0,
        le=600,
        description="Longest wait for a turn, in seconds; then a request is sent away (503).",
    )
    grace_seconds: Annotated[int, Field(ge=1, le=600)] = Field(
        10,
        description="How long `vouch serve` finishes what it has begun when it is told to stop.",
    )
    job_lease_seconds: float = Field(
        15.0,
        ge=1,
        le=600,
        description="How long a job is left to a service that has died, before another service on "
        "the same records, or the next start, takes it over.",
    )
    oidc_issuer: Annotated[str, Field(pattern=r"^https?://")] | None = Field(
        None,
        description="Address of the OpenID Connect provider that people sign in with; by default "
        "nobody signs in, and keys are all there is.",
    )
    oidc_client_id: str = Field(
        "", description="The `aud` a person's token must have: the client id at the provider."
    )
    oidc_role_claim: str = Field(
        "",
        description="Claim that says a person's groups or roles; dots go down into it "
        "(`realm_access.roles`).",
    )
    oidc_roles: Pairs = Field(
        "",
        description="Role of each value of that claim: `vouch-admins=admin, security=reviewer`. "
        "The highest counts.",
    )
    oidc_default_role: Literal["reader", "contributor", "reviewer", "admin"] = Field(
        "reader", description="Role of a person who signs in for the first time."
    )
    oidc_default_audience: Literal["public", "nda", "internal"] = Field(
        "public", description="What a person who signs in for the first time may see."
    )
    audit_checkpoints: Path | None = Field(
        None,
        description="File that signed checkpoints of the audit log are added to, best on another "
        "machine's disk; by default `audit/checkpoints.txt` in the data folder.",
    )
    audit_checkpoint_rows: Count = Field(
        1_000,
        description="Rows of the audit log after which the service makes a checkpoint; it makes "
        "one a day and one when it stops besides.",
    )
