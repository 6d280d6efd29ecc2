"""The sign-in page: a key, or the organisation's own sign-in."""

import streamlit as st

from ui import session
from ui.markup import esc, in_words, tag
from ui.parts import states


def page(options: session.Options, why: str) -> None:
    """Ask who is there. ``why`` says what was wrong with the last try."""
    with st.container(key="v-sign-in"):
        st.html(
            tag("div", "v-brand", tag("span", "v-name", "Vouch"))
            + tag("h1", "v-hello", "Sign in")
            + tag("p", "v-lead", "Answers from your own documents, with the words that prove them.")
        )
        if why:
            st.html(states.problem_html("That did not work", why))
        if options.sign_in == "oidc":
            st.button(
                "Sign in with your organisation",
                type="primary",
                icon=":material/login:",
                on_click=st.login,
                width="stretch",
            )
        elif options.sign_in == "key":
            _by_key()
        else:
            st.button("Try again", icon=":material/refresh:")


def _by_key() -> None:
    with st.form("sign-in", border=False):
        key = st.text_input(
            "Your key",
            type="password",
            autocomplete="current-password",
            max_chars=16_000,
            help="An admin makes keys with `vouch keys create`. It stays on the pages' server, for "
            "as long as this tab is open.",
        )
        if st.form_submit_button("Sign in", type="primary", width="stretch"):
            if key.strip():
                session.sign_in(key)
                st.rerun()
            st.html(tag("div", "v-small", esc("Paste your key first.")))
    st.html(
        tag(
            "p",
            "v-small",
            in_words(
                "No key yet? Ask whoever runs Vouch at your place. For your safety the key is "
                "kept for this tab only: after a reload you are asked for it again."
            ),
        )
    )
