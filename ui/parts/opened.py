"""Which source stands open beside a page that lists many: the same for every such page.

A page names its citations when it draws them (``offer``), each gets the address ``source:0:<n>``;
``take`` opens, closes and steps; ``panel`` draws the one that is open.
"""

from collections.abc import Sequence

import streamlit as st

from ui.parts import panel
from ui.session import Visit
from vouch_client.models import Citation

KEYS = {"ArrowRight": "next", "ArrowLeft": "previous"}


class Sources:
    """The open source of one page; ``name`` is the page's."""

    KEYS = KEYS

    def __init__(self, name: str) -> None:
        self._open, self._part, self._list = f"{name}-open", f"{name}-at", f"{name}-cited"

    def take(self, sent: str) -> str:
        """Do what a sent address says of sources; returns it where it is about something else."""
        verb, _, rest = sent.partition(":")
        at = st.session_state.get(self._open)
        if verb == "source":
            wanted = int(rest.rpartition(":")[2])
            st.session_state[self._open] = None if wanted == at else wanted
        elif verb == "close":
            st.session_state[self._open] = None
        elif verb in ("next", "previous") and at is not None:
            many = len(st.session_state.get(self._list, ())) or 1
            st.session_state[self._open] = (at + (1 if verb == "next" else -1)) % many
        else:
            return sent
        return ""

    def stay(self, part: str) -> None:
        """Close what is open when the visitor has gone to another part of the page."""
        if st.session_state.get(self._part) != part:
            st.session_state[self._part] = part
            st.session_state[self._open] = None
        st.session_state[self._list] = []

    def offer(self, citations: Sequence[Citation]) -> int:
        """Note citations that are about to be drawn; returns the number of the first."""
        held: list[Citation] = st.session_state.setdefault(self._list, [])
        first = len(held)
        held.extend(citations)
        return first

    def panel(self, visit: Visit, audience: str | None = None) -> str:
        """Draw the open source; returns the address of the button that opened it, or ``""``."""
        at = st.session_state.get(self._open)
        held: list[Citation] = st.session_state.get(self._list, [])
        if at is None or at >= len(held):
            return ""
        panel.draw(visit.client, held[at], audience, at + 1, len(held))
        return f"source:0:{at}"
