"""What a screen shows when there is nothing, not yet anything, or something went wrong."""

import streamlit as st

from ui.markup import esc, icon, in_words, tag
from vouch_client.errors import ForbiddenError, KeyNeededError, ServiceError, VouchClientError


def problem_html(title: str, detail: str, request_id: str = "") -> str:
    """Something that went wrong, and what to do, as HTML."""
    reference = tag("div", "v-small", esc(f"Reference for support: {request_id}"))
    return tag(
        "div",
        "v-state v-state-problem",
        icon("error"),
        tag(
            "div",
            "v-state-words",
            tag("div", "v-state-title", esc(_sentence(title))),
            tag("div", "v-state-detail", in_words(_sentence(detail))),
            reference if request_id else "",
        ),
        role="alert",
    )


def error_html(error: VouchClientError) -> str:
    """A failed call, as HTML: the service's own words, and ours where it cannot know better."""
    if isinstance(error, KeyNeededError):
        return problem_html(
            "The service does not take this key",
            "It may have ended, or belong to another data folder. Sign in again, or stop both and "
            "start them with `vouch ui`.",
        )
    if isinstance(error, ForbiddenError):
        return problem_html("You may not do that here", error.detail, error.request_id)
    request_id = error.request_id if isinstance(error, ServiceError) else ""
    return problem_html(error.title, error.detail, request_id)


def error(failed: VouchClientError, *, retry: bool = False, key: str = "retry") -> None:
    """Show a failed call; ``retry`` adds a button that runs the screen again."""
    st.html(error_html(failed))
    if retry:
        st.button("Try again", icon=":material/refresh:", key=key)


def empty(title: str, detail: str, symbol: str = "inbox") -> None:
    """Show that there is nothing here, and how something comes here."""
    st.html(
        tag(
            "div",
            "v-empty",
            icon(symbol),
            tag("div", "v-state-title", esc(title)),
            tag("div", "v-state-detail", in_words(detail)),
        )
    )


def skeleton_html(lines: int = 3) -> str:
    """Grey lines where text will be."""
    return tag("div", "v-skeleton", *(tag("div", "v-bone") for _ in range(lines)))


def note(text: str, symbol: str = "info") -> None:
    """Show a calm remark."""
    st.html(tag("div", "v-remark", icon(symbol), tag("span", "", in_words(text))))


def _sentence(text: str) -> str:
    """With a capital and a full stop: the service's sentences begin small."""
    text = text.strip()
    return text[:1].upper() + text[1:]
