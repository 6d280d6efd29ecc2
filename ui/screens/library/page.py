"""Draw the Library page: approved answers and drafts, what overlaps, import and export."""

from collections.abc import Callable

import streamlit as st

from ui import bridge, session
from ui.parts import heading, states
from ui.screens.library import entry, exporting, importing, listing, overlaps, sources, writing
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.models import Me

PARTS = {
    "answers": "Answers",
    "overlaps": "Duplicates and conflicts",
    "new": "New answer",
    "import": "Import",
    "export": "Export",
}
_DRAW: dict[str, Callable[[Visit, str], None]] = {
    "answers": listing.draw,
    "overlaps": overlaps.draw,
    "new": writing.new,
    "import": importing.draw,
    "export": exporting.draw,
}
_NEEDS = {"new": "contributor", "import": "contributor", "export": "reviewer"}
_PART, _QUERY = "library-part", "entry"


def page() -> None:
    """The entry that the address names, or the chosen part; and the source that stands open."""
    visit = session.current()
    sent = _navigate(sources.take(bridge.received() or ""))
    identity = st.query_params.get(_QUERY, "")
    try:
        if identity:
            sources.stay(identity)
            entry.draw(visit, identity, sent)
        else:
            heading.draw("Library", "Answers that a person signed. They are given first.")
            part = heading.parts(_PART, seen_by(visit.me))
            sources.stay(part)
            _DRAW[part](visit, sent)
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.error(error, retry=True)
    bridge.listen(opened=sources.panel(visit), keys=sources.KEYS)


def seen_by(me: Me) -> dict[str, str]:
    """The parts for a visitor: nobody sees one whose calls would be refused."""
    return {
        name: said for name, said in PARTS.items() if me.may(_NEEDS.get(name, "reader"), "library")
    }


def _navigate(sent: str) -> str:
    """Go where a button says; returns what is left for the part to do."""
    verb, _, rest = sent.partition(":")
    if verb == "entry":
        entry.begin()
        st.query_params[_QUERY] = rest
    elif verb == "list":
        st.query_params.pop(_QUERY, None)
    elif verb == "part" and rest in PARTS:
        st.session_state[_PART] = rest
    else:
        return sent
    return ""
