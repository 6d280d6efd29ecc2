"""Questions that only a person may answer: the list, changing it, and trying a question on it."""

from collections.abc import Callable

import streamlit as st

from ui import data
from ui.markup import esc, icon, sender, tag
from ui.parts import confirm, heading, states, table
from ui.session import Visit
from vouch_client.errors import VouchClientError
from vouch_client.models.topics import Topic, TopicFound, TopicList

_PATTERN_HELP = "For who knows them; one a line. Letters count the same in upper and lower case."


def draw(visit: Visit, sent: str = "") -> None:
    """The topics, a form to change one, and a field to try a question."""
    heading.section(
        "Questions for a person",
        "Vouch does not answer these, whatever the documents say. It names whom to ask.",
    )
    found = data.kept("topics", visit.client.topics.list, 10)
    with st.container(horizontal=True):
        if st.button("Add a topic", icon=":material/add:", type="primary", key="add-topic"):
            _form(visit, found, None)
        if found.own and st.button("Back to the list that ships", key="restore-topics"):
            _restore(visit, found)
    if found.topics:
        st.html(listing(found))
    else:
        states.empty("No topic", "Every question is answered from the documents.", "forum")
    _act(visit, found, sent)
    _try(visit)


def listing(found: TopicList) -> str:
    """The topics as a table; each has buttons that send ``topic:<row>`` and ``untopic:<row>``."""
    columns = ("Topic", "Words that mark it", "Whom to ask", "")
    rows = [_row(number, one) for number, one in enumerate(found.topics)]
    return table.html(columns, rows, "Questions for a person")


def result(found: TopicFound) -> str:
    """What a question that was tried comes to, in words."""
    if found.id is None:
        return "No topic: this question is answered from the documents."
    return f"{found.id}: ask {found.ask}. Marked by “{found.mark}”."


def _row(number: int, topic: Topic) -> list[str]:
    patterns = "".join(tag("div", "", tag("code", "v-code", esc(one))) for one in topic.phrases)
    return [
        tag("div", "v-strong", esc(topic.id)),
        esc(", ".join(topic.words)) + patterns,
        esc(topic.ask),
        sender("v-action", f"topic:{number}", icon("edit"), tag("span", "", "Change"))
        + sender("v-action", f"untopic:{number}", icon("delete"), tag("span", "", "Remove")),
    ]


def _act(visit: Visit, found: TopicList, sent: str) -> None:
    verb, _, number = sent.partition(":")
    if verb not in ("topic", "untopic") or not number.isdecimal():
        return
    wanted = next((one for n, one in enumerate(found.topics) if n == int(number)), None)
    if wanted is not None and verb == "topic":
        _form(visit, found, wanted)
    elif wanted is not None:
        confirm.ask(
            "Remove this topic?",
            f"Questions of {wanted.id} are answered from the documents from then on.",
            "Remove",
            _then_forget(lambda: visit.client.topics.remove(found, wanted.id)),
        )


def _restore(visit: Visit, found: TopicList) -> None:
    confirm.ask(
        "Go back to the list that ships?",
        "Your own list is replaced. The audit trail keeps it.",
        "Go back",
        _then_forget(lambda: visit.client.topics.restore(found)),
    )


def _then_forget(act: Callable[[], TopicList]) -> Callable[[], None]:
    def done() -> None:
        data.forget("topics")  # whether it succeeds or somebody else was quicker
        act()

    return done


@st.dialog("A question for a person")
def _form(visit: Visit, found: TopicList, topic: Topic | None) -> None:
    held = topic or Topic(id="", ask="")
    with st.form("topic", border=False):
        name = st.text_input("Topic", held.id, max_chars=200, placeholder="price")
        ask = st.text_input("Whom to ask", held.ask, max_chars=200, placeholder="Sales")
        words = st.text_area(
            "Words that mark it",
            "\n".join(held.words),
            placeholder="discount*\nprice list",
            help="One a line, found as whole words. A star is any ending: discount* finds "
            "discount and discounts.",
        )
        phrases = st.text_area("Patterns", "\n".join(held.phrases), help=_PATTERN_HELP)
        if not st.form_submit_button("Save", type="primary"):
            return
    made = Topic(id=name, ask=ask, words=tuple(_lines(words)), phrases=tuple(_lines(phrases)))
    data.forget("topics")
    try:
        visit.client.topics.put(found, made, topic.id if topic else None)
    except VouchClientError as error:
        states.error(error)
        return
    st.rerun()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _try(visit: Visit) -> None:
    heading.section("Try a question", "Which topic a question would be of. Nothing is asked.")
    question = st.text_input(
        "Question", key="topic-question", max_chars=4_000, placeholder="Do you offer discounts?"
    ).strip()
    if question:
        states.note(result(visit.client.topics.which(question)), "person_search")
