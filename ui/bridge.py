"""The one component of our own: buttons inside our HTML, copying, keys and focus (bridge.js).

A button made by ``markup.sender`` sends its address, such as ``source:2:0``; ``received`` hands it
to the screen. A test, or another screen, sends one by ``st.session_state["sent"]``.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

_JS = (Path(__file__).parent / "bridge.js").read_text(encoding="utf-8")
_EARLY = (Path(__file__).parent / "early.js").read_text(encoding="utf-8")
_bridge = st.components.v2.component("vouch_bridge", js=_JS, isolate_styles=False)
_KEY = "bridge"


def hear() -> None:
    """Keep what is pressed before the component is there: call it once, at a page's beginning."""
    with st.container(key="v-early"):
        # The only script that is not the component's; it is a file of ours and holds no data.
        st.html(f"<script>{_EARLY}</script>", unsafe_allow_javascript=True)


def received() -> str | None:
    """The address that was sent since the last run, once."""
    sent: str | None = st.session_state.pop("sent", None)
    return sent


def listen(
    *,
    opened: str = "",
    keys: Mapping[str, str] | None = None,
    to: str = "",
    here: str = "",
    escape: str = "",
) -> None:
    """Listen on this page: call it once, at the end.

    ``opened`` is the address of the button whose panel stands open: its title gets the focus, and
    when it closes, the button gets it back. ``keys`` are keyboard shortcuts and what they send.
    ``to`` selects a field that gets the focus when it opens, and ``escape`` is what Escape sends
    from within it; ``here`` is the address of the line of a list that is kept in sight.
    """
    data: dict[str, Any] = {"open": opened, "keys": dict(keys or {})}
    data |= {"to": to, "here": here, "escape": escape}
    if here:
        data["drawn"] = time.monotonic()  # a list that is drawn anew has to be scrolled anew
    with st.container(key="v-bridge"):
        _bridge(key=_KEY, data=data, on_sent_change=_note)


def _note() -> None:
    sent = st.session_state[_KEY].get("sent")
    if sent:
        st.session_state["sent"] = str(sent["address"])
