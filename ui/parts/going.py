"""From one page to another, without losing who is signed in."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

_PAGES = "v-pages"


def known(pages: Sequence[Any]) -> None:
    """Take note of the pages that this visitor has."""
    st.session_state[_PAGES] = {page.url_path or "": page for page in pages}


def button(label: str, path: str, symbol: str, key: str, **query: str) -> None:
    """A button that leads to a page; nothing where the visitor does not have it."""
    page = st.session_state.get(_PAGES, {}).get(path)
    if page is not None and st.button(label, icon=f":material/{symbol}:", type="primary", key=key):
        st.switch_page(page, query_params=query)
