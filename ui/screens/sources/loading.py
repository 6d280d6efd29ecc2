"""A load: file by file while it goes on, and its report when it is over."""

from collections.abc import Sequence

import streamlit as st

from ui import data
from ui.markup import esc, icon, sender, tag
from ui.parts import states, table
from ui.session import Visit
from vouch_client import Client
from vouch_client.errors import NotFoundError
from vouch_client.models import Job
from vouch_client.models.documents import DocumentDetail, LoadedFile, LoadReport

_LOOK_SECONDS = 1.0
#: Files of an upload that are listed while they are read, and documents that are named after.
_LISTED, _NAMED = 100, 12
_STATUS = {
    "loaded": ("v-grounded", "check", "read"),
    "changed": ("v-grounded", "update", "a new version"),
    "unchanged": ("v-tag", "check", "as it was"),
    "duplicate": ("v-tag", "content_copy", "there already"),
    "removed": ("v-tag", "remove", "taken out"),
    "skipped": ("v-abstained", "skip_next", "passed over"),
    "failed": ("v-expired", "block", "not read"),
}


def watch(client: Client, identity: str, names: Sequence[str]) -> None:
    """Look at the load each second; once it is over, the page runs again."""

    @st.fragment(run_every=_LOOK_SECONDS)
    def look() -> None:
        job = client.jobs.get(identity)
        if job.over:
            data.forget("documents", f"load-{identity}", "ready")
            st.rerun()
        part = min(1.0, job.done / job.total) if job.total else 0.0
        st.progress(part, text=f"{job.done:,} of {job.total or len(names):,} files read")
        st.html(progress(job, names))
        label = "Stopping" if job.cancelling else "Stop"
        if st.button(label, icon=":material/stop:", disabled=job.cancelling, key="load-stop"):
            client.jobs.cancel(identity)

    look()


def progress(job: Job, names: Sequence[str]) -> str:
    """Each file with where it stands; files are read in the order they were sent."""
    lines = []
    for at, name in enumerate(names[:_LISTED]):
        if at < job.done:
            mark, said = icon("check"), "read"
        elif at == job.done:
            mark, said = tag("span", "v-spinner", aria_hidden="true"), "being read"
        else:
            mark, said = icon("schedule"), "waiting"
        lines.append(
            tag("li", "v-load", mark, tag("span", "v-load-name", esc(name)), esc(said)),
        )
    if len(names) > _LISTED:
        lines.append(tag("li", "v-load", esc(f"and {len(names) - _LISTED:,} more")))
    now = "" if names else tag("div", "v-small", esc(job.note))
    return tag("ul", "v-list v-loads", *lines) + now


def report(visit: Visit, job: Job) -> None:
    """What came of a load: its files, what they say twice, and the documents they became."""
    if job.result is None:
        why = job.problem or "It was stopped before any file was read."
        st.html(states.problem_html(f"Adding ended: {job.state}", why))
        return
    found = LoadReport.model_validate(job.result)
    if job.state == "failed":
        why = "Nothing could be read. The reasons stand below; correct the files and add them again"
        st.html(states.problem_html("No document was added", f"{why}."))
    else:
        states.note(_said(found), "check_circle")
    if found.files:
        st.html(files(found.files))
    if found.near_duplicates:
        st.html(_alike(found))
    _documents(visit, found)


def files(found: Sequence[LoadedFile]) -> str:
    """The files of a load as a table: how each ended, what was wrong, and what to do."""
    columns = ("File", "Outcome", "Documents", "Passages", "What to know")
    return table.html(columns, [_row(one) for one in found], "Files that were added")


def _row(one: LoadedFile) -> list[str]:
    kind, symbol, said = _STATUS.get(one.status, ("v-tag", "help", one.status))
    told = [*([one.problem] if one.problem else []), *one.warnings]
    return [
        tag("div", "v-strong", esc(one.path)),
        tag("span", f"v-badge {kind}", icon(symbol), esc(said)),
        esc(f"{one.documents:,}"),
        esc(f"{one.passages:,}"),
        "".join(tag("div", "v-why", esc(text[:1].upper() + text[1:])) for text in told),
    ]


def _said(found: LoadReport) -> str:
    read = [one for one in found.files if one.status not in ("failed", "skipped")]
    missed = len(found.files) - len(read)
    said = f"{len(read):,} of {len(found.files):,} files read: {found.passages:,} passages to cite."
    return f"{said} {missed:,} could not be read." if missed else said


def _alike(found: LoadReport) -> str:
    """Documents that say nearly the same: one of them is perhaps not needed."""
    rows = [
        [esc(one.first), esc(one.second), esc(f"{one.similarity:.0%}")]
        for one in found.near_duplicates
    ]
    title = tag("h3", "v-section", esc("Nearly the same"))
    lead = "Two versions of one text make answers contradict themselves: keep the one that holds."
    grid = table.html(("This document", "says nearly what this one says", "Alike"), rows, "Alike")
    return title + tag("p", "v-section-lead", esc(lead)) + grid


def _documents(visit: Visit, found: LoadReport) -> None:
    """Ways to the documents that the files became."""
    buttons = []
    for identity in found.document_ids[:_NAMED]:
        one = _document(visit, identity)
        if one is None:
            continue
        inner = icon("draft") + tag("span", "", esc(one.title or "Untitled"))
        buttons.append(sender("v-action v-open", f"doc:{identity}", inner))
    more = len(found.document_ids) - _NAMED
    rest = tag("span", "v-small", esc(f"and {more:,} more")) if more > 0 else ""
    if buttons:
        st.html(tag("div", "v-opens", *buttons, rest))


def _document(visit: Visit, identity: str) -> DocumentDetail | None:
    """The document, or None where it was taken out or erased since."""
    try:
        return data.kept(
            f"documents-line-{identity}", lambda: visit.client.documents.get(identity), 60
        )
    except NotFoundError:
        return None
