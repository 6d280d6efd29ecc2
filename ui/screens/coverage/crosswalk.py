"""Crosswalks between two frameworks: a picture, the same as a table, and every row."""

import streamlit as st

from ui import data
from ui.markup import badge, esc, icon, tag
from ui.parts import heading, paging, states, table
from ui.screens.coverage import flow
from ui.screens.coverage.controls import RELATION
from ui.session import Visit
from vouch_client.models.reports import CrosswalkRow, Framework

_LIMIT = 100


def draw(visit: Visit, known: list[Framework], _sent: str) -> None:
    """The two frameworks, their picture, and the rows."""
    if len(known) < 2:
        states.empty("One framework alone", "Load a second one, or a crosswalk.", "compare_arrows")
        return
    names = {one.id: one.name for one in known}
    left, right = st.columns(2)
    source: str = left.selectbox(
        "From",
        list(names),
        format_func=names.__getitem__,
        key="crosswalk-from",
        bind="query-params",
        on_change=_first,
    )
    target: str = right.selectbox(
        "To",
        list(names),
        index=1,
        format_func=names.__getitem__,
        key="crosswalk-to",
        bind="query-params",
        on_change=_first,
    )
    if source == target:
        states.note("Choose two different frameworks.")
        return
    matrix = data.kept(
        f"matrix:{source}:{target}", lambda: visit.client.reports.matrix(source, target), 300
    )
    if matrix.pairs:
        said = (
            "1 pair of controls is"
            if matrix.pairs == 1
            else f"{matrix.pairs:,} pairs of controls are"
        )
        heading.section(
            "At a glance",
            "A crosswalk says which control of one framework matches which of another. "
            f"{said} mapped; a wider band means more of them.",
        )
        with st.container(key="v-flow"):
            st.html(flow.picture(matrix))
        with st.expander("The same as a table"):
            st.html(flow.grid(matrix))
    _rows(visit, source, target, names)


def _rows(visit: Visit, source: str, target: str, names: dict[str, str]) -> None:
    heading.section("Every row", "As it was written, with who says so. Nothing is made up.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        control = st.text_input(
            "Control",
            max_chars=100,
            placeholder="CC6.1",
            key="crosswalk-control",
            on_change=_first,
            help="Only rows with this control, on either side.",
        )
        indirect = st.toggle(
            "Ways over a third framework too",
            key="crosswalk-indirect",
            on_change=_first,
            help="Two rows in a line. That is no mapping: a person has to judge it.",
        )
    offset = paging.offset("crosswalk", _LIMIT)
    found = data.kept(
        f"crosswalk:{source}:{target}:{control}:{indirect}:{offset}",
        lambda: visit.client.reports.crosswalk(
            source,
            target,
            control=control.strip(),
            indirect=indirect,
            limit=_LIMIT,
            offset=offset,
        ),
        300,
    )
    if not found.total:
        tip = "" if indirect else " Ways over a third framework may lead there: switch them on."
        states.empty(
            "No row maps the one to the other",
            f"Load a crosswalk that does, or choose others.{tip}",
            "compare_arrows",
        )
        return
    st.html(listing(found.rows, names))
    paging.bar("crosswalk", found.total, _LIMIT, "rows")


def listing(rows: list[CrosswalkRow], names: dict[str, str]) -> str:
    """Rows as a table; a way over a third framework says so."""
    columns = ("From", "Is", "To", "Who says so")
    return table.html(columns, [_row(one, names) for one in rows], "Crosswalk")


def _row(one: CrosswalkRow, names: dict[str, str]) -> list[str]:
    if one.direct:
        relation = esc(RELATION.get(one.relation or "", one.relation or ""))
        says = esc(one.source or "")
    else:
        third = one.steps[0].to_framework if one.steps else ""
        mark = icon("alt_route") + esc(f"over {names.get(third, third)}")
        relation = tag("span", "v-badge v-abstained", mark)
        says = "".join(
            tag(
                "div",
                "v-small",
                esc(f"{s.from_} is {RELATION.get(s.relation, s.relation)} {s.to} ({s.source})"),
            )
            for s in one.steps
        ) + badge("tag", "no direct mapping")
    return [
        tag("span", "v-strong", esc(one.from_)),
        relation,
        tag("span", "v-strong", esc(one.to)),
        says,
    ]


def _first() -> None:
    paging.first("crosswalk")
