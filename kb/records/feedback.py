"""What people thought of answers."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from kb.records.engine import now
from kb.records.service_schema import feedback as table
from kb.records.sight import answer_seen
from kb.values import Audience

_GROUP = 500


class Fault(StrEnum):
    """Why an answer did not help."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    WRONG_SOURCE = "wrong_source"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What ``actor`` thought of the answer ``record``, which was given for ``audience``."""

    id: str
    record: str
    actor: str
    helpful: bool
    reason: Fault | None
    comment: str
    audience: Audience
    at: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which feedback: only helpful or not, only of this reason, only since this time."""

    helpful: bool | None = None
    reason: Fault | None = None
    since: str = ""


def put(
    connection: Connection,
    record: str,
    actor: str,
    audience: Audience,
    *,
    helpful: bool,
    reason: Fault | None = None,
    comment: str = "",
) -> Feedback:
    """Keep what somebody thinks of an answer, in the place of what they thought before."""
    mine = (table.c.record == record, table.c.actor == actor)
    connection.execute(sa.delete(table).where(*mine))
    made = Feedback(uuid.uuid4().hex, record, actor, helpful, reason, comment, audience, now())
    row = {name: getattr(made, name) for name in Feedback.__dataclass_fields__}
    row |= {"reason": "" if reason is None else reason.value, "audience": audience.value}
    connection.execute(sa.insert(table), row)
    return made


def listing(
    connection: Connection, wanted: Wanted, sight: Audience, limit: int, offset: int
) -> tuple[int, list[Feedback]]:
    """How much feedback there is on answers that ``sight`` may see; a page, the latest first."""
    where = [answer_seen(table.c.record, table.c.audience, sight)]
    if wanted.helpful is not None:
        where.append(table.c.helpful.is_(wanted.helpful))
    if wanted.reason is not None:
        where.append(table.c.reason == wanted.reason.value)
    if wanted.since:
        where.append(table.c.at >= wanted.since)
    total = connection.execute(sa.select(sa.func.count()).select_from(table).where(*where))
    order = (table.c.at.desc(), table.c.id)
    query = sa.select(table).where(*where).order_by(*order).limit(limit).offset(offset)
    found = [_feedback(row) for row in connection.execute(query).mappings()]
    return int(total.scalar_one()), found


def of(connection: Connection, actor: str, records: Collection[str]) -> dict[str, bool]:
    """For each of these answers that ``actor`` has rated, whether it helped."""
    query = sa.select(table.c.record, table.c.helpful)
    query = query.where(table.c.actor == actor, table.c.record.in_(sorted(records)))
    return {row.record: bool(row.helpful) for row in connection.execute(query)}


def erase(connection: Connection, records: Iterable[str]) -> None:
    """Blank the comments on these answers, whose rows in the audit log were erased."""
    wanted = sorted(set(records))
    for at in range(0, len(wanted), _GROUP):
        mine = table.c.record.in_(wanted[at : at + _GROUP])
        connection.execute(sa.update(table).where(mine).values(comment=""))


def _feedback(row: RowMapping) -> Feedback:
    values: dict[str, Any] = {name: row[name] for name in Feedback.__dataclass_fields__}
    values["reason"] = Fault(row["reason"]) if row["reason"] else None
    return Feedback(**values | {"audience": Audience(row["audience"])})
