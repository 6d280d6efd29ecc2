"""``/v1/keys``: the keys that admins made; and ``GET /v1/me``, what the caller's own may do."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.service.access import CallerDep, CoreDep, requires
from api.service.created_keys import create_key
from api.service.keys import Caller
from api.service.paging import Limit, Offset
from api.service.problems import FORBIDDEN, RefusedError
from api.service.roles import Role
from kb.records import keys as stored
from kb.records.keys import ApiKey
from kb.values import Audience

router = APIRouter(prefix="/keys", tags=["access"], dependencies=[requires(Role.ADMIN)])
me = APIRouter(tags=["access"])


class NewKey(BaseModel):
    """A key to make."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"name": "helpdesk", "role": "reader", "audience": "nda", "scopes": ["ask"]}
            ]
        },
    )

    name: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="What the audit log calls it."
    )
    role: Role = Field(Role.READER, description="What it may do.")
    audience: Audience = Field(Audience.PUBLIC, description="The most it may see.")
    scopes: list[Annotated[str, Field(max_length=32)]] = Field(
        [], max_length=20, description="Only these parts of the service; else all the role may."
    )
    days: int | None = Field(
        365, ge=1, le=3_650, description="Days until it ends; null for a key without an end."
    )


class KeyLine(BaseModel):
    """A key; the token itself is stored nowhere."""

    id: str
    name: str
    role: Role
    audience: Audience
    scopes: list[str]
    live: bool = Field(description="Whether it opens anything now.")
    created_at: str
    created_by: str
    expires_at: str | None
    revoked_at: str | None
    used_at: str | None


class MadeKey(KeyLine):
    """A key just made: the one time that ``token`` is shown."""

    token: str


class KeyList(BaseModel):
    """A page of the keys, the latest first."""

    total: int
    limit: int
    offset: int
    keys: list[KeyLine]


class Me(BaseModel):
    """The caller, as this service knows them."""

    name: str
    actor: str = Field(description="The caller's name in the audit log.")
    kind: str = Field(description="`service`, `key` or `person`.")
    role: Role
    audience: Audience
    scopes: list[str]
    expires_at: str | None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "helpdesk",
                    "actor": "key:helpdesk",
                    "kind": "key",
                    "role": "reader",
                    "audience": "nda",
                    "scopes": ["ask"],
                    "expires_at": "2027-11-23T09:00:00.000Z",
                }
            ]
        }
    )


@me.get("/me", dependencies=[requires(Role.READER)])
def show_me(caller: CallerDep) -> Me:
    """Who the service takes the caller for, and what the caller may do."""
    return Me(
        name=caller.name,
        actor=caller.actor,
        kind=caller.kind,
        role=caller.role,
        audience=caller.audience,
        scopes=list(caller.scopes),
        expires_at=caller.expires_at or None,
    )


@router.get("")
def list_keys(
    core: CoreDep,
    limit: Limit = 100,
    offset: Offset = 0,
) -> KeyList:
    """The keys that were made, those that open nothing any more among them."""
    with core.base.records.read() as connection:
        found = stored.listing(connection)
    page = [KeyLine.model_validate(key_json(key)) for key in found[offset : offset + limit]]
    return KeyList(total=len(found), limit=limit, offset=offset, keys=page)


@router.post("", status_code=201)
def make_key(asked: NewKey, request: Request, core: CoreDep, caller: CallerDep) -> MadeKey:
    """Make a key. Its token is in this answer and nowhere else."""
    # A repeated request must not find the token in the records.
    request.state.keep_no_answer = True
    check_grant(caller, asked.audience)
    if caller.scopes and not (asked.scopes and set(asked.scopes) <= set(caller.scopes)):
        raise RefusedError(
            FORBIDDEN,
            f"the key {caller.name} is only for {', '.join(caller.scopes)}, and can make keys for "
            "these only; name them in `scopes`",
        )
    key, token = create_key(
        core.base.records,
        asked.name,
        role=asked.role,
        audience=asked.audience,
        scopes=tuple(asked.scopes),
        days=asked.days,
        by=caller.actor,
    )
    return MadeKey.model_validate(key_json(key) | {"token": token})


@router.delete("/{key_id}", status_code=204)
def revoke_key(key_id: str, core: CoreDep, caller: CallerDep) -> None:
    """End a key: it opens nothing from the next request on. Its line stays in the list."""
    with core.base.records.write() as connection:
        stored.revoke(connection, key_id, caller.actor)


def check_grant(caller: Caller, audience: Audience) -> None:
    """Refuse (403) to let others see what ``caller`` may not see."""
    if not caller.audience.covers(audience):
        raise RefusedError(
            FORBIDDEN,
            f"{caller.name} sees {caller.audience.value} documents and cannot let others see "
            f"{audience.value} ones",
        )


def key_json(key: ApiKey) -> dict[str, object]:
    """A key as the service and ``vouch keys --json`` show it."""
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "audience": key.audience.value,
        "scopes": list(key.scopes),
        "live": key.live,
        "created_at": key.created_at,
        "created_by": key.created_by,
        "expires_at": key.expires_at or None,
        "revoked_at": key.revoked_at or None,
        "used_at": key.used_at or None,
    }
