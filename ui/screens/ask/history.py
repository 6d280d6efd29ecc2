"""The chats that were had, in the sidebar."""

from itertools import groupby

import streamlit as st

from ui import data
from ui.markup import esc, icon, sender, tag
from ui.parts import states
from ui.parts.dates import group_of
from ui.screens.ask import chat as chats
from ui.screens.ask.chat import Chat
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.models import Conversation

#: Chats shown before "More".
_FIRST = 30


def draw(visit: Visit, chat: Chat) -> None:
    """A new chat, a search, and the chats by day."""
    with visit.side, st.container(key="v-history"):
        st.button(
            "New chat",
            icon=":material/edit_square:",
            on_click=chats.begin,
            width="stretch",
            key="new-chat",
        )
        text = st.text_input(
            "Search your chats",
            type="search",
            max_chars=200,
            placeholder="Search your chats",
            label_visibility="collapsed",
            key="chat-search",
        )
        most = st.session_state.get("chats-shown", _FIRST)
        try:
            found = data.kept(
                f"chats:{text}:{most}",
                lambda: visit.client.conversations.list(text=text, limit=most),
                20,
            )
        except UnreachableError:
            raise
        except VouchClientError as error:
            st.html(states.error_html(error))
            return
        st.html(listing(found.conversations, chat.id, searched=bool(text)))
        if found.total > most:
            st.button("Show more", on_click=_more, args=(most,), type="tertiary")


def listing(found: tuple[Conversation, ...], current: str, *, searched: bool = False) -> str:
    """The chats under the day they were last used, as HTML; each sends ``chat:<id>``."""
    if not found:
        said = "No chat holds these words." if searched else "Your chats will be kept here."
        return tag("div", "v-hint", esc(said))
    parts = []
    for name, group in groupby(found, key=lambda one: group_of(one.changed_at or one.created_at)):
        lines = [tag("li", "v-chat-item", _line(one, current)) for one in group]
        parts.append(tag("div", "v-label", esc(name)) + tag("ul", "v-list", *lines))
    return tag("nav", "v-chats", *parts, aria_label="Your chats")


def _line(one: Conversation, current: str) -> str:
    here = {"aria_current": "page"} if one.id == current else {}
    shared = icon("group") + tag("span", "v-hidden", "shared") if one.shared else ""
    name = tag("span", "v-chat-name", esc(one.title or "Untitled"))
    return sender("v-chat", f"chat:{one.id}", name, shared, **here)


def _more(most: int) -> None:
    st.session_state["chats-shown"] = most + 50
