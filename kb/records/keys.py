"""API keys: made, looked up, revoked. Of a key itself only the SHA-256 is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from kb.errors import NotFoundError, RuleError
from kb.records import audit
from kb.records.engine import now
from kb.records.service_schema import api_keys
from kb.values import Audience


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key. Times as ``now`` writes them, ``""`` for never; no ``scopes`` means all of them."""

    id: str
    name: str
    role: str
    audience: Audience
    scopes: tuple[str, ...]
    created_at: str
    created_by: str
    expires_at: str
    revoked_at: str
    used_at: str

    @property
    def live(self) -> bool:
        """Whether it opens anything now."""
        return not self.revoked_at and (not self.expires_at or self.expires_at > now())


def create(connection: Connection, key: ApiKey, digest: str) -> None:
    """Store ``key``. Raises ``RuleError`` when a live key has its name already: what a key did is
    known by its name."""
    if any(held.live and held.name == key.name for held in listing(connection)):
        raise RuleError(f"there is a key named {key.name} already; revoke it, or take another name")
    values = {name: getattr(key, name) for name in ApiKey.__dataclass_fields__}
    row = values | {"audience": key.audience.value, "scopes": list(key.scopes), "digest": digest}
    connection.execute(sa.insert(api_keys), row)
    note = {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "audience": key.audience.value,
        "scopes": list(key.scopes),
        "expires_at": key.expires_at,
    }
    audit.append(connection, "key.create", note, actor=key.created_by)


def find(connection: Connection, identity: str) -> tuple[ApiKey, str] | None:
    """The key with this id and the hex SHA-256 of what opens it."""
    query = sa.select(api_keys).where(api_keys.c.id == identity)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else (_key(row), str(row["digest"]))


def get(connection: Connection, identity: str) -> ApiKey:
    """The key with this id. Raises ``NotFoundError``."""
    found = find(connection, identity)
    if found is None:
        raise NotFoundError(f"there is no key {identity}")
    return found[0]


def listing(connection: Connection) -> list[ApiKey]:
    """Every key, the latest first, those that open nothing any more among them."""
    query = sa.select(api_keys).order_by(api_keys.c.created_at.desc(), api_keys.c.id)
    return [_key(row) for row in connection.execute(query).mappings()]


def revoke(connection: Connection, identity: str, by: str) -> ApiKey:
    """End a key from now on; one that was revoked keeps its time. Raises ``NotFoundError``."""
    held = get(connection, identity)
    if held.revoked_at:
        return held
    audit.append(connection, "key.revoke", {"id": held.id, "name": held.name}, actor=by)
    connection.execute(
        sa.update(api_keys)
        .where(api_keys.c.id == identity, api_keys.c.revoked_at == "")
        .values(revoked_at=now())
    )
    return get(connection, identity)


def used(connection: Connection, times: Mapping[str, str]) -> None:
    """Note when keys were last used: ``times`` by id."""
    for identity, at in times.items():
        connection.execute(
            sa.update(api_keys)
            .where(api_keys.c.id == identity, api_keys.c.used_at < at)
            .values(used_at=at)
        )


def _key(row: RowMapping) -> ApiKey:
    values = {name: row[name] for name in ApiKey.__dataclass_fields__}
    return ApiKey(
        **values | {"audience": Audience(row["audience"]), "scopes": tuple(row["scopes"])}
    )
