"""People who signed in: a row at the first sign-in, and what an admin made of it since."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from kb.errors import NotFoundError
from kb.records import audit
from kb.records.engine import now
from kb.records.service_schema import people
from kb.values import Audience

#: Longest address taken over as a handle.
_LONGEST = 150


@dataclass(frozen=True, slots=True)
class Person:
    """A person. ``handle`` is unique, never changes, and is what the audit log says; a person with
    ``blocked_at`` may do nothing."""

    id: str
    handle: str
    email: str
    name: str
    role: str
    audience: Audience
    created_at: str
    seen_at: str
    blocked_at: str


def by_subject(connection: Connection, issuer: str, subject: str) -> Person | None:
    """The person whom ``issuer`` calls ``subject``."""
    query = sa.select(people).where(people.c.subject == _digest(issuer, subject))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _person(row)


def welcome(
    connection: Connection,
    issuer: str,
    subject: str,
    *,
    email: str,
    name: str,
    role: str,
    audience: Audience,
) -> Person:
    """The row of a person who signs in, made at the first time.

    ``email`` must be one that the issuer checked, or ``""``.
    """
    held = by_subject(connection, issuer, subject)
    if held is not None:
        return held
    identity, digest = uuid.uuid4().hex, _digest(issuer, subject)
    wanted = email[:_LONGEST] or f"person-{digest[:16]}"
    taken = connection.execute(sa.select(people.c.id).where(people.c.handle == wanted)).first()
    row = {
        "id": identity,
        "subject": digest,
        # An address that is given to another person later does not make the two one.
        "handle": f"{wanted}#{digest[:8]}" if taken else wanted,
        "email": email,
        "name": name,
        "role": role,
        "audience": audience.value,
        "created_at": now(),
        "seen_at": now(),
        "blocked_at": "",
    }
    connection.execute(sa.insert(people), row)
    note = {name: row[name] for name in ("id", "handle", "role", "audience")}
    audit.append(connection, "person.welcome", note, actor=f"person:{row['handle']}")
    return get(connection, identity)


def get(connection: Connection, identity: str) -> Person:
    """The person with this id. Raises ``NotFoundError``."""
    query = sa.select(people).where(people.c.id == identity)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no person {identity}")
    return _person(row)


def listing(connection: Connection) -> list[Person]:
    """Everybody, by handle."""
    query = sa.select(people).order_by(people.c.handle)
    return [_person(row) for row in connection.execute(query).mappings()]


def change(connection: Connection, identity: str, values: Mapping[str, Any], by: str) -> Person:
    """Set columns of a person. Raises ``NotFoundError``."""
    held = get(connection, identity)
    if values:
        connection.execute(sa.update(people).where(people.c.id == identity).values(**values))
        note = {"id": held.id, "handle": held.handle, "changed": dict(values)}
        audit.append(connection, "person.change", note, actor=by)
    return get(connection, identity)


def seen(connection: Connection, times: Mapping[str, str]) -> None:
    """Note when people were last here: ``times`` by id."""
    for identity, at in times.items():
        connection.execute(
            sa.update(people)
            .where(people.c.id == identity, people.c.seen_at < at)
            .values(seen_at=at)
        )


def _digest(issuer: str, subject: str) -> str:
    return hashlib.sha256(f"{issuer}\0{subject}".encode()).hexdigest()


def _person(row: RowMapping) -> Person:
    values = {name: row[name] for name in Person.__dataclass_fields__}
    return Person(**values | {"audience": Audience(row["audience"])})
