"""Giving it back: the customer's own file, the report of evidence, and rows for the library."""

from collections.abc import Mapping
from pathlib import PurePosixPath

import streamlit as st

from ui import data
from ui.markup import esc, icon, tag
from ui.parts import downloads, heading, states, table
from ui.parts.dates import ago
from ui.screens.questionnaires import terms
from ui.session import Visit
from vouch_client.errors import ServiceError
from vouch_client.models.questionnaires import FiledRows, LastExport, QuestionnaireSummary, Row

_OWN_FORM = ("pdf", "text")
_FORMS = {"html": "Web page", "xlsx": "Workbook", "md": "Markdown"}
_REPORTS = {**_FORMS, "csv": "CSV", "jsonl": "JSON lines"}
_FILED = "qn-filed"


def draw(visit: Visit, run: QuestionnaireSummary, rows: Mapping[int, Row]) -> None:
    """The three things to take away."""
    reviewer = visit.me.may("reviewer", terms.SCOPE)
    _file(visit, run, rows, reviewer)
    _report(visit, run)
    if reviewer:
        _library(visit, run, rows)


def _file(visit: Visit, run: QuestionnaireSummary, rows: Mapping[int, Row], reviewer: bool) -> None:
    heading.section(
        "The customer's file",
        "Their own file, with nothing but answer cells changed. That is checked before you get it.",
    )
    if not reviewer:
        states.note("A reviewer gives the file out.", "lock")
        return
    everything = st.toggle(
        "Also rows that nobody has approved yet",
        key="qn-everything",
        help="Rejected rows never go out. What goes out counts as told to this customer.",
    )
    st.html(leaving(rows, everything=everything))
    path, stem = f"/v1/questionnaires/{run.id}/export", PurePosixPath(run.name).stem
    params = {"approved": str(not everything).lower()}
    name = f"{stem} (filled){PurePosixPath(run.name).suffix}"
    if run.kind in _OWN_FORM:
        states.note("A PDF or a text takes no answers: you get a document of your own.")
        form = st.segmented_control(
            "As",
            list(_FORMS),
            default="html",
            required=True,
            format_func=_FORMS.__getitem__,
            key="qn-export-form",
        )
        params["form"], name = form or "html", f"{stem} (answers).{form or 'html'}"
    downloads.button(visit.client, "Download the filled file", path, name, "qn-export", **params)
    if run.last_export is not None:
        st.html(given(run.last_export))


def given(last: LastExport) -> str:
    """How it was given back last: what was written, and the cells that took nothing."""
    by = f" by {last.by.rpartition(':')[2]}" if last.by else ""
    cells = f"{last.written:,} cell{'s' if last.written != 1 else ''} written"
    refused = f", {last.refused:,} refused" if last.refused else ""
    text = f"Last given back {ago(last.at)}{by}: {cells}{refused}."
    lines = [tag("div", "v-done", icon("check"), esc(text))]
    lines += [tag("div", "v-soft", esc(note)) for note in last.notes]
    if last.left:
        rows = [[esc(f"{one.sheet} {one.cell}".strip()), esc(one.why)] for one in last.left[:50]]
        lines.append(table.html(("Cell", "Why it was not written"), rows, "Cells not written"))
    return "".join(lines)


def leaving(rows: Mapping[int, Row], *, everything: bool) -> str:
    """What goes into the file, and what stays out, counted."""
    said = [row for row in rows.values() if row.written and row.state != "rejected"]
    goes = [row for row in said if everything or row.state == "approved"]
    cells = sum(len(row.written) for row in goes)
    drafts = sum(1 for row in goes if row.state != "approved")
    stays = [
        (len(said) - len(goes), "answered, and not approved yet"),
        (sum(1 for row in rows.values() if row.outcome == "blank"), "blank"),
        (sum(1 for row in rows.values() if row.state == "rejected"), "rejected"),
        (sum(1 for row in rows.values() if row.state == "waiting"), "not answered yet"),
    ]
    first = f"{cells:,} cells of {len(goes):,} rows are written."
    out = ", ".join(f"{many:,} {why}" for many, why in stays if many)
    lines = [tag("div", "v-effect", esc(first))]
    if drafts:
        warn = f"{drafts:,} of them nobody has approved."
        lines.append(tag("div", "v-warning", icon("warning"), esc(warn)))
    if out:
        lines.append(tag("div", "v-soft", esc(f"Left out: {out}.")))
    return "".join(lines)


def _report(visit: Visit, run: QuestionnaireSummary) -> None:
    heading.section(
        "The evidence report",
        "Every question with its answer, its quotes and where they stand, and why a row is blank.",
    )
    if not visit.me.may("contributor", terms.SCOPE):
        states.note("A contributor may take the report.", "lock")
        return
    form = st.segmented_control(
        "As",
        list(_REPORTS),
        default="html",
        required=True,
        format_func=_REPORTS.__getitem__,
        key="qn-report-form",
        label_visibility="collapsed",
    )
    chosen = form or "html"
    path, stem = f"/v1/questionnaires/{run.id}/report", PurePosixPath(run.name).stem
    name = f"{stem} (report).{chosen}"
    downloads.button(visit.client, "Download the report", path, name, "qn-report", form=chosen)


def _library(visit: Visit, run: QuestionnaireSummary, rows: Mapping[int, Row]) -> None:
    heading.section(
        "Answer it by itself next time",
        "Approved rows become approved answers in the library: the next customer who asks the same "
        "gets them at once, marked Approved.",
    )
    approved = [row.row for row in rows.values() if row.outcome == "approved"]
    if not approved:
        states.note("No row is approved yet.", "verified")
        return
    many = f"{len(approved):,} approved row{'s' if len(approved) > 1 else ''}"
    if st.button(f"Put {many} into the library", icon=":material/collections_bookmark:"):
        try:
            st.session_state[_FILED] = (
                run.id,
                visit.client.questionnaires.to_library(run.id, approved),
            )
        except ServiceError as error:
            states.error(error)
            return
        data.forget("library")
    done: tuple[str, FiledRows] | None = st.session_state.get(_FILED)
    if done is not None and done[0] == run.id:
        st.html(filed(done[1]))


def filed(done: FiledRows) -> str:
    """What became of it."""
    many = len(done.added)
    text = f"{many:,} answer{'s' if many != 1 else ''} added to the library."
    said = tag("div", "v-done", icon("check"), esc(text), role="status")
    if not done.left:
        return said
    lines = [[esc(f"Row {one.row}"), esc(one.why)] for one in done.left[:50]]
    return said + table.html(("Row", "Why it was left out"), lines, "Rows left out")
