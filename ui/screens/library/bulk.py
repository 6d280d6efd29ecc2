"""Several answers at once: choosing them, approving or retiring them, and what could not be."""

from collections.abc import Callable, Sequence

import streamlit as st

from ui import data
from ui.markup import esc, icon, tag
from ui.parts import confirm, states
from ui.session import Visit
from vouch_client.errors import ServiceError
from vouch_client.models import Entry

_CHOSEN, _TOLD = "library-chosen", "library-told"


def chosen() -> dict[str, Entry]:
    """The chosen entries as they were seen when they were chosen."""
    found: dict[str, Entry] = st.session_state.setdefault(_CHOSEN, {})
    return found


def take(sent: str, shown: Sequence[Entry]) -> None:
    """Tick or untick what a box's button says."""
    verb, _, identity = sent.partition(":")
    if verb != "pick":
        return
    if chosen().pop(identity, None) is None:
        chosen().update({one.id: one for one in shown if one.id == identity})


def bar(visit: Visit, shown: Sequence[Entry]) -> None:
    """What may be done with the chosen ones."""
    with st.container(key="v-bulk", horizontal=True, vertical_alignment="center"):
        st.html(tag("div", "v-strong", esc(f"{len(chosen()):,} chosen"), role="status"))
        st.button("All on this page", on_click=_all, args=(list(shown),), key="bulk-all")
        st.button("None", on_click=chosen().clear, disabled=not chosen(), key="bulk-none")
        approve = st.button(
            "Approve",
            icon=":material/verified:",
            type="primary",
            disabled=not any(one.state == "draft" for one in chosen().values()),
            key="bulk-approve",
        )
        retire = st.button(
            "Retire",
            icon=":material/archive:",
            disabled=not any(one.state != "retired" for one in chosen().values()),
            key="bulk-retire",
        )
    if approve:
        _ask(visit, "Approve", [one for one in chosen().values() if one.state == "draft"])
    elif retire:
        _ask(visit, "Retire", [one for one in chosen().values() if one.state != "retired"])


def _ask(visit: Visit, verb: str, entries: list[Entry]) -> None:
    many = "1 answer" if len(entries) == 1 else f"{len(entries):,} answers"
    detail = {
        "Approve": "Each is then given as it stands, in your name. One that somebody changed since "
        "you chose it is left out and named.",
        "Retire": "None of them is given any more. Each stays readable and can be brought back.",
    }
    library = visit.client.library
    do = library.approve if verb == "Approve" else library.retire
    done = "approved" if verb == "Approve" else "retired"
    say = f"{verb} {many}"
    confirm.ask(f"{say}?", detail[verb], say, lambda: _all_of(do, entries, done))


def _all_of(do: Callable[[Entry], Entry], entries: list[Entry], done: str) -> None:
    """Do it to each; what is refused stays chosen, and is told with the reason."""
    refused = []
    progress = st.progress(0.0)
    for at, one in enumerate(entries, start=1):
        try:
            do(one)
        except ServiceError as error:
            refused.append((one.question, error.detail))
        else:
            chosen().pop(one.id, None)
        progress.progress(at / len(entries))
    data.forget("library")
    st.session_state[_TOLD] = (f"{len(entries) - len(refused):,} {done}.", refused)


def told() -> None:
    """Say what the last action did, once."""
    said, refused = st.session_state.pop(_TOLD, ("", ()))
    if said:
        states.note(said, "check_circle")
    for question, why in refused:
        line = tag("strong", "", esc(question)) + " " + esc(why[:1].upper() + why[1:])
        st.html(tag("div", "v-note", icon("warning"), tag("span", "", line)))


def _all(shown: list[Entry]) -> None:
    chosen().update({one.id: one for one in shown})
