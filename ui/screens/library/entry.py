"""One entry: the answer with its evidence, its upkeep, its history."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from ui import data
from ui.markup import esc, icon, sender, tag
from ui.parts import confirm, labels, states
from ui.parts.dates import ago, day
from ui.screens.library import badges, evidence, moments, writing
from ui.session import Visit
from vouch_client.errors import ConflictError, NotFoundError, VouchClientError
from vouch_client.models import Entry

PARTS = {"answer": "Answer", "edit": "Edit", "history": "History"}
_PART = "entry-part"


def begin() -> None:
    """Forget what was being written on the last entry."""
    writing.leave()
    st.session_state[_PART] = "answer"


def draw(visit: Visit, identity: str, sent: str) -> None:
    """The entry's head and the chosen part of it."""
    try:
        found = data.kept(f"library-one-{identity}", lambda: visit.client.library.get(identity), 30)
    except NotFoundError:
        st.html(_back())
        states.empty("This answer is not here", "Go back to the list.", "collections_bookmark")
        return
    st.html(head(found))
    if writing.saved():
        st.session_state[_PART] = "answer"
    names = [name for name in PARTS if name != "edit" or may_edit(visit, found)]
    part = st.segmented_control(
        "Part of this answer",
        names,
        default="answer",
        required=True,
        format_func=PARTS.__getitem__,
        key=_PART,
        bind="query-params",
        label_visibility="collapsed",
    )
    if part == "edit":
        writing.edit(visit, found, sent)
        return
    writing.leave()
    if part == "history":
        moments.draw(found)
        return
    _answer(visit, found)


def may_edit(visit: Visit, found: Entry) -> bool:
    """A draft is any contributor's; what was approved, a reviewer's."""
    return visit.me.may("reviewer" if found.state == "approved" else "contributor", "library")


def head(found: Entry) -> str:
    """The question, and how the entry stands."""
    marks = badges.state(found) + badges.standing(found) + badges.audience(found)
    title = tag("h1", "v-head-title v-head-long", esc(found.question))
    return _back() + tag("header", "v-head", title, tag("div", "v-panel-tags", marks))


def facts(found: Entry) -> str:
    """Who stands behind it, and for what it holds."""
    signed = f"{found.approver}, {ago(found.approved_at)}" if found.approver else "nobody yet"
    rows = (
        ("Signed by", signed),
        ("Owner", found.owner or "nobody named"),
        ("Also answers", "\n".join(found.wordings)),
        ("Tags", ", ".join(found.tags)),
        ("Product", found.product),
        ("Valid until", day(found.valid_until)),
        ("From", found.origin),
        ("Changed", ago(found.changed_at)),
    )
    parts = [tag("dt", "", esc(n)) + tag("dd", "v-lines", esc(v)) for n, v in rows if v]
    return tag("dl", "v-facts", *parts)


def _back() -> str:
    return sender("v-action v-back", "list", icon("arrow_back"), tag("span", "", "All answers"))


def _answer(visit: Visit, found: Entry) -> None:
    verdict = labels.verdict(found.verdict)
    verdict = tag("span", "v-entry-verdict", verdict) if verdict else ""
    said = tag("div", "v-entry-answer", verdict, esc(found.answer))
    why = "".join(
        tag("div", "v-note", icon("warning"), tag("span", "", esc(_sentence(reason))))
        for reason in found.reasons
    )
    st.html(said + why)
    _actions(visit, found)
    proofs = evidence.proofs(visit, found)
    title = tag("h2", "v-section", "What it rests on")
    if proofs:
        st.html(title + evidence.html(proofs))
    else:
        st.html(title)
        states.note("No document is named. Add the words that prove it under Edit.", "link_off")
    if any(one.state == "changed" for one in proofs) and may_edit(visit, found):
        _renew(visit, found, proofs)
    st.html(tag("h2", "v-section", "About it") + facts(found))


def _actions(visit: Visit, found: Entry) -> None:
    if not visit.me.may("reviewer", "library"):
        return
    library = visit.client.library
    with st.container(horizontal=True, key="v-entry-actions"):
        if found.state == "draft":
            _button("Approve", "verified", library.approve, found, primary=True)
        if found.state != "retired" and st.button(
            "Retire", icon=":material/archive:", key="entry-retire"
        ):
            confirm.ask(
                "Retire this answer?",
                "It is not given any more. It stays readable, and can be brought back with Undo.",
                "Retire",
                lambda: _done(library.retire, found),
            )
        if len(found.history) > 1:
            _button("Undo the last change", "undo", library.undo, found)


def _button(
    label: str, symbol: str, do: Callable[[Entry], Entry], found: Entry, *, primary: bool = False
) -> None:
    """A button that does ``do`` to the entry as it is shown."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    if not st.button(label, icon=f":material/{symbol}:", type=kind, key=f"entry-{symbol}"):
        return
    try:
        _done(do, found)
    except ConflictError:
        data.forget("library")
        states.note("Somebody changed it since you opened it. This is how it stands now.")
        st.button("Show it", key="entry-show")
    except VouchClientError as error:
        states.error(error)
    else:
        st.rerun()


def _renew(visit: Visit, found: Entry, proofs: list[evidence.Proof]) -> None:
    """Let the answer rest on what its documents say now."""
    quotes = evidence.renewed(proofs)
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            "Rest it on the present text",
            icon=":material/sync:",
            key="entry-renew",
            help="Replaces each changed quote by what stands in its place now, and leaves out what "
            "is gone. The answer becomes a draft: read it, change it if need be, approve it.",
        )
    if not pressed:
        return
    try:
        visit.client.library.edit(found, {"evidence": quotes})
    except VouchClientError as error:
        states.error(error)
        return
    data.forget("library")
    st.rerun()


def _done(do: Callable[[Entry], Entry], found: Entry) -> None:
    do(found)
    data.forget("library")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
