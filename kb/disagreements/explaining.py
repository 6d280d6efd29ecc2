"""Why two sources differ, where it can be told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from kb.disagreements.pairing import Pair
from kb.disagreements.report import Why
from kb.records import Records
from kb.records.schema import documents, versions
from kb.values import Audience, Passage

_VERSION = re.compile(r"\b(?:v(?:ersion|er\.?)?\.?\s?)?\d+(?:\.\d+)+\b|\b(?:19|20)\d\d\b", re.I)
_DRAFT = re.compile(r"\b(?:draft|proposed|superseded|withdrawn|obsolete|retired|replaced)\b", re.I)
_ALIKE = 0.6
_SCOPE = 0.5


@dataclass(frozen=True, slots=True)
class Edition:
    """What a document says of itself."""

    title: str
    label: str
    status: str
    reference: str
    effective: date | None


def editions(records: Records, audience: Audience) -> dict[str, Edition]:
    """The own facts of the live documents that this audience may see, by document id."""
    query = (
        sa.select(documents.c.id, versions)
        .join(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
        )
        .where(documents.c.state == "live")
        .where(documents.c.audience.in_([one.value for one in audience.sees()]))
    )
    with records.read() as connection:
        return {
            row["id"]: Edition(
                row["title"], row["label"], row["status"], row["reference"], row["effective"]
            )
            for row in connection.execute(query).mappings()
        }


def why(pair: Pair, known: Mapping[str, Edition], today: date) -> tuple[Why | None, str]:
    """The first reason that holds, with a few words on it."""
    sides = (pair.one.unit.passage, pair.two.unit.passage)
    for passage in sides:
        edition = known.get(passage.document_id)
        if edition is not None and _DRAFT.search(f"{edition.status} {edition.title}"):
            return Why.DRAFT, f"{passage.title}: {edition.status or 'by its title'}"
    older = _older(sides, known)
    if older is not None:
        return Why.OLDER_EDITION, older
    for passage in sides:
        end = _end(passage)
        if end is not None and end < today:
            return Why.OUT_OF_DATE, f"{passage.title}: {end.isoformat()}"
    if pair.against >= _SCOPE:
        return Why.SCOPE, pair.differs_in
    return None, _newer(sides, known)


def _end(passage: Passage) -> date | None:
    return min((d for d in (passage.review_by, passage.valid_until) if d is not None), default=None)


def _older(sides: tuple[Passage, Passage], known: Mapping[str, Edition]) -> str | None:
    """Two documents of one name, or one number, of which one is the earlier version."""
    one, two = (known.get(passage.document_id) for passage in sides)
    if one is None or two is None or not _same_document(one, two):
        return None
    ranks = [(_numbers(e.label or e.title), e.effective or date.min) for e in (one, two)]
    if ranks[0] == ranks[1]:
        return None
    old = one if ranks[0] < ranks[1] else two
    return f"{old.title} {old.label}".strip()


def _same_document(one: Edition, two: Edition) -> bool:
    if one.reference and one.reference == two.reference:
        return True
    left, right = (_name(e.title) for e in (one, two))
    return bool(left and right) and len(left & right) / len(left | right) >= _ALIKE


def _name(title: str) -> set[str]:
    return set(re.findall(r"[a-z]+", _VERSION.sub(" ", title).lower()))


def _numbers(label: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", label))


def _newer(sides: tuple[Passage, Passage], known: Mapping[str, Edition]) -> str:
    """Which of two is the newer, where both say since when they hold."""
    dated = [
        (edition.effective, passage.title)
        for passage in sides
        if (edition := known.get(passage.document_id)) is not None and edition.effective
    ]
    if len(dated) < 2 or dated[0][0] == dated[1][0]:
        return ""
    newest = max(dated)
    return f"{newest[1]} is the newer ({newest[0].isoformat()})"
