"""What the visitor does to rows, and what is said of it.

Everything that can be refused goes through ``tried``: a row that somebody else has changed in the
meantime (412) is noted with what was wanted, so that both versions can be shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from ui.screens.questionnaires import held
from ui.session import Visit
from vouch_client.errors import ServiceError, UnreachableError, VouchClientError
from vouch_client.models.questionnaires import Row, RowDetail

_SAID, _FAILED, _CLASH = "qn-said", "qn-failed", "qn-clash"


@dataclass(frozen=True)
class Clash:
    """A change that was refused: the row as this visitor saw it, and what they wanted."""

    row: Row
    what: str
    changes: Mapping[str, Any] = field(default_factory=dict)


def approve(visit: Visit, run: str, row: Row) -> bool:
    """Sign a row that was looked at; whether it was done."""
    return _rows(run, row, "Approved", lambda one: visit.client.questionnaires.approve(
            run, [one], named=True
        ).rows,
    )  # fmt: skip


def reject(visit: Visit, run: str, row: Row, why: str) -> bool:
    """Turn a row down."""
    return _rows(
        run,
        row,
        "Rejected",
        lambda one: visit.client.questionnaires.reject(run, [one], why).rows,
        {"why": why},
    )


def submit(visit: Visit, run: str, row: Row) -> bool:
    """Put a row up for review."""
    return _rows(
        run,
        row,
        "Put up for review",
        lambda one: visit.client.questionnaires.submit(run, [one]).rows,
    )


def assign(visit: Visit, run: str, row: Row, owner: str | None, due: str | None) -> bool:
    """Say who sees to a row, until when."""
    return _rows(
        run,
        row,
        "Assigned",
        lambda one: visit.client.questionnaires.assign(run, [one], owner, due).rows,
        {"owner": owner, "due": due},
    )


def edit(visit: Visit, run: str, row: Row, changes: Mapping[str, Any]) -> bool:
    """Put a person's words in."""

    def do() -> None:
        held.keep(run, visit.client.questionnaires.edit(run, row, changes))
        held.stale()

    return tried(do, Clash(row, "edit", changes), run, f"Saved row {row.row}", row.row)


def ask(visit: Visit, run: str, row: Row) -> bool:
    """Ask a row again."""

    def do() -> None:
        held.keep(run, visit.client.questionnaires.ask(run, row.row))
        held.stale()

    with st.spinner("Looking for an answer…"):
        return tried(do, Clash(row, "ask"), run, f"Asked row {row.row} again", 0)


def undo(visit: Visit, run: str, row: Row) -> bool:
    """Take back the last change of a row."""

    def do() -> None:
        held.keep(run, visit.client.questionnaires.undo(run, row))
        held.stale()

    return tried(do, Clash(row, "undo"), run, f"Took back the last change of row {row.row}", 0)


def tried(do: Callable[[], None], wanted: Clash, run: str, done: str, number: int) -> bool:
    """Do it; whether it worked. ``number`` is noted as changed by this visitor."""
    try:
        do()
    except UnreachableError:
        raise
    except ServiceError as error:
        if error.status == 412:
            st.session_state[_CLASH] = wanted
            held.forget(run)
        else:
            st.session_state[_FAILED] = error
        return False
    if number:
        held.touched(run, [number])
    say(done)
    return True


def say(text: str) -> None:
    """Note what to tell the visitor once."""
    st.session_state[_SAID] = text
    st.session_state.pop(_FAILED, None)


def said() -> str:
    """What was done, once."""
    return str(st.session_state.pop(_SAID, ""))


def failed() -> VouchClientError | None:
    """What was refused, once."""
    found: VouchClientError | None = st.session_state.pop(_FAILED, None)
    return found


def clash() -> Clash | None:
    """The change that met somebody else's."""
    return st.session_state.get(_CLASH)


def settle() -> None:
    """The clash is decided."""
    st.session_state.pop(_CLASH, None)


def again(visit: Visit, run: str, wanted: Clash, now: RowDetail) -> bool:
    """Do what was wanted, to the row as it stands now."""
    settle()
    if wanted.what == "edit":
        return edit(visit, run, now, wanted.changes)
    if wanted.what == "Approved":
        return approve(visit, run, now)
    if wanted.what == "Rejected":
        return reject(visit, run, now, str(wanted.changes.get("why") or ""))
    if wanted.what == "Assigned":
        return assign(visit, run, now, wanted.changes.get("owner"), wanted.changes.get("due"))
    if wanted.what == "undo":
        return undo(visit, run, now)
    return submit(visit, run, now)


def _rows(
    run: str,
    row: Row,
    what: str,
    send: Callable[[Row], Sequence[Row]],
    changes: Mapping[str, Any] | None = None,
) -> bool:
    def do() -> None:
        held.replaced(run, send(row))

    return tried(do, Clash(row, what, changes or {}), run, f"{what}: row {row.row}", row.row)
