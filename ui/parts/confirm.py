"""A question before something that cannot be taken back."""

from collections.abc import Callable

import streamlit as st

from ui.markup import in_words, tag
from ui.parts import states
from vouch_client.errors import VouchClientError


def ask(title: str, detail: str, verb: str, do: Callable[[], None], *, typed: str = "") -> None:
    """Open a dialog that does ``do`` when the visitor presses ``verb``.

    ``typed`` is a word to type first, for what destroys much. A failed call is shown in the
    dialog, which then stays open.
    """

    @st.dialog(title)
    def dialog() -> None:
        st.html(tag("p", "v-state-detail", in_words(detail)))
        sure = True
        if typed:
            sure = st.text_input(f"Type {typed} to go on", key="confirm-typed") == typed
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button("Cancel", key="confirm-no"):
                st.rerun()
            pressed = st.button(verb, type="primary", disabled=not sure, key="confirm-yes")
        if pressed:
            try:
                do()
            except VouchClientError as error:
                states.error(error)
                return
            st.rerun()

    dialog()
