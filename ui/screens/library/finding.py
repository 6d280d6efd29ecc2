"""Finding the words in the documents that prove an answer."""

import streamlit as st

from ui import data
from ui.markup import esc, icon, sender, tag
from ui.parts import labels, states
from ui.session import Visit
from vouch_client.models import Citation, Entry, Hit
from vouch_client.models.library import Evidence

_HITS, _LONGEST = 5, 20_000


def draw(visit: Visit, place: str, sent: str, base: Entry | None = None) -> list[Evidence]:
    """A search over the documents; returns the evidence of ``base`` and what was chosen here."""
    added: list[Evidence] = st.session_state.setdefault(f"{place}-added", [])
    held = [link for link in base.evidence if link.quote] if base else []
    if not visit.me.may("reader", "search"):
        return [*held, *added]
    with st.expander("Find the words that prove it", icon=":material/search:"):
        asked = st.text_input(
            "Search the documents",
            value=base.question if base else "",
            max_chars=1_000,
            type="search",
            key=f"{place}-find",
        )
        if asked.strip():
            _hits(visit, asked.strip(), sent, added)
        if added:
            many = "1 passage" if len(added) == 1 else f"{len(added)} passages"
            states.note(f"{many} added; it stands under Evidence below.", "check")
    return [*held, *added]


def _hits(visit: Visit, asked: str, sent: str, added: list[Evidence]) -> None:
    found = data.kept(
        f"library-find-{asked}",
        lambda: visit.client.search(asked, k=_HITS, collections=["policy", "reference"]),
        120,
    ).hits
    if not found:
        states.note("Nothing was found. Try other words.", "search")
        return
    verb, _, rest = sent.partition(":")
    if verb == "use" and rest.isdecimal() and int(rest) < len(found):
        link = _link(found[int(rest)])
        if link not in added:
            added.append(link)
    st.html("".join(_hit(one, at) for at, one in enumerate(found)))


def _hit(one: Hit, at: int) -> str:
    heading = " › ".join(one.heading)
    cited = Citation.model_validate(
        {**one.model_dump(include=set(Citation.model_fields)), "quote": one.text}
    )
    use = sender("v-action v-open", f"use:{at}", icon("add"), tag("span", "", "Use these words"))
    top = tag(
        "div",
        "v-passage-top",
        tag("span", "v-path", tag("span", "v-title", esc(one.document)), esc(heading)),
        labels.of_citation(cited),
        use,
    )
    return tag("article", "v-proof", top, tag("div", "v-proof-quote", esc(one.text)))


def _link(one: Hit) -> Evidence:
    return Evidence(
        document=one.document,
        document_id=one.document_id,
        version=one.version,
        heading=one.heading,
        page=one.page,
        quote=one.text[:_LONGEST],
        start=one.start,
        end=one.end,
    )
