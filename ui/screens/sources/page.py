"""Draw the Sources page: the documents, adding more, what could not be read, what was taken out."""

from collections.abc import Callable

import streamlit as st

from ui import audiences, bridge, session
from ui.parts import heading, states
from ui.screens.sources import adding, document, listing, problems
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.models import Me

PARTS = {
    "documents": "Documents",
    "add": "Add documents",
    "problems": "Not read",
    "removed": "Taken out",
}
_DRAW: dict[str, Callable[[Visit], None]] = {
    "documents": listing.draw,
    "add": adding.draw,
    "problems": problems.draw,
    "removed": listing.removed,
}
_PART, _QUERY = "sources-part", "doc"


def page() -> None:
    """The document that the address names, or the chosen part."""
    visit = session.current()
    sent = _navigate(bridge.received() or "")
    identity = st.query_params.get(_QUERY, "")
    try:
        if identity:
            document.draw(visit, identity, sent)
        else:
            heading.draw("Sources", "The documents that answers rest on, and nothing else.")
            _DRAW[heading.parts(_PART, seen_by(visit.me))](visit)
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.error(error, retry=True)
    bridge.listen()


def seen_by(me: Me) -> dict[str, str]:
    """The parts for a visitor: nobody sees one whose calls would be refused."""
    hidden = set()
    if not me.may("contributor", "documents"):
        hidden.add("add")
    if audiences.level(me.audience) != "internal":
        hidden.add("removed")
    return {name: said for name, said in PARTS.items() if name not in hidden}


def _navigate(sent: str) -> str:
    """Go where a button says; returns what is left for the part to do."""
    verb, _, rest = sent.partition(":")
    if verb == "doc":
        document.begin()
        st.query_params[_QUERY] = rest
    elif verb == "list":
        st.query_params.pop(_QUERY, None)
    elif verb == "part" and rest in PARTS:
        st.session_state[_PART] = rest
    else:
        return sent
    return ""
