"""A person's words for a row, saved as they are written; why it is rejected; who sees to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from ui import words
from ui.markup import esc, tag
from ui.screens.questionnaires import acts, held
from ui.session import Visit
from vouch_client.models.questionnaires import AnswerCell, RowDetail

_NONE = ""
_MODE, _EDITED = "qn-mode", "qn-edited"
#: Where the keyboard goes when each opens.
FOCUS = {
    "edit": ".st-key-v-edit textarea",
    "reject": ".st-key-v-reject input",
    "assign": ".st-key-v-assign input",
}


@dataclass
class _Edited:
    """A row in the fields: as it was when they opened, and as this visitor last saved it."""

    first: RowDetail
    seen: RowDetail
    #: What was refused: it is not sent again by itself.
    refused: dict[str, Any] | None = None


def mode(row: int) -> str:
    """What stands open for this row: edit, reject, assign or nothing."""
    found: tuple[int, str] | None = st.session_state.get(_MODE)
    return found[1] if found is not None and found[0] == row else ""


def begin(row: int, what: str) -> None:
    """Open one; the same again closes it."""
    if mode(row) == what:
        done()
    else:
        st.session_state[_MODE] = (row, what)


def done() -> None:
    """Close what stands open."""
    st.session_state.pop(_MODE, None)
    st.session_state.pop(_EDITED, None)


def edit(visit: Visit, run: str, row: RowDetail) -> bool:
    """The answer, its verdict and its cells as fields; whether there is something new to show.

    What is saved is a change of the row as this visitor saw it, so that another's words are never
    overwritten unseen.
    """
    edited = _edited(row)
    first, base = edited.first, f"qn-edit-{row.row}"
    with st.container(border=True, key="v-edit"):
        verdict = st.segmented_control(
            "Short answer",
            [_NONE, *words.VERDICT],
            default=first.verdict or _NONE,
            required=True,
            format_func=lambda name: words.VERDICT.get(name, "None"),
            key=f"{base}-verdict",
        )
        text = st.text_area(
            "Answer", value=first.answer, max_chars=20_000, height=140, key=f"{base}-text"
        )
        cells = _cells(edited.seen, base)
        hint = "Saved when you pause. Escape when you are done; u takes it back."
        st.html(tag("div", "v-small", esc(hint)))
    changes: dict[str, Any] = {}
    if text.strip() != edited.seen.answer.strip():
        changes["answer"] = text.strip()
    if (verdict or None) != edited.seen.verdict:
        changes["verdict"] = verdict or None
    if cells:
        changes["cells"] = cells
    if not changes or changes == edited.refused or acts.clash() is not None:
        return False
    if acts.edit(visit, run, edited.seen, changes):
        edited.seen, edited.refused = held.detail(visit, run, row.row), None
    else:
        edited.refused = changes
    return True


def _edited(row: RowDetail) -> _Edited:
    found: _Edited | None = st.session_state.get(_EDITED)
    if found is None or found.first.row != row.row:
        found = _Edited(row, row)
        st.session_state[_EDITED] = found
    return found


def _cells(row: RowDetail, base: str) -> dict[str, str]:
    """Fields for the cells, where a person wants other words than the answer's."""
    writable = [cell for cell in row.found.cells if cell.writable]
    if not writable:
        return {}
    changed = {}
    with st.expander("The cells one by one"):
        for cell in writable:
            held = row.written.get(cell.cell, "")
            given = _cell(cell, held, f"{base}-{cell.cell}-{row.etag}")
            if given != held:
                changed[cell.cell] = given
    return changed


def _cell(cell: AnswerCell, held: str, key: str) -> str:
    if cell.closed:
        options = list(dict.fromkeys(("", *cell.choices, *((held,) if held else ()))))
        found = st.selectbox(
            cell.cell,
            options,
            index=options.index(held),
            format_func=lambda text: text or "Leave empty",
            key=key,
        )
        return str(found or "")
    return st.text_input(cell.cell, value=held, max_chars=20_000, key=key).strip()


def reject(visit: Visit, run: str, row: RowDetail) -> bool:
    """Ask why, and turn it down; whether that was done."""
    with (
        st.container(key="v-reject"),
        st.form(f"qn-reject-{row.row}", border=True, enter_to_submit=True),
    ):
        why = st.text_input(
            "Why is it wrong?",
            max_chars=2_000,
            placeholder="Names the wrong product",
            help="Whoever edits it sees this. Enter rejects the row.",
        )
        sent = st.form_submit_button("Reject", type="primary")
    return sent and acts.reject(visit, run, row, why.strip())


def assign(visit: Visit, run: str, row: RowDetail, owners: Iterable[str]) -> bool:
    """Say who sees to it and until when; whether that was done."""
    known = sorted({one for one in (*owners, row.owner, row.ask) if one})
    with st.container(border=True, key="v-assign"):
        left, right = st.columns([2, 1])
        owner = left.selectbox(
            "Who sees to this row",
            known,
            index=known.index(row.owner) if row.owner in known else None,
            placeholder="Type a name, then Enter",
            accept_new_options=True,
            key=f"qn-owner-{row.row}-{row.owner}",
        )
        due = right.date_input(
            "Until",
            value=_date(row.due),
            format="DD/MM/YYYY",
            key=f"qn-due-{row.row}-{row.due}",
        )
    wanted = str(owner or "").strip()[:200]
    until = due.isoformat() if isinstance(due, date) else None
    if wanted == row.owner and until in (row.due, None):
        return False
    if acts.clash() is not None:
        return False
    return acts.assign(
        visit,
        run,
        row,
        wanted if wanted != row.owner else None,
        until if until != row.due else None,
    )


def _date(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None
