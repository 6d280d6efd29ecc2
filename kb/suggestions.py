"""Questions that the documents can answer, found in what they say and tried before they are told.

Candidates come from the approved answers, from the bank of subjects (``kb.practices``) where the
documents say something like its statements, and from the documents' own headings. Nothing that the
audience may not see takes part in any step.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

import numpy as np
import sqlalchemy as sa

from kb.audit.answers import code_version
from kb.lexical.analysis import STOP_WORDS
from kb.library.entry import State
from kb.library.shelf import Shelf
from kb.practices.compiled import ASK, Compiled
from kb.records import library, reports
from kb.records.schema import chunks, documents, embeddings, versions
from kb.values import Answer, Audience, Collection, Question, Status

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

#: Suggestions that are kept, and candidates that are tried for them.
MOST, TRIED = 24, 60
#: Candidates of one document, and headings read for candidates.
_OF_DOCUMENT, _HEADINGS = 2, 2_000
#: Passages whose likeness to the bank's statements is taken, and as many at a time.
_PASSAGES, _AT_ONCE = 20_000, 2_000
#: Below this cosine the documents do not state the subject.
_STATED = 0.6
_NUMBER = re.compile(
    r"^(?:(?:section|chapter|appendix|annex)\s+\w{1,3}|\d+(?:\.\d+)*)[.):]?\s+", re.I
)
#: Headings that every document has: a question about them helps nobody.
_COMMON = frozenset(
    "introduction overview purpose scope audience background summary definitions references and of"
    " contents history version approval appendix general document control revision the".split()
)
_HEADING = re.compile(r"[A-Za-z][A-Za-z' -]{3,48}[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question to try; ``approved``: the library has its answer, and no other will do."""

    question: str
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that was answered when it was tried; ``documents`` are those the answer cites."""

    question: str
    status: Status
    documents: tuple[str, ...]


def state(base: "KnowledgeBase", audience: Audience, today: date) -> str:
    """Names all that suggestions are made from; another word after any change of it."""
    with base.records.read() as connection:
        position = str(library.position(connection))
        if not base.settings.sees_all(audience):
            # It counts every change: what this audience may not see must not show in it.
            shelf = Shelf(connection, today, audience).all()
            position = repr([(one.entry.id, one.entry.changed_at) for one in shelf])
        made_by = (base.model, code_version(), position, today.isoformat())
        return reports.state_of(connection, audience, *made_by)


def candidates(base: "KnowledgeBase", audience: Audience) -> list[Candidate]:
    """Questions to try, each once: the likeliest of the approved and the common ones in turn, then
    those that headings make."""
    approved = [Candidate(question, approved=True) for question in _approved(base, audience)]
    subjects = map(Candidate, _subjects(base, audience))
    mixed = (one for row in zip_longest(approved, subjects) for one in row)
    found: dict[str, Candidate] = {}
    for one in chain(mixed, map(Candidate, _headings(base, audience))):
        if one is not None:
            found.setdefault(one.question, one)
    return list(found.values())[:TRIED]


def tried(base: "KnowledgeBase", one: Candidate, audience: Audience) -> Suggestion | None:
    """The question if it is answered now, without a language model; else None."""
    with base.view():
        answerer = replace(base.answerer(), generator=None)
        answer = answerer.answer(Question(one.question, audience=audience))
    if not _good(answer) or one.approved is not (answer.status is Status.APPROVED):
        return None
    cited = sorted({cited.document_id for cited in answer.citations})
    return Suggestion(one.question, answer.status, tuple(cited))


def _good(answer: Answer) -> bool:
    """Whether it answers in full: from evidence in date, without a dispute."""
    return (
        answer.status is not Status.ABSTAINED
        and not answer.conflicts
        and not any(one.expired for one in answer.citations)
    )


def _approved(base: "KnowledgeBase", audience: Audience) -> list[str]:
    """The questions of approved answers, the latest first."""
    with base.records.read() as connection:
        held = [one.entry for one in Shelf(connection, date.today(), audience).all()]
    mine = [entry for entry in held if entry.state is State.APPROVED]
    mine.sort(key=lambda entry: entry.id)
    mine.sort(key=lambda entry: entry.approved_at, reverse=True)
    return [entry.draft.question for entry in mine]


def _subjects(base: "KnowledgeBase", audience: Audience) -> list[str]:
    """What is commonly asked on the subjects that our policies state most surely."""
    compiled = base.practices.compiled
    if compiled is None:
        return []
    best = np.zeros(len(compiled.ids), dtype=np.float32)
    of = np.full(len(compiled.ids), "", dtype=object)
    for ids, vectors in _vectors(base, audience):
        near = base.practices.nearness(vectors)
        top = near.argmax(axis=0)
        for subject, row in enumerate(top):
            if near[row, subject] > best[subject]:
                best[subject], of[subject] = near[row, subject], ids[row]
    # Two places: what a vector differs by with the batch it was compared in changes no order.
    order = sorted(range(len(best)), key=lambda at: (-round(float(best[at]), 2), compiled.ids[at]))
    asked = _first_asks(compiled)
    counted: dict[str, int] = {}
    found = []
    for at in order:
        counted[of[at]] = counted.get(of[at], 0) + 1
        if best[at] >= _STATED and counted[of[at]] <= _OF_DOCUMENT and at in asked:
            found.append(asked[at])
    return found


def _first_asks(compiled: Compiled) -> dict[int, str]:
    """Of each subject the first question of the bank."""
    found: dict[int, str] = {}
    for subject, kind, text in zip(compiled.subject, compiled.kind, compiled.texts, strict=True):
        if kind == ASK:
            found.setdefault(int(subject), text)
    return found


def _vectors(base: "KnowledgeBase", audience: Audience) -> Iterator[tuple[list[str], np.ndarray]]:
    """The vectors of our policies' passages, with the documents they are of, in order of id."""
    query = (
        sa.select(chunks.c.document_id, embeddings.c.vector)
        .join(
            documents,
            (documents.c.id == chunks.c.document_id) & (documents.c.current == chunks.c.version),
        )
        .join(
            embeddings,
            (embeddings.c.key == chunks.c.embedding) & (embeddings.c.model == base.model),
        )
        .where(documents.c.state == "live", documents.c.collection == Collection.POLICY.value)
        .where(documents.c.audience.in_([one.value for one in audience.sees()]))
        .order_by(chunks.c.id)
        .limit(_PASSAGES)
    )
    with base.records.read() as connection:
        for part in connection.execute(query).partitions(_AT_ONCE):
            vectors = [np.frombuffer(row.vector, dtype="<f4") for row in part]
            yield [row.document_id for row in part], np.stack(vectors)


def _headings(base: "KnowledgeBase", audience: Audience) -> list[str]:
    """What documents say under their headings, some of each document in turn."""
    query = (
        sa.select(versions.c.title, chunks.c.heading, chunks.c.document_id)
        .join(documents, documents.c.id == chunks.c.document_id)
        .join(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
        )
        .where(documents.c.state == "live", chunks.c.version == documents.c.current)
        .where(documents.c.audience.in_([one.value for one in audience.sees()]))
        .where(documents.c.collection == Collection.POLICY.value)
        .order_by(versions.c.title, chunks.c.document_id, chunks.c.ordinal)
        .limit(_HEADINGS)
    )
    by_document: dict[str, list[str]] = {}
    with base.records.read() as connection:
        for row in connection.execute(query):
            own = by_document.setdefault(row.document_id, [])
            asked = _asked(row.title, row.heading)
            if asked and asked not in own and len(own) < _OF_DOCUMENT:
                own.append(asked)
    rounds = zip_longest(*by_document.values())
    return [one for row in rounds for one in row if one is not None]


def _asked(title: str, heading: Sequence[str]) -> str:
    """What to ask about a section, or ``""`` where its heading is no plain name of something."""
    name = _NUMBER.sub("", heading[-1]).strip() if heading else ""
    words = name.lower().split()
    plain = _HEADING.fullmatch(name) and len(words) <= 6 and not STOP_WORDS & {words[0], words[-1]}
    common = set(words) <= _COMMON or name.casefold() in title.casefold()
    if not plain or common or len(title) > 80:
        return ""
    return f"What does “{title}” say about {name[0].lower() + name[1:]}?"
