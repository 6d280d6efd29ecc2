"""What a question was narrowed to, as the audit log keeps it, so that it can be asked again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kb.values import Collection, Question

Json = dict[str, Any]


def scope_json(question: Question) -> Json:
    """``{"scope": {…}}`` with what was chosen; ``{}`` where nothing was."""
    chosen: Json = {}
    if question.product:
        chosen["product"] = question.product
    if question.collections:
        chosen["collections"] = [one.value for one in question.collections]
    if question.as_of is not None:
        chosen["as_of"] = question.as_of.isoformat()
    return {"scope": chosen} if chosen else {}


def scoped(question: Question, payload: Mapping[str, Any]) -> Question:
    """``question`` narrowed as the one of ``payload`` was, a row of the audit log."""
    chosen = payload.get("scope") or {}
    day = chosen.get("as_of")
    return replace(
        question,
        product=chosen.get("product", ""),
        collections=tuple(map(Collection, chosen.get("collections", ()))),
        as_of=None if day is None else date.fromisoformat(day),
    )
