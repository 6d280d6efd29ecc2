"""Several frameworks side by side: how their controls stand."""

import streamlit as st

from ui import data
from ui.parts import heading, jobs, states
from ui.screens.coverage import heat
from ui.session import Visit
from vouch_client.models.reports import Coverage, Framework

_MOST = 8


def draw(visit: Visit, known: list[Framework], _sent: str) -> None:
    """A row for each framework that was chosen; making a report takes a while the first time."""
    names = {one.id: one for one in known}
    chosen: list[str] = st.multiselect(
        "Frameworks",
        list(names),
        default=[one.id for one in known if one.origin == "catalogue"][:2]
        or [one.id for one in known[:2]],
        max_selections=_MOST,
        format_func=lambda one: names[one].name,
        key="several",
    )
    if not chosen:
        states.empty("Choose a framework", "Or more, to see them side by side.", "grid_view")
        return
    rows: list[heat.Row] = []
    for identity in chosen:
        found = _fetched(visit, identity)
        if found.job is not None and not found.job.over:
            jobs.watch(visit.client, found.job.id, "Reading a framework against your documents")
        if found.report is not None:
            detail = f"{sum(found.report.counts.values()):,} controls"
            rows.append(heat.Row(found.report.name, detail, found.report.counts))
    if rows:
        heading.section("How they stand", "A draft: a person has to confirm each state.")
        st.html(heat.table(rows, "Framework", "Controls by framework and state"))


def _fetched(visit: Visit, identity: str) -> Coverage:
    return data.kept(
        f"coverage:{identity}:None:None:0",
        lambda: visit.client.reports.coverage(identity, limit=1),
        60,
    )
