"""What people asked that nobody could answer, each question once however it was put."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.answering.followups import resolve
from kb.answering.messages import clean
from kb.library.reading import Reader
from kb.records.schema import audit
from kb.records.sight import answer_seen
from kb.text.contrasts import Contrasts
from kb.values import Audience, Reason, Status

#: Most answers looked through, the latest first.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions: asked between two times as ``now`` writes them, the first included and the
    second not; empty means no limit."""

    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that was asked ``count`` times and left blank each time.

    ``question`` is how it was put last, ``understood`` what a follow-up was taken to ask;
    ``reason`` that of the last time, ``record`` the row of the last blank; ``audiences`` whom it
    was asked for.
    """

    question: str
    understood: str
    count: int
    askers: int
    reason: Reason
    reasons: dict[str, int]
    audiences: tuple[Audience, ...]
    first_at: str
    last_at: str
    record: str


@dataclass
class _Group:
    """One question; the rows come latest first."""

    question: str
    understood: str
    reason: Reason
    record: str
    last_at: str
    first_at: str = ""
    actors: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)
    audiences: set[Audience] = field(default_factory=set)


@dataclass(frozen=True)
class Blanks:
    """Reads the log; ``reader`` and ``contrasts`` tell when two questions ask the same."""

    reader: Reader
    contrasts: Contrasts

    def find(self, connection: Connection, wanted: Wanted, sight: Audience) -> list[Unanswered]:
        """The questions that were left blank, those asked most first.

        A question that was answered later, for askers who see as little, is not among them.
        """
        groups: dict[object, _Group] = {}
        answered: dict[object, set[Audience]] = defaultdict(set)
        for row in _rows(connection, wanted, sight):
            understood = resolve(
                clean(row["question"]), tuple(row["history"] or ()), self.contrasts
            )
            key = self._key(understood)
            given_for = Audience(row["audience"])
            if row["status"] != Status.ABSTAINED.value:
                answered[key].add(given_for)
            elif not any(map(given_for.covers, answered[key])):
                _add(groups, key, row, understood, given_for)
        found = [_closed(group) for group in groups.values()]
        found.sort(key=lambda one: one.record)
        found.sort(key=lambda one: one.last_at, reverse=True)
        return sorted(found, key=lambda one: -one.count)

    def _key(self, question: str) -> object:
        """The same for two questions that ask the same; in doubt they are two."""
        read = self.reader.read(question)
        if not read.words:
            return question.casefold()
        return read.wants, read.marks, read.words, read.agent, read.source


def near(
    connection: Connection, records: Collection[str]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """The documents that each of these blanks cites, then those that came near: id and title."""
    query = sa.select(audit.c.id, audit.c.payload).where(audit.c.id.in_(list(records)))
    found = {}
    for identity, payload in connection.execute(query):
        answer = payload["answer"]
        cited = (*answer.get("citations", ()), *answer.get("closest", ()))
        found[identity] = tuple((one["document_id"], one["document"]) for one in cited)
    return found


def _add(
    groups: dict[object, _Group],
    key: object,
    row: sa.RowMapping,
    understood: str,
    given_for: Audience,
) -> None:
    reason = Reason(row["reason"] or Reason.NO_EVIDENCE)
    group = groups.get(key)
    if group is None:
        group = _Group(row["question"], understood, reason, row["id"], row["at"])
        groups[key] = group
    group.first_at = row["at"]
    group.actors.add(row["actor"])
    group.reasons[reason.value] += 1
    group.audiences.add(given_for)


def _closed(group: _Group) -> Unanswered:
    return Unanswered(
        question=group.question,
        understood=group.understood,
        count=group.reasons.total(),
        askers=len(group.actors),
        reason=group.reason,
        reasons=dict(sorted(group.reasons.items())),
        audiences=tuple(sorted(group.audiences, key=lambda one: (one.level, one))),
        first_at=group.first_at,
        last_at=group.last_at,
        record=group.record,
    )


def _rows(connection: Connection, wanted: Wanted, sight: Audience) -> Iterator[sa.RowMapping]:
    """What was asked and what came of it, the latest first; erased rows hold neither."""
    answer = audit.c.payload["answer"]
    given_for = audit.c.payload["audience"].as_string()
    status = answer["status"].as_string()
    query = (
        sa.select(
            audit.c.id,
            audit.c.at,
            audit.c.actor,
            answer["question"].as_string().label("question"),
            status.label("status"),
            answer["reason"].as_string().label("reason"),
            audit.c.payload["history"].label("history"),
            given_for.label("audience"),
        )
        .where(audit.c.kind == "answer", status.is_not(None))
        .where(answer_seen(audit.c.id, given_for, sight))
        .where(audit.c.payload["replays"].as_string().is_(None))
        .order_by(audit.c.seq.desc())
        .limit(_MOST)
    )
    if wanted.since:
        query = query.where(audit.c.at >= wanted.since)
    if wanted.until:
        query = query.where(audit.c.at < wanted.until)
    yield from connection.execute(query).mappings()
