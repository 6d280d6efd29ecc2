"""Taking answers in from a file: first what would happen, then doing it."""

import uuid
from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui import data, words
from ui.markup import esc, sender, tag
from ui.parts import heading, states, table
from ui.session import Visit
from vouch_client.errors import VouchClientError
from vouch_client.models.library import ImportedRow, ImportReport, RefusedRow

_COLUMNS = {
    "question": "Questions",
    "answer": "Answers",
    "verdict": "Yes or no",
    "owner": "Owner",
    "tags": "Tags",
    "valid_until": "Valid until",
}
_ROUND, _DONE = "import-round", "import-done"
_SHOWN = 100


def draw(visit: Visit, _sent: str) -> None:
    """Choose a file, see what would be added, add it."""
    heading.section(
        "Import",
        "A questionnaire that was answered before, or an export of a library: CSV, Excel or JSON.",
    )
    done: ImportReport | None = st.session_state.get(_DONE)
    if done is not None:
        _done(done)
        return
    number = st.session_state.setdefault(_ROUND, 0)
    file = st.file_uploader("Choose a file", type=["csv", "xlsx", "json"], key=f"import-{number}")
    columns = _columns(number)
    if file is None:
        return
    content = file.getvalue()
    name = f"library-import:{file.file_id}:{sorted(columns.items())}"
    try:
        with st.spinner("Reading the file"):
            found = data.kept(
                name,
                lambda: visit.client.library.take_in(
                    file.name, content, columns=columns, dry_run=True
                ),
                600,
            )
    except VouchClientError as error:
        states.error(error)
        states.note("Where the columns are not found by their headers, name them above.", "info")
        return
    st.html(preview(found))
    _take(visit, found, {"name": file.name, "file": content, "columns": columns})


def preview(found: ImportReport) -> str:
    """How many rows are added, repeated and refused, and which."""
    would = found.dry_run
    figures = (
        (len(found.added), "would be added" if would else "added"),
        (len(found.repeated), "there already"),
        (len(found.refused), "refused"),
        (found.without_answer, "without an answer"),
    )
    cards = "".join(
        tag("li", "", tag("div", "v-tell-number", esc(f"{number:,}")), esc(said))
        for number, said in figures
    )
    parts = [tag("ul", "v-list v-tell", cards)]
    parts.append(_rows("Would be added" if would else "Added", found.added))
    parts.append(_rows("There already, so left out", found.repeated))
    parts.append(_refused(found.refused))
    return "".join(parts)


def _rows(title: str, found: Sequence[ImportedRow]) -> str:
    if not found:
        return ""
    lines = []
    for one in found[:_SHOWN]:
        verdict = words.VERDICT.get(one.verdict or "", "")
        question = esc(one.question)
        if one.entry:
            question = sender("v-link", f"entry:{one.entry}", question)
        lines.append([question, esc(verdict), esc(one.answer), esc(one.place)])
    head = tag("h3", "v-label", esc(f"{title} ({len(found):,})"))
    grid = table.html(("Question", "Verdict", "Answer", "Where"), lines, title)
    return head + grid + _more(len(found))


def _refused(found: Sequence[RefusedRow]) -> str:
    if not found:
        return ""
    lines = [
        [esc(one.place), esc(one.reason[:1].upper() + one.reason[1:])] for one in found[:_SHOWN]
    ]
    head = tag("h3", "v-label", esc(f"Refused ({len(found):,})"))
    return head + table.html(("Where", "Why"), lines, "Refused rows") + _more(len(found))


def _more(many: int) -> str:
    more = many - _SHOWN
    return tag("div", "v-small", esc(f"and {more:,} more")) if more > 0 else ""


def _columns(number: int) -> dict[str, str]:
    """Columns named by hand; mostly none, since headers say what they are."""
    with st.expander("Which columns hold what", icon=":material/view_column:"):
        states.note("Leave these empty first: most files are understood by their headers.")
        places = st.columns(3)
        given = {
            field: places[at % 3].text_input(
                said,
                max_chars=100,
                placeholder="C, or the header",
                key=f"import-{field}-{number}",
            )
            for at, (field, said) in enumerate(_COLUMNS.items())
        }
    # Commas and equals signs are how the service tells them apart.
    return {
        field: where.strip()
        for field, where in given.items()
        if where.strip() and not set(",=") & set(where)
    }


def _take(visit: Visit, found: ImportReport, sent: dict[str, Any]) -> None:
    if not found.added:
        states.note("There is nothing new to add.")
        return
    many = "1 answer" if len(found.added) == 1 else f"{len(found.added):,} answers"
    with st.container(horizontal=True):
        drafts = st.button(f"Add {many} as drafts", type="primary", key="import-go")
        approve = visit.me.may("reviewer", "library") and st.button(
            f"Add and approve {many}",
            key="import-approve",
            help="They are given at once, in your name. Do it for answers that were signed before.",
        )
    if not (drafts or approve):
        return
    token = st.session_state.setdefault("import-token", str(uuid.uuid4()))
    try:
        with st.spinner("Adding the answers"):
            done = visit.client.library.take_in(
                **sent, approve=bool(approve), idempotency_key=token
            )
    except VouchClientError as error:
        del st.session_state["import-token"]
        states.error(error)
        return
    del st.session_state["import-token"]
    data.forget("library")
    st.session_state[_DONE] = done
    st.session_state[_ROUND] += 1
    st.rerun()


def _done(done: ImportReport) -> None:
    many = len(done.added)
    said = "1 answer was added." if many == 1 else f"{many:,} answers were added."
    states.note(said, "check_circle")
    st.html(preview(done))
    st.button("Import another file", key="import-again", on_click=_again)


def _again() -> None:
    st.session_state.pop(_DONE, None)
