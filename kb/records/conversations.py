"""Chats: who had them, and in which order what was asked; the answers stand in the audit log."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from kb.errors import NotFoundError, RuleError
from kb.records.engine import now
from kb.records.service_schema import conversation_turns as turns_table
from kb.records.service_schema import conversations as table
from kb.records.sight import answer_seen
from kb.values import Audience

#: Most turns of a chat, and characters of a title that its first question gives it.
MOST_TURNS, TITLE = 500, 80
_GROUP = 500


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat. ``audience`` is the highest that anything in it was answered for; ``scope`` is what
    its owner narrows its questions to: kept for the page to show again."""

    id: str
    actor: str
    title: str
    audience: Audience
    scope: Mapping[str, Any]
    shared: bool
    created_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and the row of its answer in the audit log."""

    number: int
    question: str
    record: str
    audience: Audience
    at: str


def create(
    connection: Connection, actor: str, title: str, audience: Audience, scope: Mapping[str, Any]
) -> Conversation:
    """Begin a chat; without a title its first question becomes one."""
    made = Conversation(uuid.uuid4().hex, actor, title, audience, dict(scope), False, now(), now())
    row = {name: getattr(made, name) for name in Conversation.__dataclass_fields__}
    connection.execute(sa.insert(table), row | {"audience": audience.value})
    return made


def get(connection: Connection, identity: str, actor: str, sight: Audience) -> Conversation:
    """A chat of ``actor``'s own, or a shared one of which ``sight`` may see everything.

    Raises ``NotFoundError`` for any other.
    """
    query = sa.select(table).where(table.c.id == identity, _readable(actor, sight))
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no conversation {identity}")
    return _conversation(row)


def listing(
    connection: Connection, actor: str, sight: Audience, text: str, limit: int, offset: int
) -> tuple[int, list[Conversation]]:
    """How many chats ``get`` gives whose title, or a question that ``turns`` gives, holds ``text``;
    and a page of them, the last used first."""
    where = [_readable(actor, sight)]
    if text:
        asked = sa.select(turns_table.c.number).where(
            turns_table.c.conversation_id == table.c.id,
            _holds(turns_table.c.question, text),
            _seen(sight),
        )
        where.append(sa.or_(_holds(table.c.title, text), asked.exists()))
    total = connection.execute(sa.select(sa.func.count()).select_from(table).where(*where))
    query = (
        sa.select(table)
        .where(*where)
        .order_by(table.c.changed_at.desc(), table.c.id)
        .limit(limit)
        .offset(offset)
    )
    found = [_conversation(row) for row in connection.execute(query).mappings()]
    return int(total.scalar_one()), found


def turns(connection: Connection, identity: str, sight: Audience) -> list[Turn]:
    """The turns whose answers ``sight`` may see, in order; see ``kb.records.sight``."""
    query = (
        sa.select(turns_table)
        .where(turns_table.c.conversation_id == identity, _seen(sight))
        .order_by(turns_table.c.number)
    )
    return [
        Turn(row.number, row.question, row.record, Audience(row.audience), row.at)
        for row in connection.execute(query)
    ]


def holds(connection: Connection, record: str, actor: str, sight: Audience) -> bool:
    """Whether an answer stands in a chat that ``get`` gives."""
    query = (
        sa.select(table.c.id)
        .join(turns_table, turns_table.c.conversation_id == table.c.id)
        .where(turns_table.c.record == record, _readable(actor, sight))
    )
    return connection.execute(query.limit(1)).first() is not None


def append(
    connection: Connection, identity: str, question: str, record: str, audience: Audience
) -> None:
    """Add a turn; whoever asked has been let in by ``get``.

    Raises ``NotFoundError`` where the chat was deleted, ``RuleError`` where it is full.
    """
    head = connection.execute(
        sa.select(table.c.title, table.c.audience).where(table.c.id == identity)
    ).one_or_none()
    if head is None:
        raise NotFoundError(f"there is no conversation {identity}")
    last = connection.execute(
        sa.select(sa.func.max(turns_table.c.number)).where(
            turns_table.c.conversation_id == identity
        )
    ).scalar()
    number = (last or 0) + 1
    if number > MOST_TURNS:
        raise RuleError(f"this conversation has {MOST_TURNS} questions; start a new one")
    row = {"conversation_id": identity, "number": number, "question": question, "record": record}
    row |= {"audience": audience.value, "at": now()}
    connection.execute(sa.insert(turns_table), row)
    highest = audience.joined(Audience(head.audience))
    connection.execute(
        sa.update(table)
        .where(table.c.id == identity)
        .values(title=head.title or _title(question), audience=highest.value, changed_at=row["at"])
    )


def change(
    connection: Connection, identity: str, *, title: str | None = None, shared: bool | None = None
) -> None:
    """Name a chat, or let others read it or no more."""
    given = {"title": title, "shared": shared}
    values = {name: value for name, value in given.items() if value is not None}
    changed = sa.update(table).where(table.c.id == identity)
    connection.execute(changed.values(**values, changed_at=now()))


def delete(connection: Connection, identity: str) -> None:
    """Delete a chat with its turns; the audit log keeps what was answered."""
    connection.execute(sa.delete(turns_table).where(turns_table.c.conversation_id == identity))
    connection.execute(sa.delete(table).where(table.c.id == identity))


def erase(connection: Connection, records: Iterable[str]) -> None:
    """Blank the questions of these answers, whose rows in the audit log were erased, and the titles
    that such a question gave."""
    wanted = sorted(set(records))
    for at in range(0, len(wanted), _GROUP):
        mine = turns_table.c.record.in_(wanted[at : at + _GROUP])
        query = (
            sa.select(table.c.id, table.c.title, turns_table.c.question)
            .join(turns_table, turns_table.c.conversation_id == table.c.id)
            .where(mine)
        )
        named = {row.id for row in connection.execute(query) if row.title == _title(row.question)}
        untitled = sa.update(table).where(table.c.id.in_(sorted(named)))
        connection.execute(untitled.values(title=""))
        connection.execute(sa.update(turns_table).where(mine).values(question=""))


def _title(question: str) -> str:
    words = " ".join(question.split())
    return words if len(words) <= TITLE else words[: TITLE - 1].rstrip() + "…"


def _readable(actor: str, sight: Audience) -> sa.ColumnElement[bool]:
    levels = [one.value for one in sight.sees()]
    return sa.or_(
        table.c.actor == actor, sa.and_(table.c.shared.is_(True), table.c.audience.in_(levels))
    )


def _seen(sight: Audience) -> sa.ColumnElement[bool]:
    return answer_seen(turns_table.c.record, turns_table.c.audience, sight)


def _holds(column: sa.Column[Any], text: str) -> sa.ColumnElement[bool]:
    return column.icontains(text, autoescape=True)


def _conversation(row: RowMapping) -> Conversation:
    values = {name: row[name] for name in Conversation.__dataclass_fields__}
    return Conversation(**values | {"audience": Audience(row["audience"])})
