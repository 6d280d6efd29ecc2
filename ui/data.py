"""What a visitor's screens have already asked, kept for a while, so that no rerun asks again."""

import time
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

T = TypeVar("T")
_KEPT = "kept"


def kept(name: str, make: Callable[[], T], seconds: float = 30.0) -> T:
    """``make()``, or what it gave under ``name`` less than ``seconds`` ago in this session.

    What ``make`` raises is not kept. After ``seconds`` the client asks with the ETag it has, so an
    answer that is the same still costs next to nothing.
    """
    store = st.session_state.setdefault(_KEPT, {})
    found = store.get(name)
    if found is not None and time.monotonic() - found[0] < seconds:
        return found[1]  # type: ignore[no-any-return]
    value = make()
    store[name] = (time.monotonic(), value)
    return value


def forget(*names: str) -> None:
    """Forget what is kept under names that begin with one of ``names``; all of it for none.

    Call it after a write.
    """
    store = st.session_state.get(_KEPT, {})
    for name in [one for one in store if not names or one.startswith(names)]:
        del store[name]
