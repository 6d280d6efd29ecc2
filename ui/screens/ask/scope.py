"""What an answer may rest on: audience, collections, product, and the day it is for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from ui import audiences, words
from ui.parts import audience_choice
from ui.parts.dates import day
from ui.session import Visit
from vouch_client.models import Me


def draw(visit: Visit) -> dict[str, Any]:
    """The scope's controls behind one button that says what is chosen; returns the scope."""
    levels = allowed(visit.me)
    said = label({"audience": levels[0]} | chosen())
    with st.popover(said, icon=":material/tune:", key="v-scope"):
        audience_choice.draw(st, "The answer is for", levels, "scope-audience")
        st.pills(
            "Look only in",
            list(words.COLLECTIONS),
            selection_mode="multi",
            format_func=words.COLLECTIONS.__getitem__,
            help="Nothing chosen means everywhere.",
            key="scope-collections",
        )
        st.text_input(
            "Product",
            max_chars=100,
            placeholder="Any product",
            help="Documents and approved answers about another product are left out.",
            key="scope-product",
        )
        st.date_input(
            "As of",
            value=None,
            format="DD/MM/YYYY",
            help="Answer from what was in date on that day. Empty means today.",
            key="scope-day",
        )
        st.button("Clear", on_click=_clear, type="tertiary", icon=":material/close:")
    return chosen()


def chosen() -> dict[str, Any]:
    """The scope, as the service takes it: only what was chosen."""
    state = st.session_state
    on: date | None = state.get("scope-day")
    found = {
        "audience": state.get("scope-audience"),
        "collections": list(state.get("scope-collections") or ()),
        "product": (state.get("scope-product") or "").strip(),
        "as_of": on.isoformat() if on else None,
    }
    return {name: value for name, value in found.items() if value}


def allowed(me: Me) -> list[str]:
    """The audiences that a visitor may answer for, their own first."""
    return audiences.seen(me)[::-1]


def label(scope: dict[str, Any]) -> str:
    """What is chosen, in a few words; it is our own and a product's name, shown as text."""
    audience = audiences.said(scope.get("audience", ""))
    parts = [f"For: {audience}" if audience else ""]
    parts += [words.COLLECTIONS[one] for one in scope.get("collections", ())]
    if scope.get("product"):
        parts.append("one product")
    if scope.get("as_of"):
        parts.append(f"as of {day(scope['as_of'])}")
    return " · ".join(part for part in parts if part) or "Everything"


def restore(kept: Mapping[str, Any]) -> None:
    """Choose what a stored chat was narrowed to."""
    state = st.session_state
    state["scope-collections"] = [c for c in kept.get("collections", ()) if c in words.COLLECTIONS]
    state["scope-product"] = str(kept.get("product") or "")
    state["scope-day"] = date.fromisoformat(kept["as_of"]) if kept.get("as_of") else None


def _clear() -> None:
    for name in ("scope-audience", "scope-collections", "scope-product", "scope-day"):
        st.session_state.pop(name, None)
