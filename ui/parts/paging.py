"""Long lists, a page at a time."""

import math

import streamlit as st

from ui.markup import esc, tag


def offset(key: str, limit: int) -> int:
    """Where the page begins that the visitor is on."""
    return int(st.session_state.get(_at(key), 0)) * limit


def first(key: str) -> None:
    """Go back to the first page; call it when a filter changes."""
    st.session_state[_at(key)] = 0


def bar(key: str, total: int, limit: int, what: str = "rows") -> None:
    """Draw ``1 to 50 of 300 rows`` with buttons for the page before and after."""
    pages = max(1, math.ceil(total / limit))
    at = min(int(st.session_state.get(_at(key), 0)), pages - 1)
    if total <= limit:
        counted = _singular(what) if total == 1 else what
        st.html(tag("div", "v-small", esc(f"{total:,} {counted}")))
        return
    low, high = at * limit + 1, min(total, (at + 1) * limit)
    with st.container(
        key=f"v-paging-{key}",
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="right",
    ):
        st.html(tag("div", "v-small", esc(f"{low:,} to {high:,} of {total:,} {what}")))
        st.button(
            "Previous",
            icon=":material/chevron_left:",
            disabled=at == 0,
            on_click=_go,
            args=(key, at - 1),
            key=f"{key}-before",
        )
        st.button(
            "Next",
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=at + 1 >= pages,
            on_click=_go,
            args=(key, at + 1),
            key=f"{key}-after",
        )


def _singular(what: str) -> str:
    """``entry`` for ``entries``, ``row`` for ``rows``: of our own words only."""
    if what == "people":
        return "person"
    return what[:-3] + "y" if what.endswith("ies") else what.removesuffix("s")


def _go(key: str, at: int) -> None:
    st.session_state[_at(key)] = at


def _at(key: str) -> str:
    return f"{key}-page"
