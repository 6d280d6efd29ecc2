"""The chat of this browser tab: its turns, what stands open, and where it is stored."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from ui import data
from ui.screens.ask import scope
from ui.session import Visit
from vouch_client.errors import NotFoundError, VouchClientError
from vouch_client.models import Answer, Citation, Conversation

#: The chat's id in the page's address: a reload, or a link, opens it again.
QUERY = "c"
_CHAT = "chat"


@dataclass
class Turn:
    """A question and what came of it."""

    question: str
    answer: Answer | None = None
    error: VouchClientError | None = None
    helpful: bool | None = None
    saved: str = ""
    erased: bool = False


@dataclass
class Chat:
    """What is said, ``opened``: the turn and the place in ``answer.cited`` of the open source."""

    id: str = ""
    title: str = ""
    shared: bool = False
    mine: bool = True
    turns: list[Turn] = field(default_factory=list)
    opened: tuple[int, int] | None = None
    rating: int | None = None
    missing: VouchClientError | None = None

    @property
    def history(self) -> list[str]:
        """The questions so far, oldest first."""
        return [turn.question for turn in self.turns]

    def source(self) -> tuple[Citation, int, int] | None:
        """The open source, its number and how many its answer has."""
        if self.opened is None:
            return None
        turn, place = self.opened
        answer = self.turns[turn].answer if turn < len(self.turns) else None
        if answer is None or place >= len(answer.cited):
            return None
        return answer.cited[place], place + 1, len(answer.cited)

    def step(self, by: int) -> None:
        """Open the source before or after the open one, round and round."""
        found = self.source()
        if found is not None and self.opened is not None:
            self.opened = (self.opened[0], (self.opened[1] + by) % found[2])


def current(visit: Visit) -> Chat:
    """This tab's chat: the one of the address, loaded when it is not the one at hand."""
    wanted = st.query_params.get(QUERY, "")
    held: Chat | None = st.session_state.get(_CHAT)
    if held is None or held.id != wanted:
        held = _loaded(visit, wanted) if wanted else Chat()
        st.session_state[_CHAT] = held
    return held


def at_hand() -> Chat:
    """The chat as this tab has it, without asking the service."""
    found: Chat = st.session_state.get(_CHAT, Chat())
    return found


def begin() -> None:
    """Start a new chat."""
    st.query_params.pop(QUERY, None)
    st.session_state[_CHAT] = Chat()


def go_to(identity: str) -> None:
    """Open a stored chat."""
    st.query_params[QUERY] = identity


def store(visit: Visit, chat: Chat, question: str, narrowed: dict[str, Any]) -> None:
    """Give the chat a place in the records, when it has none, under its first question."""
    if chat.id:
        return
    made = visit.client.conversations.start(audience=narrowed.get("audience"), scope=narrowed)
    chat.id, chat.title = made.id, " ".join(question.split())[:80]
    st.query_params[QUERY] = made.id
    data.forget("chats")


def _loaded(visit: Visit, identity: str) -> Chat:
    try:
        found = visit.client.conversations.get(identity)
    except NotFoundError as error:
        return Chat(id=identity, missing=error)
    return _read(found)


def _read(found: Conversation) -> Chat:
    turns = [
        Turn(one.question, one.answer, helpful=one.helpful, erased=one.answer is None)
        for one in found.turns
    ]
    scope.restore(found.scope)
    return Chat(found.id, found.title, found.shared, found.mine, turns)
