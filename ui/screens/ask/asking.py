"""A question being answered: what comes first is shown first."""

from typing import Any

import streamlit as st

from ui.markup import esc, icon, sender, tag
from ui.parts.states import skeleton_html
from ui.screens.ask.chat import Turn
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.events import Event
from vouch_client.models import Answer

_FIRST = "Looking through the documents"


def answer(
    visit: Visit, turn: Turn, conversation: str, history: list[str], scope: dict[str, Any]
) -> None:
    """Fill ``turn`` with its answer or error, showing it in place as it comes."""
    progress = _Progress()
    place = st.empty()
    place.html(progress.html())
    try:
        events = visit.client.ask_stream(
            turn.question, history=history, conversation=conversation, **scope
        )
        for event in events:
            if event.name == "answer":
                turn.answer = Answer.model_validate(event.data)
            elif progress.take(event):
                place.html(progress.html())
        if turn.answer is None:
            raise UnreachableError("The answer broke off", "Nothing was lost: ask again.")
    except VouchClientError as error:
        turn.error = error
    place.empty()


class _Progress:
    """What is known of an answer on its way."""

    def __init__(self) -> None:
        self.doing = _FIRST
        self.sources: list[str] = []
        self.sentences: list[str] = []

    def take(self, event: Event) -> bool:
        """Take an event in; whether it changes what is shown."""
        if event.name == "progress":
            self.doing = str(event.data.get("message") or self.doing)
        elif event.name == "passages":
            titles = [str(one["document"]) for one in event.data["passages"]]
            self.sources = list(dict.fromkeys(titles))[:4]
        elif event.name == "sentence":
            self.sentences.append(str(event.data["text"]))
        else:
            return False
        return True

    def html(self) -> str:
        """A card that is not done yet; a screen reader is told each step."""
        doing = tag("div", "v-doing", tag("span", "v-spinner", aria_hidden="true"), esc(self.doing))
        found = "".join(tag("span", "v-badge v-tag", icon("article"), esc(t)) for t in self.sources)
        said = "".join(tag("span", "v-arriving", esc(f"{s} ")) for s in self.sentences)
        return tag(
            "div",
            "v-card v-card-coming",
            tag("div", "v-top", doing, role="status"),
            tag("div", "v-found", found) if found else "",
            tag("div", "v-answer", said) if said else skeleton_html(),
        )


def stopped(number: int) -> str:
    """A turn that was stopped before its answer came."""
    said = tag("span", "v-behind", "Stopped before the answer came.")
    return tag("div", "v-card v-card-coming", tag("div", "v-top", said), again(number))


def again(number: int) -> str:
    """A button that asks the question of a turn again."""
    return sender("v-action", f"again:{number}", icon("refresh"), tag("span", "", "Ask again"))
