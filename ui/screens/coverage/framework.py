"""One framework: its heat map, the controls of a cell with their evidence, and the export."""

import streamlit as st

from ui import data
from ui.markup import icon, sender, tag
from ui.parts import downloads, heading, jobs, paging, states
from ui.parts.dates import ago
from ui.screens.coverage import controls, heat, sources
from ui.session import Visit
from vouch_client.models.reports import Coverage, CoverageReport, Framework

_LIMIT = 25
_CELL = "coverage-cell"
_ORIGIN = {
    "catalogue": "",
    "crosswalk": "Its controls are known from a crosswalk only. Load its catalogue, and their text "
    "is looked for too.",
    "documents": "Its controls are known from documents that name them. Load its catalogue, and "
    "their text is looked for too.",
}


def draw(visit: Visit, known: list[Framework], sent: str) -> None:
    """The framework that was chosen."""
    names = {one.id: one for one in known}
    identity: str = st.selectbox(
        "Framework",
        list(names),
        format_func=lambda one: f"{names[one].name} ({names[one].controls:,} controls)",
        key="framework",
        bind="query-params",
        on_change=_clear,
    )
    found = _fetched(visit, identity, None, None, 0)
    if found.job is not None and not found.job.over:
        jobs.watch(visit.client, found.job.id, "Holding each control against your documents")
    if found.report is None:
        return
    _head(visit, found, found.report)
    _controls(visit, identity, found.report, sent)


def _head(visit: Visit, found: Coverage, report: CoverageReport) -> None:
    st.html(heat.summary(report.counts))
    said = f"From {report.documents:,} policy documents, {ago(found.made_at)}. "
    states.note(f"{said}A draft: a person has to confirm each state.", "draft")
    if _ORIGIN.get(report.origin):
        states.note(_ORIGIN[report.origin])
    if found.job is not None:
        return  # the statement is of a finished report only
    heading.section(
        "Statement of applicability",
        "One row a control: does it apply, why, how it stands, where that is shown. Every cell "
        "says that it is a draft.",
    )
    path = f"/v1/coverage/{report.framework}/applicability"
    with st.container(horizontal=True):
        for form, label in (("xlsx", "Excel"), ("csv", "CSV"), ("html", "Web page")):
            name = f"applicability-{report.framework}.{form}"
            downloads.button(visit.client, label, path, name, f"soa-{form}", form=form)


def _controls(visit: Visit, identity: str, report: CoverageReport, sent: str) -> None:
    """The map, and the controls of the chosen cell; all gaps where none is chosen."""
    if sent == "cell-all":
        _clear()
    elif sent.startswith("cell:"):
        _, row, slug = sent.split(":")
        wanted = (int(row), slug)
        paging.first("controls")
        held = st.session_state.get(_CELL)
        st.session_state[_CELL] = None if held == wanted else wanted
    cell: tuple[int, str] | None = st.session_state.get(_CELL)
    if cell is not None and cell[0] >= len(report.families):
        cell = None
    heading.section(
        "Where the gaps are",
        "Press a number to see its controls. A framed number is half of its group or more.",
    )
    rows = [
        heat.Row(one.title or one.id or "All controls", one.id if one.title else "", one.counts)
        for one in report.families
    ]
    st.html(heat.table(rows, "Group of controls", "Controls by group and state", cell))
    family = None if cell is None else report.families[cell[0]].id
    state = (
        heat.state_of(cell[1]) if cell else next(s for s, *_ in heat.STATES if report.counts.get(s))
    )
    offset = paging.offset("controls", _LIMIT)
    page = _fetched(visit, identity, state, family, offset).report
    if page is None:
        return
    name = next(said for own, _, _, said, _ in heat.STATES if own == state)
    where = f" · {rows[cell[0]].name}" if cell else " · every group"
    heading.section(f"{name}{where}".replace("`", ""))
    if cell is not None:
        every = tag("span", "", "Show every group again")
        st.html(sender("v-action", "cell-all", icon("close"), every))
    st.html(controls.listing(page.controls, sources.offer, _texts(visit, identity)))
    paging.bar("controls", page.total, _LIMIT, "controls")


def _fetched(
    visit: Visit, identity: str, state: str | None, family: str | None, offset: int
) -> Coverage:
    limit = _LIMIT if state else 1
    return data.kept(
        f"coverage:{identity}:{state}:{family}:{offset}",
        lambda: visit.client.reports.coverage(
            identity, state=state, family=family, limit=limit, offset=offset
        ),
        60,
    )


def _texts(visit: Visit, identity: str) -> dict[str, str]:
    """What the framework says of each control, by its id."""
    found = data.kept(
        f"controls:{identity}", lambda: visit.client.reports.controls(identity).controls, 600
    )
    return {one.id: one.text for one in found}


def _clear() -> None:
    st.session_state[_CELL] = None
    paging.first("controls")
