"""One document: what it says of itself, its text and passages, its versions, its upkeep."""

from collections.abc import Callable

import streamlit as st

from ui import audiences, data
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import labels, states
from ui.screens.sources import details, managing, passages, text, versions
from ui.screens.sources.listing import dated
from ui.session import Visit
from vouch_client.errors import NotFoundError
from vouch_client.models import Me
from vouch_client.models.documents import DocumentDetail

PARTS = {
    "text": "Text",
    "passages": "Passages",
    "details": "Details",
    "versions": "Versions",
    "manage": "Manage",
}
_DRAW: dict[str, Callable[[Visit, DocumentDetail, str], None]] = {
    "text": text.draw,
    "passages": passages.draw,
    "details": details.draw,
    "versions": versions.draw,
    "manage": managing.draw,
}


def begin() -> None:
    """Forget where the last document was being read."""
    text.begin()
    passages.begin()


def draw(visit: Visit, identity: str, sent: str) -> None:
    """The document's head and the chosen part of it."""
    try:
        found = data.kept(
            f"documents-one-{identity}", lambda: visit.client.documents.get(identity), 60
        )
    except NotFoundError:
        _back()
        proof = managing.proof_of(visit, identity)
        if proof is not None:
            managing.proved(identity, proof)
            return
        states.empty(
            "This document is not here",
            "It was erased, or is not for your eyes. Go back to the list.",
            "draft",
        )
        return
    st.html(head(found))
    part = st.segmented_control(
        "Part of this document",
        list(seen_by(visit.me)),
        default="text",
        required=True,
        format_func=PARTS.__getitem__,
        key="doc-part",
        bind="query-params",
        label_visibility="collapsed",
    )
    _DRAW[part](visit, found, sent)


def seen_by(me: Me) -> list[str]:
    """The parts for a visitor: nobody sees one whose calls would be refused."""
    return [name for name in PARTS if name != "manage" or me.may("reviewer", "documents")]


def head(found: DocumentDetail) -> str:
    """Its title, and its standing in badges."""
    known = [badge("tag", f"version {found.label or found.version}")]
    if found.state != "live":
        known.append(tag("span", "v-badge v-expired", icon("block"), "taken out of answers"))
    if found.incomplete:
        known.append(tag("span", "v-badge v-abstained", icon("content_cut"), "not read whole"))
    audience = badge("tag", audiences.said(found.audience))
    marks = labels.collection(found.collection) + audience + "".join(known) + dated(found)
    title = tag("h1", "v-head-title v-head-long", esc(found.title or "Untitled"))
    return back() + tag("header", "v-head", title, tag("div", "v-panel-tags", marks))


def back() -> str:
    """The way back to the list."""
    return sender("v-action v-back", "list", icon("arrow_back"), tag("span", "", "All documents"))


def _back() -> None:
    st.html(back())
