"""Two reviewers at one row: both versions side by side, and a choice."""

import streamlit as st

from ui import words
from ui.markup import esc, icon, tag
from ui.screens.questionnaires import acts, editor, held, steps, terms
from ui.screens.questionnaires.acts import Clash
from ui.session import Visit
from vouch_client.models.questionnaires import RowDetail


def draw(visit: Visit, run: str, wanted: Clash) -> None:
    """Show what is stored now beside what this visitor wanted; do what they choose."""
    now = held.detail(visit, run, wanted.row.row)
    st.html(both(wanted, now))
    with st.container(horizontal=True, key="v-clash"):
        mine = st.button(_mine(wanted), type="primary", key="qn-clash-mine")
        theirs = st.button("Keep theirs", key="qn-clash-theirs")
    if theirs:
        acts.settle()
        _forget_fields(wanted.row.row)
        editor.done()
    if mine:
        acts.again(visit, run, wanted, now)
        _forget_fields(wanted.row.row)
    if mine or theirs:
        steps.redraw()


def both(wanted: Clash, now: RowDetail) -> str:
    """Both versions as HTML."""
    who = next((one.by for one in reversed(now.history) if one.action != "answer"), "")
    by = terms.by_whom(who) if who else "Somebody"
    title = tag(
        "div", "v-state-title", icon("group"), esc(f"{by} changed row {now.row} while you had it")
    )
    theirs = _side("Stored now", now.verdict, now.answer, terms.STATE.get(now.state, now.state))
    if wanted.what == "edit":
        verdict = wanted.changes.get("verdict", wanted.row.verdict)
        text = str(wanted.changes.get("answer", wanted.row.answer))
        cells = wanted.changes.get("cells") or {}
        own = _side("Yours", verdict, text, ", ".join(f"{k}: {v}" for k, v in cells.items()))
    else:
        own = _side("What you saw", wanted.row.verdict, wanted.row.answer, wanted.what)
    return tag("section", "v-clash", title, tag("div", "v-sides", own, theirs), role="alert")


def _side(title: str, verdict: str | None, text: str, foot: str) -> str:
    said = words.VERDICT.get(verdict or "", "")
    return tag(
        "div",
        "v-side",
        tag("div", "v-label", esc(title)),
        tag("div", "v-value", esc(said)) if said else "",
        tag("div", "v-said", esc(text or "Blank")),
        tag("div", "v-small", esc(foot)) if foot else "",
    )


def _mine(wanted: Clash) -> str:
    if wanted.what == "edit":
        return "Use mine"
    verb = {"Approved": "Approve", "Rejected": "Reject", "Assigned": "Assign"}
    return f"{verb.get(wanted.what, 'Do it to')} what is stored now"


def _forget_fields(row: int) -> None:
    """The fields show what is stored when they are opened again."""
    for key in [one for one in st.session_state if str(one).startswith(f"qn-edit-{row}-")]:
        del st.session_state[key]
