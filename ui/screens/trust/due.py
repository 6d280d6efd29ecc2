"""What is due for review: documents and approved answers, the overdue first."""

import re

import streamlit as st

from ui import audiences, data
from ui.markup import esc, icon, tag
from ui.parts import heading, paging, states, table
from ui.parts.dates import day
from ui.session import Visit
from vouch_client.models.reports import Due

_KINDS = {"": "Both", "document": "Documents", "answer": "Approved answers"}
_NAMES = {"document": "Document", "answer": "Approved answer"}
_AHEAD = (30, 60, 90, 180)
_LIMIT = 50
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def draw(visit: Visit, _sent: str) -> None:
    """The list, with how far ahead it looks."""
    heading.section(
        "Due for review",
        "Documents past or near their review or end date, and approved answers whose evidence "
        "changed or whose last day comes. What is out of date is not given as approved.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Show",
            list(_KINDS),
            default="",
            required=True,
            format_func=_KINDS.__getitem__,
            key="due-kind",
            on_change=_first,
        )
        days = st.segmented_control(
            "Within",
            _AHEAD,
            default=_AHEAD[0],
            required=True,
            format_func=lambda number: f"{number} days",
            key="due-days",
            on_change=_first,
        )
    offset = paging.offset("due", _LIMIT)
    found = data.kept(
        f"due:{kind}:{days}:{offset}",
        lambda: visit.client.reports.due(days=days, kind=kind or None, limit=_LIMIT, offset=offset),
        60,
    )
    if not found.total:
        states.empty("Nothing is due", f"And nothing will be for {days} days.", "event_available")
        return
    if found.overdue:
        one = "One is overdue." if found.overdue == 1 else f"{found.overdue:,} are overdue."
        states.note(one, "event_busy")
    st.html(listing(found.due))
    paging.bar("due", found.total, _LIMIT, "to look at")


def listing(found: list[Due]) -> str:
    """What is due, as a table."""
    columns = ("What", "Why", "Owner", "Day")
    return table.html(columns, [_row(one) for one in found], "Due for review")


def _row(one: Due) -> list[str]:
    kind = _NAMES.get(one.kind, one.kind)
    seen = audiences.said(one.audience)
    if one.overdue:
        mark = tag(
            "span", "v-badge v-expired", icon("event_busy"), "overdue" if one.due else "look now"
        )
    else:
        mark = tag("span", "v-badge v-abstained", icon("schedule"), "soon")
    why = _ISO.sub(lambda found: day(found.group()), "; ".join(one.reasons))
    return [
        tag("div", "v-strong", esc(one.title)) + tag("div", "v-small", esc(f"{kind} · {seen}")),
        esc(why[:1].upper() + why[1:]),
        esc(one.owner or "nobody named"),
        tag("div", "", esc(day(one.due))) + mark,
    ]


def _first() -> None:
    paging.first("due")
