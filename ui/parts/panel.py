"""The passage panel: a citation opened beside what cites it."""

from collections.abc import Callable

import streamlit as st

from ui import data
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import labels, states
from ui.parts.dates import day
from ui.passage import passage
from vouch_client import Client
from vouch_client.errors import VouchClientError
from vouch_client.models import Citation, OpenedText

#: Characters shown before and after the quoted words.
AROUND = 600
_VIEWS = ("Text", "Page")


def draw(
    client: Client, citation: Citation, audience: str | None, number: int, of: int = 0
) -> None:
    """Draw the panel for source ``number`` (of ``of``); it sends close, previous and next."""
    with st.container(key="v-panel"):
        st.html(head(citation, number, of))
        view = "Text"
        if citation.page and citation.source.lower().endswith(".pdf"):
            view = st.segmented_control(
                "Show",
                _VIEWS,
                default="Text",
                required=True,
                key="panel-view",
                label_visibility="collapsed",
                help="Page shows the PDF's page with the words marked.",
            )
        name = f"{citation.place}:{audience}"
        if view == "Page" and _picture(client, citation, audience, name):
            return
        _shown(
            lambda: data.kept(
                f"text:{name}",
                lambda: client.documents.text(citation, around=AROUND, audience=audience),
                600,
            ),
            citation,
        )


def head(citation: Citation, number: int, of: int) -> str:
    """The panel's head: which document, where in it, and whether it is in date."""
    heading = " › ".join(citation.heading)
    steps = ""
    if of > 1:
        steps = sender("v-tool", "previous", icon("chevron_left"), aria_label="Previous source")
        steps += sender("v-tool", "next", icon("chevron_right"), aria_label="Next source")
    bar = tag(
        "div",
        "v-panel-bar",
        tag("span", "v-panel-count", esc(f"Source {number} of {of}" if of else "Source")),
        steps,
        sender("v-tool", "close", icon("close"), aria_label="Close the source (Escape)"),
    )
    title = tag("h2", "v-panel-title", esc(citation.document), tabindex="-1", data_v_focus="")
    tags = badge("tag", f"version {citation.version}") + labels.of_citation(citation)
    path = tag("div", "v-path", esc(heading)) if heading else ""
    return bar + title + path + tag("div", "v-panel-tags", tags)


def body(opened: OpenedText, citation: Citation) -> str:
    """The stored text with the quoted words marked, and what became of it since."""
    remarks = []
    if opened.version != opened.current:
        since = f" on {day(opened.superseded_at)}" if opened.superseded_at else ""
        remarks.append(f"Replaced by version {opened.current}{since}.")
    if opened.state == "removed":
        remarks.append("Taken out of answers since.")
    facts = f"Characters {citation.start:,} to {citation.end:,} of {opened.characters:,}"
    return "".join(
        (
            tag("div", "v-remark", icon("history"), esc(" ".join(remarks))) if remarks else "",
            passage(opened),
            tag("div", "v-panel-foot", tag("span", "", esc(facts)), _file(citation.source)),
        )
    )


def _shown(fetch: Callable[[], OpenedText], citation: Citation) -> None:
    try:
        opened = fetch()
    except VouchClientError as error:
        quoted = tag("mark", "v-quoted", esc(citation.quote))
        st.html(tag("div", "v-passage", quoted) + states.error_html(error))
        return
    st.html(body(opened, citation))


def _picture(client: Client, citation: Citation, audience: str | None, name: str) -> bool:
    """The page with the words marked; False, with a remark, where there is none."""
    try:
        picture = data.kept(
            f"page:{name}",
            lambda: client.documents.picture(citation, audience=audience),
            600,
        )
    except VouchClientError as error:
        states.note(f"The page cannot be shown: {error.detail} Here is its text.")
        return False
    with st.container(key="v-page"):
        st.image(picture, width="stretch")
    return True


def _file(source: str) -> str:
    """A file's name with the folder it lies in; the rest of a path helps nobody here."""
    return tag("span", "v-file", esc("/".join(source.replace("\\", "/").split("/")[-2:])))
