"""The top of a page: its name, what it is for, and its parts."""

from collections.abc import Mapping

import streamlit as st

from ui.markup import in_words, tag


def draw(title: str, lead: str) -> None:
    """A page's name and one sentence of what it is for."""
    st.html(
        tag("header", "v-head", tag("h1", "v-head-title", in_words(title)))
        + tag("p", "v-head-lead", in_words(lead))
    )


def section(title: str, lead: str = "") -> None:
    """A part of a page."""
    said = tag("p", "v-section-lead", in_words(lead)) if lead else ""
    st.html(tag("h2", "v-section", in_words(title)) + said)


def parts(key: str, names: Mapping[str, str]) -> str:
    """A row of the page's parts; the chosen one stands in the address, so a reload stays there."""
    found: str = st.segmented_control(
        "Part of this page",
        list(names),
        default=next(iter(names)),
        required=True,
        format_func=names.__getitem__,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )
    return found
