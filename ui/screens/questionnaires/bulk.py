"""Approving many rows at once: only those that are safe, and saying which are not."""

import re
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from ui.markup import esc, tag
from ui.parts import states, table
from ui.screens.questionnaires import acts, held
from ui.session import Visit
from vouch_client.errors import ServiceError, UnreachableError
from vouch_client.models.questionnaires import LeftOut, Row, RowsChanged

_SHOWN = 60
_SILENT = "nothing is said"
_FIGURE = re.compile(r"is 0\.\d+")
_OTHER = re.compile(r"\brow \d+")


@st.dialog("Approve what is safe", width="large")
def ask(visit: Visit, run: str, rows: Sequence[Row]) -> None:
    """Say what would be approved and what is left out and why; then do it."""
    open_ = [row for row in rows if row.state != "approved"]
    try:
        would = _tried(visit, run, open_)
    except ServiceError as error:
        states.error(error)
        return
    safe = {row.row for row in would.rows}
    st.html(told(len(safe), would.left))
    st.html(left_out(would.left, {row.row: row for row in rows}))
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="qn-bulk-no"):
            st.rerun()
        pressed = st.button(
            f"Approve {len(safe):,} row{'s' if len(safe) != 1 else ''}",
            type="primary",
            disabled=not safe,
            key="qn-bulk-yes",
        )
    if not pressed:
        return
    try:
        done = visit.client.questionnaires.approve(run, [r for r in open_ if r.row in safe])
    except UnreachableError:
        raise
    except ServiceError as error:
        states.error(error)
        held.forget(run)
        return
    held.replaced(run, done.rows)
    held.touched(run, [row.row for row in done.rows])
    acts.say(f"Approved {len(done.rows):,} rows; {len(would.left):,} were left for a look")
    st.rerun()


def _tried(visit: Visit, run: str, rows: Sequence[Row]) -> RowsChanged:
    if not rows:
        return RowsChanged()
    return visit.client.questionnaires.approve(run, rows, dry_run=True)


def told(safe: int, left: Sequence[LeftOut]) -> str:
    """What would happen, in a sentence or two."""
    text = f"{safe:,} of the rows shown are safe to approve together."
    if not safe:
        text = "None of the rows shown is safe to approve unseen."
    if left:
        text += f" {len(left):,} need a look of their own and are left out."
    return tag("p", "v-state-detail", esc(text))


def left_out(left: Sequence[LeftOut], rows: dict[int, Row]) -> str:
    """The rows that are left out and why, grouped by reason first."""
    if not left:
        return ""
    counts = Counter(short(one.why) for one in left)
    told_ = [f"{many:,}: {why}" for why, many in counts.most_common(6)]
    grave = [one for one in left if one.why != _SILENT]
    lines = [[esc(_name(one.row, rows)), esc(_asks(one.row, rows)), esc(one.why)] for one in grave]
    lines = lines[:_SHOWN]
    more = len(grave) - len(lines)
    rest = tag("div", "v-small", esc(f"and {more:,} more")) if more > 0 else ""
    columns = ("Row", "Question", "Why it is left out")
    grid = tag("div", "v-bulk", table.html(columns, lines, "Rows left out")) if lines else ""
    return tag("ul", "v-why", *(tag("li", "", esc(one)) for one in told_)) + grid + rest


def short(why: str) -> str:
    """The first reason of several, so that rows with the same one are counted together."""
    first = _FIGURE.sub("is low", why.split(";")[0].strip())
    return "the same is answered otherwise in another row" if _OTHER.search(first) else first


def _name(number: int, rows: dict[int, Row]) -> str:
    row = rows.get(number)
    return row.ref if row is not None and row.ref else f"Row {number}"


def _asks(number: int, rows: dict[int, Row]) -> str:
    text = " ".join(rows[number].question.split()) if number in rows else ""
    return text if len(text) <= 90 else text[:89].rstrip() + "…"
