"""Whether an approved answer still stands: its evidence as the documents are now, and its date."""

from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.library.entry import Entry, Link
from kb.records.schema import chunks, documents, versions
from kb.values import Audience, Citation

#: What a document says of itself when another one has taken its place.
_GONE = ("superseded", "withdrawn", "obsolete", "retired", "archived", "cancelled", "revoked")
_NEAR = 60

_CURRENT = sa.select(
    documents.c.state,
    documents.c.current,
    documents.c.collection,
    documents.c.audience,
    documents.c.source_key,
    versions.c.title,
    versions.c.text,
    versions.c.status,
    versions.c.review_by,
    versions.c.valid_until,
).join(
    versions,
    (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What can be said of an entry today.

    ``citations``: its evidence in the present version of each document. ``reasons``: why it may
    not be given as approved, empty where it may. ``audience``: who may see all of its evidence.
    """

    citations: tuple[Citation, ...]
    reasons: tuple[str, ...]
    audience: Audience


@dataclass
class Judge:
    """Looks entries up in the records; documents are read once for as long as it lives."""

    connection: Connection
    today: date
    _seen: dict[str, sa.RowMapping | None] = field(default_factory=dict)

    def standing(self, entry: Entry) -> Standing:
        """How the entry stands today."""
        reasons: list[str] = []
        cited: list[Citation] = []
        audience = entry.draft.audience
        until = entry.draft.valid_until
        if until is not None and until < self.today:
            reasons.append(f"it was valid until {until}")
        for link in entry.draft.evidence:
            row = self._document(link.document_id)
            name = f"“{link.document or link.document_id}”"
            if row is None or not link.quote:
                reasons.append(f"its evidence {name} was erased")
                # Who might see it can no longer be told; a purge leaves its groups with the entry.
                audience = audience.joined(Audience.INTERNAL)
                continue
            audience = audience.joined(Audience(row["audience"]))
            start = _place(row["text"], link)
            if row["state"] != "live":
                reasons.append(f"its evidence {name} was taken out of the documents")
            elif start < 0:
                reasons.append(
                    f"{name} has changed: the quoted text does not stand in its present version"
                )
            else:
                cited.append(self._citation(link, row, start))
                reasons += self._outdated(row, name)
        return Standing(tuple(cited), tuple(dict.fromkeys(reasons)), audience)

    def _document(self, identity: str) -> sa.RowMapping | None:
        if identity not in self._seen:
            query = _CURRENT.where(documents.c.id == identity)
            self._seen[identity] = self.connection.execute(query).mappings().one_or_none()
        return self._seen[identity]

    def _outdated(self, row: sa.RowMapping, name: str) -> list[str]:
        reasons = []
        limits = [day for day in (row["review_by"], row["valid_until"]) if day is not None]
        if limits and min(limits) < self.today:
            reasons.append(f"its evidence {name} is out of date since {min(limits)}")
        status = row["status"].strip().lower()
        if status.startswith(_GONE):
            reasons.append(f"its evidence {name} is marked {status}")
        return reasons

    def _citation(self, link: Link, row: sa.RowMapping, start: int) -> Citation:
        chunk = self.connection.execute(
            sa.select(chunks.c.id, chunks.c.heading, chunks.c.page)
            .where(
                chunks.c.document_id == link.document_id,
                chunks.c.version == row["current"],
                chunks.c.start <= start,
                chunks.c.end > start,
            )
            .order_by(chunks.c.ordinal)
        ).first()
        limits = [day for day in (row["review_by"], row["valid_until"]) if day is not None]
        return Citation(
            document=row["title"],
            document_id=link.document_id,
            version=row["current"],
            heading=link.heading if chunk is None else tuple(chunk.heading),
            page=link.page if chunk is None else chunk.page,
            quote=link.quote,
            start=start,
            end=start + len(link.quote),
            chunk_id="" if chunk is None else chunk.id,
            collection=row["collection"],
            source=row["source_key"],
            valid_until=min(limits, default=None),
            expired=bool(limits) and min(limits) < self.today,
        )


def _place(text: str, link: Link) -> int:
    """Where the quote stands in ``text``, as near as can be to where it stood; -1 for nowhere."""
    if text[link.start : link.end] == link.quote:
        return link.start
    places: list[int] = []
    at = text.find(link.quote)
    while at >= 0 and len(places) < _NEAR:
        if _whole(text, at, at + len(link.quote)):
            places.append(at)
        at = text.find(link.quote, at + 1)
    return min(places, key=lambda place: abs(place - link.start), default=-1)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a place begins and ends with whole words: "30 days" does not stand in "130 days"."""
    before = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    after = end >= len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return before and after
