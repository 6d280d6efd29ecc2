"""Draw the Questionnaires page: the list, a new one, or one that is open."""

from collections.abc import Mapping

import streamlit as st

from ui import bridge, session
from ui.parts import heading, states
from ui.screens.questionnaires import (
    acts,
    desk,
    editor,
    giving,
    held,
    place,
    preview,
    progress,
    runs,
    terms,
    unanswered,
    upload,
)
from ui.session import Visit
from vouch_client.errors import VouchClientError
from vouch_client.models.questionnaires import QuestionnaireSummary, Row

#: How often a questionnaire that is being answered is looked at, in seconds.
_LOOK_SECONDS = 3.0
PARTS = {"review": "Review", "open": "Not answered", "give": "Give back"}
_DONE = "done:0"


def page() -> None:
    """What the address names."""
    visit = session.current()
    sent = bridge.received() or ""
    if sent.startswith("open:"):
        place.open_run(sent.partition(":")[2])
        sent = ""
    run = place.run()
    if run == place.NEW and visit.me.may("contributor", terms.SCOPE):
        upload.draw(visit)
    elif run and run != place.NEW:
        if sent:
            st.session_state["sent"] = sent  # for the fragment, which may run by itself
        _opened(visit, run)
        return
    else:
        heading.draw("Questionnaires", "A customer's spreadsheet in, the same file filled out.")
        runs.draw(visit)
    bridge.listen()


def _opened(visit: Visit, run: str) -> None:
    """One questionnaire, in a fragment: an action draws this and no more."""
    try:
        busy = held.summary(visit, run).stage == "answering"
    except VouchClientError as error:
        _back()
        states.error(error, retry=True)
        bridge.listen()
        return
    every = _LOOK_SECONDS if busy else None
    st.fragment(_fragment, run_every=every)(visit, run, busy)


def _fragment(visit: Visit, run: str, watching: bool) -> None:
    try:
        _one(visit, run, watching=watching)
    except VouchClientError as error:
        states.error(error, retry=True, key="qn-retry")


def _one(visit: Visit, run: str, *, watching: bool) -> None:
    sent = bridge.received() or ""
    found = held.summary(visit, run, fresh=watching)
    if watching != (found.stage == "answering"):
        held.forget(run)
        st.rerun()
    if found.stage == "read":
        _back()
        heading.draw(found.name.replace("`", "'"), "What was found in it. Nothing is answered yet.")
        if visit.me.may("contributor", terms.SCOPE):
            preview.draw(visit, found, sent)
        else:
            states.note("A contributor has yet to start it.", "hourglass_empty")
        bridge.listen()
        return
    _desk(visit, found, sent, watching=watching)


def _desk(visit: Visit, found: QuestionnaireSummary, sent: str, *, watching: bool) -> None:
    rows = held.rows(visit, found.id, busy=watching)
    if st.session_state.get(place.PART, "review") == "review":
        if sent == _DONE:
            editor.done()
        elif sent:
            desk.take(visit, found.id, sent)
            rows = held.rows(visit, found.id)
    elif sent.startswith("row:"):
        unanswered.opened(int(sent.partition(":")[2]))
    _back()
    st.html(progress.head(found, rows.values()))
    with st.container():  # always there, so that nothing below it moves when it is done
        progress.draw(visit, found, rows.values())
    part = heading.parts(place.PART, PARTS)
    keys: Mapping[str, str] = {}
    if part == "review":
        keys = desk.draw(visit, found.id, rows, busy=watching)
    elif part == "open":
        _say()
        unanswered.draw(visit, found, rows, sent)
    else:
        giving.draw(visit, found, rows)
    _listen(keys, rows)


def _listen(keys: Mapping[str, str], rows: Mapping[int, Row]) -> None:
    bound = {key: sent for key, sent in keys.items() if key not in ("opened", "to")}
    number = place.row()
    bridge.listen(
        opened=keys.get("opened", ""),
        keys=bound,
        to=keys.get("to", ""),
        here=f"row:{number}" if number in rows else "",
        escape=_DONE if keys.get("to") else "",
    )


def _say() -> None:
    done = acts.said()
    if done:
        states.note(done, "check_circle")


def _back() -> None:
    if st.button(
        "All questionnaires", icon=":material/arrow_back:", type="tertiary", key="qn-back"
    ):
        place.open_run("")
        st.rerun()  # all of the page, not this fragment
