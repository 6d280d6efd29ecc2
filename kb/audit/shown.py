"""A past answer exactly as it was given, and what has become of what it quotes since."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.records import audit
from kb.records.schema import documents, versions
from kb.records.sources import stored_text
from kb.values import Audience

Json = dict[str, Any]
#: What an answer was made by, as the log keeps it; older rows lack some of it.
_MADE_BY = (
    "model", "code", "settings", "settings_hash", "change", "passages", "trace", "parts",
    "questionnaire", "row",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A quote of a past answer today.

    ``state``: ``same`` (its document still says so in the version that was quoted), ``changed``
    (there is a later version), ``removed`` or ``purged``. ``still_said``: whether the present
    version holds the quoted words; ``stored``: whether they stand in the quoted one, letter for
    letter; ``expired``: whether the document is out of date today.
    """

    document_id: str
    document: str
    version: int
    quote: str
    state: str
    current: int | None
    still_said: bool
    stored: bool
    expired: bool


def answer_row(connection: Connection, record: str) -> Json:
    """The row of an answer. Raises ``NotFoundError`` where there is none, or it was erased."""
    row = audit.read(connection, record)
    if row is None or row["kind"] != "answer":
        raise absent(record)
    payload = row["payload"]
    if not isinstance(payload, dict) or not isinstance(payload.get("answer"), dict):
        raise NotFoundError(f"the answer {record} was erased with a document that it quotes")
    return row


def absent(record: str) -> NotFoundError:
    """What is said of an answer that is not there, or not for whoever asks."""
    return NotFoundError(f"there is no answer {record}; an answer's `record` is its id")


def may_see(connection: Connection, row: Mapping[str, Any], sight: Audience) -> bool:
    """Whether ``sight`` may see an answer: it was given for no higher audience, and none of the
    documents it names is for a higher one today."""
    given = Audience(row["payload"].get("audience") or Audience.INTERNAL)
    if not sight.covers(given):
        return False
    named = audit.sources_of(connection, row["id"])
    query = sa.select(documents.c.audience).where(documents.c.id.in_(named))
    return all(sight.covers(Audience(held)) for held in connection.execute(query).scalars())


def shown(connection: Connection, row: Mapping[str, Any], today: date) -> Json:
    """A past answer as JSON: ``answer`` is what was given, letter for letter."""
    payload = row["payload"]
    answer = payload["answer"]
    return {
        "record": row["id"],
        "at": row["at"],
        "actor": row["actor"],
        "question": answer["question"],
        "history": payload.get("history", []),
        "audience": payload.get("audience", Audience.INTERNAL.value),
        "answer": answer,
        "made_by": {name: payload[name] for name in _MADE_BY if name in payload},
        "quotes": [standing(connection, cited, today) for cited in citations(answer)],
    }


def citations(answer: Mapping[str, Any]) -> Iterator[Json]:
    """Every citation of an answer: those it rests on, those of disputed values, and the nearest."""
    yield from answer["citations"]
    for conflict in answer["conflicts"]:
        for value in conflict["values"]:
            yield value["citation"]
    yield from answer["closest"]


def standing(connection: Connection, cited: Mapping[str, Any], today: date) -> Standing:
    """What has become of a quote."""
    identity, number, quote = cited["document_id"], cited["version"], cited["quote"]
    query = (
        sa.select(documents.c.state, documents.c.current, versions.c.text, versions.c.valid_until)
        .join(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
        )
        .where(documents.c.id == identity)
    )
    head = connection.execute(query).one_or_none()
    then = stored_text(connection, identity, number)
    return Standing(
        document_id=identity,
        document=cited["document"],
        version=number,
        quote=quote,
        state=_state(head, number),
        current=None if head is None else head.current,
        still_said=head is not None and head.state == "live" and bool(quote) and quote in head.text,
        stored=then is not None and then[cited["start"] : cited["end"]] == quote,
        expired=head is not None and head.valid_until is not None and head.valid_until < today,
    )


def _state(head: Any, number: int) -> str:
    if head is None:
        return "purged"
    if head.state != "live":
        return "removed"
    return "same" if head.current == number else "changed"
