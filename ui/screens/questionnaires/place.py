"""Where the visitor is: the questionnaire and the row, both in the address."""

import streamlit as st

_RUN, _ROW = "q", "row"
#: What the address holds beside them, and what it is when it is not there.
PART, SHOW, FIND = "qn-part", "qn-show", "qn-find"
#: In the address in place of a questionnaire: a new one is to be taken in.
NEW = "new"


def run() -> str:
    """The open questionnaire, or ``""``."""
    return str(st.query_params.get(_RUN, ""))


def row() -> int | None:
    """The row that is looked at, if the address names one."""
    found = str(st.query_params.get(_ROW, ""))
    return int(found) if found.isdecimal() and len(found) < 9 else None


def open_run(identity: str) -> None:
    """Open a questionnaire, at its beginning; ``""`` for the list."""
    st.query_params.pop(_ROW, None)
    if identity:
        st.query_params[_RUN] = identity
    else:
        st.query_params.pop(_RUN, None)
    for key, first in ((PART, "review"), (SHOW, "all"), (FIND, "")):
        st.session_state[key] = first


def at(number: int) -> None:
    """Look at a row."""
    if row() != number:
        st.query_params[_ROW] = str(number)
