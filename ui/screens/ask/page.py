"""Draw the Ask page, and answer the question that was just asked, if one was."""

from typing import Any

import streamlit as st

from ui import bridge, session
from ui.parts import answer as cards
from ui.parts import panel, states
from ui.screens.ask import asking, history, rating, toolbar, welcome
from ui.screens.ask import chat as chats
from ui.screens.ask.chat import Chat, Turn
from ui.session import Visit
from vouch_client.errors import VouchClientError

_ASKED = "asked"
_TRIES = "tries"


def page() -> None:
    """The chat, its sidebar, and the open source."""
    visit = session.current()
    _navigate(bridge.received(), visit)
    chat = chats.current(visit)
    history.draw(visit, chat)
    scope = toolbar.draw(visit, chat)
    may = chat.mine and chat.missing is None
    typed = st.chat_input(
        "Ask a question" if may else "This chat belongs to somebody else; begin your own to ask",
        max_chars=4_000,
        submit_mode="stop",
        disabled=not may,
        key="chat-input",
    )
    asked = typed or st.session_state.pop(_ASKED, None)
    with st.container(key="v-thread"):
        if chat.missing is not None:
            states.error(chat.missing)
        elif not chat.turns and not asked:
            st.session_state[_TRIES] = welcome.draw(visit, scope.get("audience"))
        for number, turn in enumerate(chat.turns):
            _show(visit, chat, turn, number)
        if asked:
            _answer(visit, chat, str(asked), scope)
    _panel(visit, chat, scope)


def offline() -> None:
    """What was said so far, while the service is away."""
    for number, turn in enumerate(chats.at_hand().turns):
        st.html(cards.question(turn.question))
        if turn.answer is not None:
            st.html(cards.card(turn.answer, number))


def _navigate(sent: str | None, visit: Visit) -> None:
    """Do what the pressed button says, before anything is drawn."""
    if not sent:
        return
    verb, _, rest = sent.partition(":")
    if verb == "chat":
        chats.go_to(rest)
        return
    if verb == "try":
        tries = st.session_state.get(_TRIES, [])
        if int(rest) < len(tries):
            st.session_state[_ASKED] = tries[int(rest)]
        return
    _within(verb, rest, visit, chats.current(visit))


def _within(verb: str, rest: str, visit: Visit, chat: Chat) -> None:
    """What a button of this chat does."""
    if verb == "source":
        turn, _, place = rest.partition(":")
        wanted = (int(turn), int(place))
        chat.opened = None if chat.opened == wanted else wanted
    elif verb == "close":
        chat.opened = None
    elif verb in ("next", "previous"):
        chat.step(1 if verb == "next" else -1)
    elif verb == "new":
        chats.begin()
    elif verb in ("up", "down", "save", "again") and int(rest) < len(chat.turns):
        number = int(rest)
        if verb == "save":
            rating.save(visit, chat, number)
        elif verb == "again":
            st.session_state[_ASKED] = chat.turns.pop(number).question
        else:
            rating.rate(visit, chat, number, helpful=verb == "up")


def _show(visit: Visit, chat: Chat, turn: Turn, number: int) -> None:
    st.html(cards.question(turn.question))
    if turn.answer is not None:
        st.html(cards.card(turn.answer, number, rating.actions(turn, number, visit)))
    elif turn.error is not None:
        st.html(states.error_html(turn.error) + asking.again(number))
    elif turn.erased:
        states.note("This answer was erased from the records, with the documents it quoted.")
    else:
        st.html(asking.stopped(number))
    if chat.rating == number:
        rating.ask_why(visit, chat, number)


def _answer(visit: Visit, chat: Chat, question: str, scope: dict[str, Any]) -> None:
    history_ = chat.history
    turn = Turn(question)
    chat.turns.append(turn)
    st.html(cards.question(question))
    try:
        chats.store(visit, chat, question, scope)
    except VouchClientError as error:
        turn.error = error
    else:
        asking.answer(visit, turn, chat.id, history_, scope)
    st.rerun()


def _panel(visit: Visit, chat: Chat, scope: dict[str, Any]) -> None:
    found = chat.source()
    if found is not None:
        panel.draw(visit.client, found[0], scope.get("audience"), found[1], found[2])
    last = len(chat.turns) - 1
    keys = {"n": "new"}
    if last >= 0 and (answer := chat.turns[last].answer) is not None:
        keys |= {str(at + 1): f"source:{last}:{at}" for at in range(min(9, len(answer.cited)))}
    if found is not None:
        keys |= {"ArrowRight": "next", "ArrowLeft": "previous"}
    opened = f"source:{chat.opened[0]}:{chat.opened[1]}" if found and chat.opened else ""
    bridge.listen(opened=opened, keys=keys)
