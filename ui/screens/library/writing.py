"""Writing an answer: a new one, and changing one that somebody else may be changing too."""

import uuid
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui import data
from ui.markup import esc, icon, tag
from ui.parts import differences, heading, states
from ui.screens.library import finding, form, moments
from ui.session import Visit
from vouch_client.errors import ConflictError, VouchClientError
from vouch_client.models import Entry

_BASE, _CLASH, _TOKEN, _ROUND = "editing-base", "editing-clash", "new-token", "new-round"
_SAVED = "editing-saved"


def leave() -> None:
    """Forget what was being changed."""
    for name in (_BASE, _CLASH):
        st.session_state.pop(name, None)


def saved() -> bool:
    """Whether the last run saved a change; true once."""
    return bool(st.session_state.pop(_SAVED, False))


def new(visit: Visit, sent: str) -> None:
    """Write an answer of one's own, as a draft."""
    heading.section(
        "New answer",
        "It becomes a draft; a reviewer approves it, and from then on it is given first.",
    )
    token = st.session_state.setdefault(_TOKEN, str(uuid.uuid4()))
    place = f"new-{st.session_state.setdefault(_ROUND, 0)}"
    quotes = finding.draw(visit, place, sent)
    wanted = form.draw(visit, place, None, quotes, "Save as a draft")
    if wanted is None:
        return
    if not wanted["question"]:
        st.html(states.problem_html("The question is missing", "Write what a customer would ask."))
        return
    try:
        made = visit.client.library.add(wanted, idempotency_key=token)
    except VouchClientError as error:
        # Another try may hold other words: it is another write.
        st.session_state[_TOKEN] = str(uuid.uuid4())
        states.error(error)
        return
    del st.session_state[_TOKEN]
    st.session_state[_ROUND] += 1
    data.forget("library")
    st.query_params["entry"] = made.id
    st.rerun()


def edit(visit: Visit, found: Entry, sent: str) -> None:
    """Change an entry, beginning from what was shown when the change was begun."""
    base: Entry = st.session_state.setdefault(_BASE, found)
    if base.id != found.id:
        leave()
        base = st.session_state.setdefault(_BASE, found)
    clash: tuple[dict[str, Any], Entry] | None = st.session_state.get(_CLASH)
    if clash is not None:
        _clash(visit, *clash)
        return
    if base.state == "approved":
        states.note(
            "It is approved. Changing anything but its owner or tags makes it a draft again."
        )
    place = f"edit-{base.id}-{base.etag}"
    quotes = finding.draw(visit, place, sent, base)
    wanted = form.draw(visit, place, base, quotes, "Save")
    if wanted is None:
        return
    changed = form.changed(base, wanted)
    if not changed:
        states.note("Nothing was changed.")
        return
    _save(visit, base, changed)


def _save(visit: Visit, seen: Entry, changed: Mapping[str, Any]) -> None:
    """Send the change; where somebody was quicker, keep it and show both."""
    try:
        visit.client.library.edit(seen, changed)
    except ConflictError:
        fresh = visit.client.library.get(seen.id)
        st.session_state[_CLASH] = (dict(changed), fresh)
        st.rerun()
    except VouchClientError as error:
        states.error(error)
        return
    leave()
    data.forget("library")
    st.session_state[_SAVED] = True
    st.rerun()


def _clash(visit: Visit, changed: dict[str, Any], fresh: Entry) -> None:
    """Both changes side by side, and whose is to stand."""
    who = fresh.history[-1].by if fresh.history else "Somebody"
    st.html(
        states.problem_html(
            "Somebody changed this answer while you did",
            "Nothing of yours is lost. Here is where the two differ; what else they changed stays.",
        )
    )
    st.html(clash_html(changed, fresh, who))
    with st.container(horizontal=True):
        mine = st.button("Save mine over it", type="primary", key="clash-mine")
        theirs = st.button("Keep theirs", key="clash-theirs")
    if mine:
        st.session_state.pop(_CLASH)
        _save(visit, fresh, changed)
    elif theirs:
        leave()
        data.forget("library")
        st.rerun()


def clash_html(changed: Mapping[str, Any], fresh: Entry, who: str) -> str:
    """What would change once more, field by field."""
    mine = form.applied(fresh, changed)
    return "".join(
        tag("div", "v-label", icon("compare_arrows"), esc(moments.FIELDS[name]))
        + differences.pair(
            moments.said(fresh, name), moments.said(mine, name), (f"Theirs ({who})", "Yours")
        )
        for name in moments.differing(fresh, mine)
    )
