"""A document's passages: the pieces that answers are made of."""

import streamlit as st

from ui import data
from ui.markup import badge, esc, tag
from ui.parts import paging, states
from ui.session import Visit
from vouch_client.models.documents import DocumentDetail, Passage

_LIMIT = 25


def begin() -> None:
    """Go back to the first page."""
    paging.first("passages")


def draw(visit: Visit, found: DocumentDetail, _sent: str) -> None:
    """The passages, a page at a time."""
    states.note("Answers are found in these pieces, and quote them word for word.", "segment")
    offset = paging.offset("passages", _LIMIT)
    page = data.kept(
        f"documents-passages-{found.id}-{found.version}-{offset}",
        lambda: visit.client.documents.passages(
            found.id, version=found.version, limit=_LIMIT, offset=offset
        ),
        600,
    )
    if not page.total:
        states.empty("No passages", "Nothing of this document can be cited.", "segment")
        return
    lines = [_passage(one, offset + at) for at, one in enumerate(page.passages, start=1)]
    st.html(tag("ol", "v-list v-passages", *lines))
    paging.bar("passages", page.total, _LIMIT, "passages")


def _passage(one: Passage, number: int) -> str:
    where = " › ".join(one.heading)
    page = badge("tag", f"page {one.page}") if one.page else ""
    mark = tag("span", "v-number", esc(f"{number:,}"))
    top = tag("div", "v-passage-top", mark, tag("span", "v-path", esc(where)), page)
    return tag("li", "v-piece", top, tag("div", "v-piece-text", esc(one.text.replace("\t", " · "))))
