"""Documents that disagree on the same thing: both values and their sources, side by side."""

import streamlit as st

from ui import data
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import heading, jobs, labels, paging, states
from ui.parts.dates import ago
from ui.screens.trust import sources
from ui.session import Visit
from vouch_client.models import ConflictValue
from vouch_client.models.reports import Disagreement

_LIMIT = 20


def draw(visit: Visit, _sent: str) -> None:
    """The conflicts, the surest first; a source opens where it stands."""
    heading.section(
        "Where documents disagree",
        "The same thing, said in two ways. A person decides which one holds; then correct or "
        "retire the other.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        topic = st.text_input(
            "About",
            max_chars=200,
            placeholder="backup retention",
            key="conflict-topic",
            on_change=_first,
        )
        explained = st.toggle(
            "Explained ones too",
            key="conflict-explained",
            on_change=_first,
            help="Where an older edition, a draft or another scope explains why they differ.",
        )
    offset = paging.offset("conflicts", _LIMIT)
    found = data.kept(
        f"conflicts:{topic}:{explained}:{offset}",
        lambda: visit.client.reports.conflicts(
            topic=topic.strip(), explained=explained, limit=_LIMIT, offset=offset
        ),
        60,
    )
    if found.job is not None and not found.job.over:
        jobs.watch(visit.client, found.job.id, "Comparing what the documents say")
    if found.made_at is None:
        return
    said = f"{found.statements:,} statements of {found.documents:,} documents compared"
    states.note(f"{said}, {ago(found.made_at)}.", "compare_arrows")
    if not found.total:
        more = f" {found.explained:,} that differ are explained." if found.explained else ""
        states.empty(
            "No document contradicts another", f"As far as could be told.{more}", "done_all"
        )
        return
    parts = []
    for one in found.conflicts:
        parts.append(dispute(one, sources.offer([value.citation for value in one.values])))
    st.html("".join(parts))
    paging.bar("conflicts", found.total, _LIMIT, "conflicts")


def dispute(one: Disagreement, first: int) -> str:
    """A conflict as a card; its sources send ``source:0:<first>`` and so on."""
    marks = badge("tag", one.kind) + badge("tag", _sure(one.confidence))
    if one.why:
        said = f"{one.why}: {one.detail}" if one.detail else one.why
        marks += tag("span", "v-badge v-grounded", icon("lightbulb"), esc(said))
    top = tag("div", "v-dispute-top", tag("h3", "v-dispute-topic", esc(one.topic)), marks)
    sides = [_side(value, first + at) for at, value in enumerate(one.values)]
    return tag("article", "v-dispute", top, tag("div", "v-sides", *sides))


def _side(value: ConflictValue, at: int) -> str:
    cited = value.citation
    heading_ = " › ".join(cited.heading)
    where = tag(
        "span",
        "v-where",
        tag("span", "v-title", esc(cited.document)),
        tag("span", "v-path", esc(heading_)) if heading_ else "",
    )
    opens = sender(
        "v-source",
        f"source:0:{at}",
        where,
        tag("span", "v-tags", labels.of_citation(cited)),
        aria_expanded="false",
    )
    quote = tag("div", "v-said", esc(f"“{' '.join(cited.quote.split())}”"))
    return tag("div", "v-side", tag("div", "v-value", esc(value.value)), quote, opens)


def _sure(confidence: float) -> str:
    """How sure it is that both speak of the same thing."""
    if confidence >= 0.8:
        return "surely the same thing"
    return "probably the same thing" if confidence >= 0.5 else "perhaps the same thing"


def _first() -> None:
    paging.first("conflicts")
