"""Thumbs, the reason for a thumb down, and making an answer an approved one."""

import streamlit as st

from ui import data
from ui.markup import esc, icon, sender, tag
from ui.parts import copying, states
from ui.screens.ask.chat import Chat, Turn
from ui.session import Visit
from vouch_client.errors import VouchClientError

REASONS = {
    "wrong": "It is wrong",
    "incomplete": "Something is missing",
    "outdated": "It is out of date",
    "wrong_source": "Wrong source",
    "unclear": "Hard to understand",
    "other": "Something else",
}


def actions(turn: Turn, number: int, visit: Visit) -> str:
    """The foot of a card: copy, thumbs, make it an approved answer; as HTML."""
    answer = turn.answer
    if answer is None:
        return ""
    parts = [copying.menu(answer)]
    if answer.record:
        parts += [
            _thumb(turn, number, True, "thumb_up", "This helped"),
            _thumb(turn, number, False, "thumb_down", "This did not help"),
        ]
        if turn.saved:
            done = "In the library as a draft: a reviewer approves it"
            parts.append(tag("span", "v-done", icon("check"), esc(done)))
        elif answer.status == "grounded" and visit.me.may("contributor", "library"):
            label = tag("span", "", "Make this an approved answer")
            parts.append(sender("v-action", f"save:{number}", icon("bookmark_add"), label))
    if answer.seconds:
        parts.append(tag("span", "v-took", esc(f"{answer.seconds:.1f} s")))
    return "".join(parts)


def rate(visit: Visit, chat: Chat, number: int, *, helpful: bool) -> None:
    """Note a thumb; a thumb down asks for the reason, which may be left out."""
    turn = chat.turns[number]
    if turn.answer is None:
        return
    try:
        visit.client.feedback.send(turn.answer.record, helpful=helpful)
    except VouchClientError as error:
        st.toast(f"{error.title}. {error.detail}", icon=":material/error:")
        return
    turn.helpful = helpful
    chat.rating = None if helpful else number
    st.toast("Thank you, noted.", icon=":material/check:")


def ask_why(visit: Visit, chat: Chat, number: int) -> None:
    """Under a card with a fresh thumb down: what was wrong with it."""
    answer = chat.turns[number].answer
    if answer is None:
        return
    with st.form(f"why-{number}"):
        reason = st.pills("What was wrong?", list(REASONS), format_func=REASONS.__getitem__)
        comment = st.text_area("In your words (not needed)", max_chars=2_000, height=80)
        with st.container(horizontal=True):
            sent = st.form_submit_button("Send", type="primary")
            skipped = st.form_submit_button("Skip", type="tertiary")
    if not sent and not skipped:
        return
    if sent:
        try:
            visit.client.feedback.send(
                answer.record, helpful=False, reason=reason, comment=comment.strip()
            )
        except VouchClientError as error:
            states.error(error)
            return
    chat.rating = None
    st.rerun()


def save(visit: Visit, chat: Chat, number: int) -> None:
    """Make a draft of an answer, with its evidence, for a reviewer to approve."""
    turn = chat.turns[number]
    if turn.answer is None or turn.saved:
        return
    try:
        made = visit.client.library.add_from_answer(turn.answer.record)
    except VouchClientError as error:
        st.toast(f"{error.title}. {error.detail}", icon=":material/error:")
        return
    turn.saved = made.id
    data.forget("library")
    st.toast("Added to the library as a draft.", icon=":material/bookmark_added:")


def _thumb(turn: Turn, number: int, up: bool, symbol: str, label: str) -> str:
    pressed = str(turn.helpful is up).lower()
    word = "up" if up else "down"
    return sender(
        "v-action v-thumb",
        f"{word}:{number}",
        icon(symbol),
        aria_label=label,
        aria_pressed=pressed,
        title=label,
    )
