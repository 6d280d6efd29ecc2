"""The fields of an answer, as a form; and what was changed in it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from ui import audiences, data, words
from ui.screens.settings import rights
from ui.session import Visit
from vouch_client.models import Entry
from vouch_client.models.library import Evidence

#: The service's own limits.
_QUESTION, _ANSWER, _LINE, _MANY = 4_000, 20_000, 200, 50
_VERDICTS = ("", *words.VERDICT)


def draw(
    visit: Visit, place: str, base: Entry | None, quotes: Sequence[Evidence], label: str
) -> dict[str, Any] | None:
    """The form, filled with ``base``; what stands in it once it is sent, else None.

    ``quotes`` are those that may be its evidence; all of them are chosen at first.
    """
    known = data.kept("library-known", lambda: visit.client.library.list(limit=1), 60)
    with st.form(place, border=False, enter_to_submit=False):
        question = st.text_area(
            "Question",
            value=base.question if base else "",
            max_chars=_QUESTION,
            height=80,
            key=f"{place}-question",
        )
        verdict = st.segmented_control(
            "Verdict",
            _VERDICTS,
            default=(base.verdict or "") if base else "",
            required=True,
            format_func=lambda name: words.VERDICT.get(name, "None"),
            key=f"{place}-verdict",
        )
        answer = st.text_area(
            "Answer",
            value=base.answer if base else "",
            max_chars=_ANSWER,
            height=180,
            key=f"{place}-answer",
        )
        chosen = st.multiselect(
            "Evidence",
            range(len(quotes)),
            default=range(len(quotes)),
            format_func=lambda at: _short(quotes[at]),
            key=f"{place}-evidence-{len(quotes)}",
            help="The words that prove it. Choose more above.",
            placeholder="No words chosen yet",
        )
        wordings = st.text_area(
            "Also answers",
            value="\n".join(base.wordings) if base else "",
            height=80,
            key=f"{place}-wordings",
            help="Other wordings of the question, one a line.",
        )
        rest = _facts(visit, place, base, (*known.owners,), (*known.tags,), (*known.products,))
        if not st.form_submit_button(label, type="primary", key=f"{place}-save"):
            return None
    return {
        "question": question.strip(),
        "verdict": verdict or None,
        "answer": answer.strip(),
        "wordings": [line.strip() for line in wordings.splitlines() if line.strip()][:_MANY],
        "evidence": [
            {"document_id": quotes[at].document_id, "quote": quotes[at].quote} for at in chosen
        ],
        **rest,
    }


def changed(base: Entry, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``wanted`` that differ from ``base``."""
    return {name: value for name, value in wanted.items() if value != _now(base, name)}


def applied(base: Entry, wanted: Mapping[str, Any]) -> Entry:
    """``base`` with the fields of ``wanted`` in it."""
    held = base.model_dump(exclude={"history", "citations"}) | dict(wanted)
    if "evidence" in wanted:
        names = {link.document_id: link.document for link in base.evidence}
        held["evidence"] = [
            {"version": 0, "document": names.get(one["document_id"], ""), **one}
            for one in wanted["evidence"]
        ]
    return Entry.model_validate(held)


def _now(base: Entry, name: str) -> Any:
    if name == "evidence":
        return [{"document_id": one.document_id, "quote": one.quote} for one in base.evidence]
    value = getattr(base, name)
    return list(value) if isinstance(value, tuple) else value


def _facts(
    visit: Visit,
    place: str,
    base: Entry | None,
    owners: tuple[str, ...],
    tags: tuple[str, ...],
    products: tuple[str, ...],
) -> dict[str, Any]:
    """Owner, tags, product, audience and last day."""
    left, right = st.columns(2)
    with left:
        owner = _named("Owner", owners, base.owner if base else "", f"{place}-owner")
        levels = audiences.seen(visit.me)
        audience = st.selectbox(
            "Who may be given it",
            levels,
            index=levels.index(base.audience)
            if base and base.audience in levels
            else levels.index(audiences.level(visit.me.audience)),
            format_func=audiences.said,
            key=f"{place}-audience",
            help=rights.AUDIENCE_HELP,
        )
        held = base.tags if base else ()
        named = st.multiselect(
            "Tags",
            list(dict.fromkeys((*held, *tags))),
            default=held,
            accept_new_options=True,
            key=f"{place}-tags",
            placeholder="Choose or write",
        )
    with right:
        product = _named("Product", products, base.product if base else "", f"{place}-product")
        until = st.date_input(
            "Valid until",
            value=date.fromisoformat(base.valid_until) if base and base.valid_until else None,
            format="DD/MM/YYYY",
            key=f"{place}-until",
            help="After this day it is not given as approved any more.",
        )
    return {
        "owner": owner,
        "tags": [name.strip()[:_LINE] for name in named if name.strip()][:_MANY],
        "product": product,
        "audience": audience,
        "valid_until": until.isoformat() if until else None,
    }


def _named(label: str, known: tuple[str, ...], value: str, key: str) -> str:
    """A name of those in use already, or a new one."""
    options = list(dict.fromkeys(name for name in (value, *known) if name))
    chosen = st.selectbox(
        label,
        options,
        index=0 if value else None,
        accept_new_options=True,
        key=key,
        placeholder="Choose or write",
    )
    return (chosen or "").strip()[:_LINE]


def _short(link: Evidence) -> str:
    quote = " ".join(link.quote.split())
    said = quote if len(quote) <= 70 else f"{quote[:69].rstrip()}…"
    return f"{link.document or 'erased'}: {said}"
