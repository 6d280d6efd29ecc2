"""A document's versions, and what changed between two of them."""

import streamlit as st

from ui import data
from ui.markup import badge, esc, tag
from ui.parts import differences, paging, states, table
from ui.parts.dates import ago, day
from ui.session import Visit
from vouch_client.models.changes import Change, Changes
from vouch_client.models.documents import DocumentDetail, Version

_LIMIT = 30
_KINDS = {
    "changed": ("v-abstained", "changed"),
    "added": ("v-grounded", "added"),
    "removed": ("v-expired", "removed"),
}
_FACTS = {
    "title": "Title",
    "reference": "Reference",
    "owner": "Owner",
    "label": "Version",
    "status": "Status",
    "effective": "In force since",
    "review_by": "Due for review",
    "valid_until": "Valid until",
}


def draw(visit: Visit, found: DocumentDetail, _sent: str) -> None:
    """The versions, and two of them side by side."""
    st.html(listing(found))
    if len(found.history) < 2:
        states.note("Add a file of the same name, and the new version is compared with this one.")
        return
    numbers = [one.version for one in found.history]
    names = {one.version: _name(one) for one in found.history}
    left, right = st.columns(2)
    before = left.selectbox(
        "Compare",
        numbers,
        index=len(numbers) - 2,
        format_func=names.__getitem__,
        key=f"versions-from-{found.id}",
        on_change=_first,
    )
    after = right.selectbox(
        "with",
        numbers,
        index=len(numbers) - 1,
        format_func=names.__getitem__,
        key=f"versions-to-{found.id}",
        on_change=_first,
    )
    if before == after:
        states.note("Choose two versions that differ.")
        return
    offset = paging.offset("changes", _LIMIT)
    changes = data.kept(
        f"documents-changes-{found.id}-{before}-{after}-{offset}",
        lambda: visit.client.documents.changes(
            found.id, before, after, limit=_LIMIT, offset=offset
        ),
        600,
    )
    st.html(compared(changes))
    if changes.total:
        paging.bar("changes", changes.total, _LIMIT, "changes")


def listing(found: DocumentDetail) -> str:
    """The versions as a table, the latest first."""
    rows = []
    for one in reversed(found.history):
        mark = badge("grounded", "in force") if one.version == found.current else ""
        until = day(one.superseded_at) if one.superseded_at else ""
        rows.append([esc(_name(one)) + " " + mark, esc(ago(one.loaded_at)), esc(until)])
    return table.html(("Version", "Added", "Replaced"), rows, "Versions")


def compared(found: Changes) -> str:
    """What changed: the facts, then block by block."""
    parts = []
    if found.facts:
        rows = [
            [esc(_FACTS.get(one.name, one.name)), esc(one.before or "–"), esc(one.after or "–")]
            for one in found.facts
        ]
        columns = ("What it says of itself", f"Version {found.from_}", f"Version {found.to}")
        parts.append(table.html(columns, rows, "What it says of itself"))
    if not found.total:
        parts.append(tag("p", "v-section-lead", esc("The words are the same in both.")))
    else:
        said = ", ".join(
            f"{found.counts.get(k, 0):,} {_KINDS[k][1]}" for k in _KINDS if found.counts.get(k)
        )
        parts.append(tag("p", "v-section-lead", esc(said)))
    names = (f"Version {found.from_}", f"Version {found.to}")
    parts += [_change(one, names) for one in found.changes]
    return "".join(parts)


def _change(one: Change, names: tuple[str, str]) -> str:
    kind, said = _KINDS.get(one.kind, ("v-tag", one.kind))
    block = one.to or one.from_
    page = badge("tag", f"page {block.page}") if block and block.page else ""
    top = tag("div", "v-change-top", tag("span", f"v-badge {kind}", esc(said)), page)
    before = None if one.from_ is None else _plain(one.from_.text)
    after = None if one.to is None else _plain(one.to.text)
    return tag("section", "v-change", top, differences.pair(before, after, names))


def _plain(text: str) -> str:
    return text.replace("\t", " · ")


def _name(one: Version) -> str:
    return f"{one.version} ({one.label})" if one.label else f"{one.version}"


def _first() -> None:
    paging.first("changes")
