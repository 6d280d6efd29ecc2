"""The Ask page before the first question."""

import streamlit as st

from ui import data, words
from ui.markup import esc, icon, in_words, sender, tag
from ui.parts import going, labels, states
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError

#: How many suggested questions stand on the page.
SHOWN = 4


def draw(visit: Visit, audience: str | None) -> list[str]:
    """A word of welcome, suggested questions, the three kinds of answer; returns the questions."""
    try:
        counts = data.kept(
            f"documents:{audience}",
            lambda: visit.client.documents.list(audience=audience, limit=1),
            60,
        )
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.error(error, retry=True)
        return []
    if not counts.total:
        st.html(tag("div", "v-welcome", _hello()))
        may = visit.me.may("contributor", "documents")
        states.empty(
            "There are no documents yet",
            "Vouch answers from your own documents alone. Load your policies first: here, or "
            "with `vouch ingest ~/policies`."
            if may
            else "Ask a contributor to load your policies. Then come back and ask.",
            "folder_open",
        )
        if may:
            with st.container(horizontal=True, horizontal_alignment="center"):
                going.button(
                    "Add documents",
                    "sources",
                    "upload_file",
                    "v-add-documents",
                    **{"sources-part": "Add documents"},
                )
        return []
    suggested = _suggested(visit, audience)
    st.html(html(suggested, counts.total, counts.collections))
    return suggested


def _suggested(visit: Visit, audience: str | None) -> list[str]:
    """Questions that the documents answer; a remark in their place when there are none to be had:
    the page is of use without them."""
    try:
        found = data.kept(
            f"suggestions:{audience}",
            lambda: visit.client.suggestions(audience=audience, limit=SHOWN),
            60,
        )
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.note(f"No suggestions just now. {error.detail}")
        return []
    if not found:  # the service may be making them: look again next time
        data.forget("suggestions")
    return found[:SHOWN]


def html(suggested: list[str], total: int, collections: dict[str, int]) -> str:
    """The page before the first question; a suggestion sends ``try:<its place>``."""
    buttons = "".join(
        sender("v-try", f"try:{at}", tag("span", "", esc(text)), icon("arrow_forward"))
        for at, text in enumerate(suggested)
    )
    kinds = "".join(
        tag("div", "v-kind", labels.status(kind), tag("span", "v-kind-text", esc(behind)))
        for kind, (_, behind) in words.STATUS.items()
    )
    return tag(
        "div",
        "v-welcome",
        _hello(),
        tag("div", "v-tries", buttons) if buttons else "",
        tag("div", "v-kinds", tag("h2", "v-label", "Every answer is one of three"), kinds),
        tag("p", "v-small", esc(counted(total, collections))),
    )


def counted(total: int, collections: dict[str, int]) -> str:
    """What is loaded, in a sentence."""
    parts = [
        f"{count:,} {words.COLLECTIONS.get(name, name).lower()}"
        for name, count in collections.items()
        if count
    ]
    documents = "1 document" if total == 1 else f"{total:,} documents"
    return f"Answering from {documents}: {', '.join(parts)}." if parts else ""


def _hello() -> str:
    return tag("h1", "v-hello", "Ask about your security and compliance.") + tag(
        "p",
        "v-lead",
        in_words("Vouch answers from your own documents, and shows the words that prove it."),
    )
