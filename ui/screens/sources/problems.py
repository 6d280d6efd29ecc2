"""What loading could not read, or not all of, and why."""

import streamlit as st

from ui import data
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import heading, paging, states, table
from ui.parts.dates import ago
from ui.session import Visit
from vouch_client.models.documents import Problem

_LIMIT = 50


def draw(visit: Visit) -> None:
    """The files with their reasons, the latest first."""
    heading.section(
        "Not read, or not all of it",
        "No answer can rest on what was not read. Correct the file, then add it again under the "
        "same name; a file that was read since is not here.",
    )
    offset = paging.offset("problems", _LIMIT)
    found = data.kept(
        f"documents-problems:{offset}",
        lambda: visit.client.documents.problems(limit=_LIMIT, offset=offset),
        30,
    )
    if not found.total:
        states.empty("Everything was read", "Every file that was added, to its end.", "done_all")
        return
    st.html(listing(found.problems))
    paging.bar("problems", found.total, _LIMIT, "files")


def listing(found: list[Problem]) -> str:
    """Problems as a table; a document that was read in part sends ``doc:<id>``."""
    return table.html(
        ("File", "What", "Why", "When"), [_row(one) for one in found], "Files that were not read"
    )


def file_name(path: str) -> str:
    """A file's name with the folder it lies in."""
    return "/".join(path.replace("\\", "/").split("/")[-2:])


def _row(one: Problem) -> list[str]:
    name = tag("div", "v-small", esc(file_name(one.path)))
    if one.document_id:
        title = sender("v-link", f"doc:{one.document_id}", esc(one.title or "Untitled"))
        what = tag("span", "v-badge v-abstained", icon("content_cut"), "read in part")
    else:
        title = tag("div", "v-strong", esc(one.path.replace("\\", "/").rsplit("/", 1)[-1]))
        what = tag("span", "v-badge v-expired", icon("block"), "not read")
    why = "".join(tag("div", "v-why", esc(_sentence(reason))) for reason in one.reasons)
    return [title + name, what, why or badge("tag", "no reason given"), esc(ago(one.at))]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
