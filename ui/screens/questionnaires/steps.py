"""Going from row to row: the order is that of the list as it was last shown."""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.errors import StreamlitAPIException

from ui.screens.questionnaires import place
from ui.screens.questionnaires.filters import Filter
from vouch_client.models.questionnaires import Row

_ORDER, _FILTER = "qn-order", "qn-filter"


def current(shown: Sequence[Row], rows: Mapping[int, Row], chosen: Filter) -> int | None:
    """The row to look at; it goes into the address.

    A row that was changed and is not shown any more stays until the visitor moves on, or chooses
    other rows.
    """
    before = st.session_state.get(_FILTER)
    st.session_state[_FILTER] = chosen
    numbers = [row.row for row in shown]
    at = place.row()
    stays = at in rows and before in (None, chosen)
    if at not in numbers and not stays:
        at = numbers[0] if numbers else None
    if at is not None:
        if at not in numbers:
            numbers = _with(numbers, at)
        place.at(at)
    st.session_state[_ORDER] = numbers
    return at


def _with(numbers: list[int], at: int) -> list[int]:
    """``numbers`` with a row that has left them at the place it had."""
    order: list[int] = st.session_state.get(_ORDER, [])
    if at not in order:
        return sorted([*numbers, at])
    after = [one for one in order[order.index(at) + 1 :] if one in numbers]
    place_ = numbers.index(after[0]) if after else len(numbers)
    return [*numbers[:place_], at, *numbers[place_:]]


def at() -> int | None:
    """The row that is looked at."""
    return place.row()


def on(number: int, by: int = 1) -> None:
    """Go to the row after this one (or before it); at the end it stays."""
    order: list[int] = st.session_state.get(_ORDER, [])
    if number not in order:
        return
    to = order.index(number) + by
    if 0 <= to < len(order):
        place.at(order[to])


def redraw() -> None:
    """Draw this fragment again; all of the page where all of it is being drawn."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
