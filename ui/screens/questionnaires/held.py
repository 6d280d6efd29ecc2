"""A questionnaire's rows as this visitor has them, so that going from row to row asks little."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from ui import data
from ui.session import Visit
from vouch_client.models.questionnaires import QuestionnaireSummary, Row, RowDetail

_KEY = "qn-held"
#: After so many seconds others' changes are looked for; while it is being answered, sooner.
_CALM, _BUSY = 20.0, 2.0


@dataclass
class Held:
    """What is known of one questionnaire."""

    run: str
    rows: dict[int, Row] = field(default_factory=dict)
    at: float = float("-inf")
    details: dict[int, tuple[float, RowDetail]] = field(default_factory=dict)
    #: Rows that this visitor changed, the latest last: what "undo" takes back.
    touched: list[int] = field(default_factory=list)


def of(run: str) -> Held:
    """What is held of ``run``; another one's is let go."""
    found: Held | None = st.session_state.get(_KEY)
    if found is None or found.run != run:
        found = Held(run)
        st.session_state[_KEY] = found
    return found


def summary(visit: Visit, run: str, *, fresh: bool = False) -> QuestionnaireSummary:
    """How the questionnaire stands."""
    name = f"questionnaire:{run}"
    if fresh:
        data.forget(name)
    return data.kept(name, lambda: visit.client.questionnaires.get(run), _CALM)


def rows(visit: Visit, run: str, *, busy: bool = False) -> dict[int, Row]:
    """All rows by number, in the order of the file."""
    held = of(run)
    if time.monotonic() - held.at >= (_BUSY if busy else _CALM):
        held.rows = {row.row: row for row in visit.client.questionnaires.rows(run)}
        held.at = time.monotonic()
    return held.rows


def detail(visit: Visit, run: str, number: int) -> RowDetail:
    """All of a row; asked for again when it is another by now than the list says."""
    held = of(run)
    line, known = held.rows.get(number), held.details.get(number)
    fresh = known is not None and time.monotonic() - known[0] < _CALM
    if known is not None and fresh and (line is None or line.etag == known[1].etag):
        return known[1]
    found = visit.client.questionnaires.row(run, number)
    keep(run, found)
    return found


def keep(run: str, found: RowDetail) -> None:
    """Note a row as the service has just sent it."""
    held = of(run)
    held.details[found.row] = (time.monotonic(), found)
    held.rows[found.row] = _line(found)


def replaced(run: str, lines: Iterable[Row]) -> None:
    """Note rows that were just changed; what is known of them beyond the list is out of date."""
    held = of(run)
    for line in lines:
        held.rows[line.row] = line
        held.details.pop(line.row, None)
    stale()


def forget(run: str) -> None:
    """Ask for everything again, but keep what can be undone."""
    held = of(run)
    held.at = float("-inf")
    held.details.clear()
    stale()


def stale() -> None:
    """Counts and lists are out of date: a row was changed."""
    data.forget("questionnaire")


def touched(run: str, numbers: Iterable[int]) -> None:
    """Note whose last change this visitor made."""
    of(run).touched.extend(numbers)


def _line(found: RowDetail) -> Row:
    fields: dict[str, Any] = {name: getattr(found, name) for name in Row.model_fields}
    return Row(**fields)
