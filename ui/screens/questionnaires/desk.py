"""The review desk: the rows at the left, the one that is looked at beside them, and its keys."""

from collections.abc import Sequence

import streamlit as st

from ui.markup import esc, icon, sender, tag
from ui.parts import panel, states
from ui.screens.questionnaires import (
    actions,
    acts,
    bulk,
    clashing,
    editor,
    filters,
    held,
    place,
    rowcard,
    rowlist,
    steps,
    terms,
)
from ui.session import Visit
from vouch_client.models.questionnaires import Row, RowDetail

_OPEN = "qn-open"


def draw(visit: Visit, run: str, rows: dict[int, Row], *, busy: bool) -> dict[str, str]:
    """Draw the desk; returns the keys, and what stands open under ``opened`` and ``to``."""
    chosen = filters.draw(rows.values())
    shown = [row for row in rows.values() if chosen.takes(row)]
    if chosen.show == "look":
        shown.sort(key=lambda row: (-row.risk, row.row))
    number = steps.current(shown, rows, chosen)
    with st.container(key="v-desk"):
        left, right = st.columns([1, 2.3], gap="medium")
        with left:
            _list(visit, run, shown, number)
        with right:
            if number is None:
                states.empty(*_nothing(rows))
                return {}
            return _row(visit, run, number, shown, busy=busy)


def _nothing(rows: dict[int, Row]) -> tuple[str, str, str]:
    if not rows:
        return ("No questions", "The file was read, and no question was found in it.", "inbox")
    return ("No row is like that", "Choose All, or clear the filter.", "filter_list_off")


def _list(visit: Visit, run: str, shown: Sequence[Row], number: int | None) -> None:
    st.html(rowlist.html(shown, number))
    if shown and visit.me.may("reviewer", terms.SCOPE):
        st.html(
            tag(
                "div",
                "v-list-foot",
                sender(
                    "v-act",
                    "bulk:0",
                    icon("done_all"),
                    tag("span", "", esc(f"Approve what is safe of these {len(shown):,}")),
                    tag("kbd", "v-key", "b"),
                    aria_keyshortcuts="b",
                ),
            )
        )
    if st.session_state.pop("qn-bulk", False):
        bulk.ask(visit, run, shown)


def _row(
    visit: Visit, run: str, number: int, shown: Sequence[Row], *, busy: bool
) -> dict[str, str]:
    row = held.detail(visit, run, number)
    numbers = [one.row for one in shown]
    undoable = bool(held.of(run).touched) or any(
        one.action not in ("answer", "undo", "purge") for one in row.history
    )
    acted = actions.of(row, visit.me, busy=busy, undoable=undoable)
    st.html(actions.html(acted, number))
    # What comes and goes has places of its own: a field that moved would lose its writer.
    with st.container():
        _told()
    with st.container():
        clash = acts.clash()
        if clash is not None and clash.row.row == number:
            clashing.draw(visit, run, clash)
    at = numbers.index(number) + 1 if number in numbers else 0
    st.html(rowcard.head(row, at, len(shown)) + rowcard.warnings(row))
    with st.container():
        if _open(visit, run, row):
            steps.redraw()
    with st.container():
        if editor.mode(number) != "edit":
            st.html(rowcard.said(row))
    under = rowcard.evidence(row) + rowcard.cells(row) + rowcard.history(row)
    if under:
        st.html(under)
    opened = _panel(visit, row)
    keys = {"ArrowRight": "next", "ArrowLeft": "previous"} if opened else {}
    keys["opened"] = opened
    keys["to"] = editor.FOCUS.get(editor.mode(number), "")
    return keys


def _told() -> None:
    done, failed = acts.said(), acts.failed()
    if failed is not None:
        states.error(failed)
    elif done:
        st.html(tag("div", "v-done v-row-done", icon("check"), esc(done), role="status"))


def _open(visit: Visit, run: str, row: RowDetail) -> bool:
    """The form that stands open, if one does; whether there is something new to show."""
    what = editor.mode(row.row)
    if what == "edit":
        return editor.edit(visit, run, row)
    if what == "reject" and editor.reject(visit, run, row):
        editor.done()
        steps.on(row.row)
        return True
    if what == "assign":
        owners = (one.owner for one in held.of(run).rows.values())
        if editor.assign(visit, run, row, owners):
            editor.done()
            return True
    return False


def _panel(visit: Visit, row: RowDetail) -> str:
    """The open source of this row; returns the address of the button that opened it."""
    held_open: tuple[int, int] | None = st.session_state.get(_OPEN)
    cited = row.as_answer.cited
    if held_open is None or held_open[0] != row.row or held_open[1] >= len(cited):
        return ""
    at = held_open[1]
    panel.draw(visit.client, cited[at], None, at + 1, len(cited))
    return f"source:{row.row}:{at}"


def take(visit: Visit, run: str, sent: str) -> None:
    """Do what a key or a button says, before anything is drawn."""
    verb, _, rest = sent.partition(":")
    if verb == "source":
        number, _, at = rest.partition(":")
        wanted = (int(number), int(at))
        st.session_state[_OPEN] = None if st.session_state.get(_OPEN) == wanted else wanted
    elif verb == "close":
        st.session_state[_OPEN] = None
    elif verb in ("next", "previous"):
        _step(visit, run, 1 if verb == "next" else -1)
    elif verb == "bulk":
        st.session_state["qn-bulk"] = True
    elif rest.isdecimal():
        _to_row(visit, run, verb, int(rest))


def _step(visit: Visit, run: str, by: int) -> None:
    held_open: tuple[int, int] | None = st.session_state.get(_OPEN)
    if held_open is not None:
        many = len(held.detail(visit, run, held_open[0]).as_answer.cited) or 1
        st.session_state[_OPEN] = (held_open[0], (held_open[1] + by) % many)


def _to_row(visit: Visit, run: str, verb: str, number: int) -> None:
    if verb == "row":
        editor.done()
        place.at(number)
        return
    if verb in ("down", "up"):
        editor.done()
        steps.on(steps.at() or number, 1 if verb == "down" else -1)
        return
    # A key that was pressed twice before the page could follow means the row it was pressed for.
    if steps.at() not in (None, number):
        return
    row = held.rows(visit, run).get(number)
    if row is None:
        return
    if verb in ("edit", "reject", "assign"):
        editor.begin(number, verb)
        return
    editor.done()
    done = {"approve": acts.approve, "submit": acts.submit}.get(verb)
    if done is not None and done(visit, run, row):
        steps.on(number)
    elif verb == "ask":
        acts.ask(visit, run, row)
    elif verb == "undo":
        _undo(visit, run, row)


def _undo(visit: Visit, run: str, row: Row) -> None:
    """Take back what this visitor did last, wherever that was; else this row's last change."""
    mine = held.of(run).touched
    last = held.rows(visit, run).get(mine[-1]) if mine else None
    if acts.undo(visit, run, last or row) and last is not None:
        mine.pop()
        place.at(last.row)
