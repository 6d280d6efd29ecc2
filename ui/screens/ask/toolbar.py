"""The bar above the chat: its name, what may be done with it, and the scope."""

from typing import Any

import streamlit as st

from ui import data
from ui.markup import badge, esc, tag
from ui.parts import confirm, states
from ui.screens.ask import chat as chats
from ui.screens.ask import scope
from ui.screens.ask.chat import Chat
from ui.session import Visit
from vouch_client.errors import VouchClientError


def draw(visit: Visit, chat: Chat) -> dict[str, Any]:
    """Draw the bar; returns the scope to ask with."""
    with st.container(key="v-toolbar", horizontal=True, vertical_alignment="center"):
        marks = badge("tag", "shared with you") if chat.id and not chat.mine else ""
        marks += badge("tag", "shared") if chat.mine and chat.shared else ""
        name = tag("span", "", esc(chat.title or "New chat"))
        st.html(tag("div", "v-chat-title", name, marks))
        chosen = scope.draw(visit)
        if chat.id and chat.mine and chat.missing is None:
            _manage(visit, chat)
    return chosen


def _manage(visit: Visit, chat: Chat) -> None:
    with st.popover("Chat", icon=":material/more_horiz:", key="v-manage"):
        with st.form("rename", border=False):
            name = st.text_input("Name of this chat", value=chat.title, max_chars=200)
            if st.form_submit_button("Rename") and name.strip():
                _change(visit, chat, title=name.strip())
        st.toggle(
            "Share with colleagues",
            value=chat.shared,
            key=f"share-{chat.id}",
            help="Whoever may see the same documents can read this chat by its address.",
            on_change=_share,
            args=(visit, chat),
        )
        st.download_button(
            "Download as Markdown",
            data=lambda: visit.client.conversations.export(chat.id)[1],
            file_name=f"chat-{chat.id[:8]}.md",
            icon=":material/download:",
            on_click="ignore",
            key="export-chat",
        )
        if st.button("Delete this chat", icon=":material/delete:", key="delete-chat"):
            confirm.ask(
                "Delete this chat?",
                "It is gone from everybody's list. The audit log keeps what was answered.",
                "Delete",
                lambda: _delete(visit, chat),
            )


def _change(visit: Visit, chat: Chat, **changes: Any) -> None:
    try:
        changed = visit.client.conversations.change(chat.id, **changes)
    except VouchClientError as error:
        states.error(error)
        return
    chat.title, chat.shared = changed.title, changed.shared
    data.forget("chats")
    st.rerun()


def _share(visit: Visit, chat: Chat) -> None:
    try:
        changed = visit.client.conversations.change(
            chat.id, shared=bool(st.session_state[f"share-{chat.id}"])
        )
    except VouchClientError as error:
        st.toast(f"{error.title}. {error.detail}", icon=":material/error:")
        return
    chat.shared = changed.shared
    data.forget("chats")


def _delete(visit: Visit, chat: Chat) -> None:
    visit.client.conversations.delete(chat.id)
    data.forget("chats")
    chats.begin()
