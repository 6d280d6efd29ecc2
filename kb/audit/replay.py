"""Answering a past question again, and saying what is different and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.audit import shown
from kb.audit.answers import Given, log_answer
from kb.audit.scope import scoped
from kb.contract import answer_json
from kb.questionnaires.replies import held_back, joined
from kb.records import audit_tree
from kb.records.audit_schema import audit_leaves
from kb.records.schema import audit, changes
from kb.values import Answer, Audience, Question

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

Json = dict[str, Any]
_SAID = ("status", "verdict", "answer", "reason", "equivalence", "note", "confidence")


@dataclass(frozen=True, slots=True)
class Replay:
    """A past answer beside the one given now, whose row is ``record_now``.

    ``differences`` are the parts of the answer that differ, ``reasons`` what has changed since that
    can explain it.
    """

    record: str
    record_now: str
    same: bool
    differences: tuple[str, ...]
    reasons: tuple[str, ...]
    then: Json
    now: Json


def replay(base: "KnowledgeBase", record: str, actor: str) -> Replay:
    """Ask again what was asked then, for the same audience. The new answer is logged as any other.

    Raises ``NotFoundError`` as ``kb.audit.shown.answer_row`` does.
    """
    with base.records.read() as connection:
        row = shown.answer_row(connection, record)
    payload = row["payload"]
    then = payload["answer"]
    question = Question(
        then["question"],
        then["id"],
        tuple(payload.get("history", ())),
        Audience(payload.get("audience", Audience.INTERNAL.value)),
    )
    question = scoped(question, payload)
    answer, made = _asked(base, question, payload, record, actor)
    now = answer_json(answer)
    differences = tuple(_differences(then, now))
    with base.records.read() as connection:
        today = question.as_of or date.today()
        reasons = tuple(_reasons(connection, base, row, today)) if differences else ()
    if differences and not reasons:
        reasons = ("nothing that the log names has changed: please report it with both records",)
    return Replay(record, made, not differences, differences, reasons, then, now)


def _asked(
    base: "KnowledgeBase", question: Question, payload: Mapping[str, Any], record: str, actor: str
) -> tuple[Answer, str]:
    """The answer of today and its row; a questionnaire's question is asked as it was there."""
    parts = payload.get("parts") or [question.text]
    with base.view() as change:
        considered = base.retriever().considered
        considered.clear()
        answerer = base.answerer()
        answers, traces, history = [], [], question.history
        for text in parts:
            part = replace(question, text=text, history=history)
            one, trace = answerer.answered(part)
            answers.append(
                held_back(one, base.settings.evidence_threshold) if "parts" in payload else one
            )
            traces += trace
            history = (*history, text)
        passages = list(considered)
    answer = joined(question, answers) if "parts" in payload else answers[0]
    if payload.get("open"):
        answer = replace(answer, verdict=None)
    more = {name: payload[name] for name in ("parts", "open") if name in payload}
    given = Given(answer, change, question.history, traces, passages, {**more, "replays": record})
    with base.records.write() as connection:
        return answer, log_answer(connection, given, base.maker, actor)


def _differences(then: Json, now: Json) -> Iterator[str]:
    for name in _SAID:
        if then.get(name) != now.get(name):
            yield name
    for name in ("citations", "conflicts", "closest"):
        if then.get(name) != now.get(name):
            yield name


def _reasons(
    connection: Connection, base: "KnowledgeBase", row: Mapping[str, Any], today: date
) -> Iterator[str]:
    """What has changed since, as far as the log tells."""
    payload = row["payload"]
    made_by = base.maker.as_json()
    for name, words in (("code", "Vouch itself"), ("model", "the embedding model")):
        if name in payload and payload[name] != made_by[name]:
            yield f"{words} is another: {payload[name]} then, {made_by[name]} now"
    then, now = payload.get("settings"), made_by["settings"]
    for name in sorted(now.keys() | (then or {}).keys()) if then is not None else ():
        if then.get(name) != now.get(name):
            yield f"the setting {name} is another: {then.get(name)} then, {now.get(name)} now"
    yield from _of_quotes(connection, payload["answer"], today)
    since = sa.select(sa.func.count(sa.distinct(changes.c.document_id)))
    count = connection.execute(since.where(changes.c.seq > payload.get("change", 0))).scalar_one()
    if count:
        yield f"{count} documents were loaded, changed, removed or purged since"
    position = audit_tree.position(connection, row["id"])
    after = sa.select(sa.func.count()).select_from(
        audit.join(audit_leaves, audit_leaves.c.audit_id == audit.c.id)
    )
    edits = connection.execute(
        after.where(audit_leaves.c.position > (position or 0), audit.c.kind.startswith("library."))
    ).scalar_one()
    if edits:
        yield f"the library of approved answers was changed {edits} times since"
    if payload.get("trace"):
        yield "a language model worded it, which may choose other words each time"


def _of_quotes(connection: Connection, answer: Json, today: date) -> Iterator[str]:
    for cited in shown.citations(answer):
        held = shown.standing(connection, cited, today)
        if held.state == "changed":
            yield f"“{held.document}” has version {held.current}, version {held.version} was quoted"
        elif held.state in ("removed", "purged"):
            yield f"“{held.document}” was {held.state}"
        if held.expired and not cited.get("expired"):
            yield f"“{held.document}” has gone out of date"
