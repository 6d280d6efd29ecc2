"""The list of documents: search, filters, what needs a look first."""

from typing import Any

import streamlit as st

from ui import audiences, data, words
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import labels, paging, states, table
from ui.parts.dates import ago, day
from ui.session import Visit
from vouch_client.models import Document, DocumentPage

_LIMIT = 50
_STANDING = {
    "": "Any",
    "in_date": "In date",
    "expired": "Out of date",
    "incomplete": "Not read whole",
}
_ORDER = {"problems": "Problems first", "title": "By title", "changed": "Latest change"}
#: The collections that documents are loaded into.
COLLECTIONS = ("policy", "framework", "reference")


def draw(visit: Visit) -> None:
    """The documents in use."""
    chosen = _filters(visit)
    offset = paging.offset("sources", _LIMIT)
    found = _fetched(visit, chosen, offset)
    _unread(visit)
    if not found.total:
        _nothing(visit, any(chosen[name] for name in chosen if name != "order"))
        return
    st.html(rows(found.documents, "Documents"))
    paging.bar("sources", found.total, _LIMIT, "documents")


def removed(visit: Visit) -> None:
    """The documents that were taken out of answers."""
    states.note(
        "No answer uses these any more. They stay readable, so that an answer given earlier can "
        "still be checked; open one to bring it back or to erase it for good."
    )
    offset = paging.offset("sources-removed", _LIMIT)
    found = _fetched(visit, {"state": "removed", "order": "changed"}, offset)
    if not found.total:
        states.empty("Nothing was taken out", "Documents are taken out on their own page.", "inbox")
        return
    st.html(rows(found.documents, "Documents that were taken out"))
    paging.bar("sources-removed", found.total, _LIMIT, "documents")


def rows(found: list[Document], caption: str) -> str:
    """Documents as a table; a title sends ``doc:<id>``."""
    columns = ("Document", "Proves, for whom", "Dates", "Version", "Passages")
    return table.html(columns, [_row(one) for one in found], caption)


def dated(one: Document) -> str:
    """A document's last day, and whether it has passed."""
    last = min((d for d in (one.review_by, one.valid_until) if d), default=None)
    if last is None:
        return tag("span", "v-soft", "no end date")
    if one.expired:
        said = esc(f"out of date since {day(last)}")
        return tag("span", "v-badge v-expired", icon("event_busy"), said)
    kind = "review by" if last == one.review_by else "in date until"
    return tag("span", "v-soft", esc(f"{kind} {day(last)}"))


def _row(one: Document) -> list[str]:
    facts = " · ".join(part for part in (one.reference, one.owner) if part)
    title = sender("v-link", f"doc:{one.id}", esc(one.title or "Untitled"))
    if one.incomplete:
        title += " " + tag("span", "v-badge v-abstained", icon("content_cut"), "not read whole")
    title += tag("div", "v-small", esc(facts)) if facts else ""
    changed = tag("div", "v-small v-short", esc(ago(one.changed_at)))
    audience = badge("tag", audiences.said(one.audience))
    return [
        title,
        tag("div", "v-stack", labels.collection(one.collection), audience),
        dated(one),
        esc(one.label or f"{one.version}") + changed,
        esc(f"{one.passages:,}"),
    ]


def _filters(visit: Visit) -> dict[str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="v-filters-sources"):
        text = st.text_input(
            "Search",
            type="search",
            max_chars=200,
            placeholder="Title, reference, owner or file",
            key="sources-text",
            bind="query-params",
            on_change=_first,
        )
        collection = _choice(
            "Proves",
            {"": "Anything", **{name: words.COLLECTIONS[name] for name in COLLECTIONS}},
            "sources-collection",
            "Our own policies prove what you do; standards say what is required; guides explain.",
        )
        level = _choice(
            "Who may see it",
            {"": "Anybody", **{name: audiences.said(name) for name in audiences.seen(visit.me)}},
            "sources-level",
            "For whom the document is meant.",
        )
        standing = _choice("Dates", _STANDING, "sources-standing", "In date, or past a date.")
        order = _choice("Order", _ORDER, "sources-order", "What needs a look stands first.")
    wanted = {"text": (text or "").strip(), "collection": collection, "level": level}
    return {**wanted, "standing": standing, "order": order}


def _choice(label: str, names: dict[str, str], key: str, explained: str) -> str:
    found: str = st.selectbox(
        label,
        list(names),
        format_func=names.__getitem__,
        key=key,
        bind="query-params",
        help=explained,
        on_change=_first,
    )
    return found


def _fetched(visit: Visit, chosen: dict[str, str], offset: int) -> DocumentPage:
    wanted: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return data.kept(
        f"documents:{sorted(wanted.items())}:{offset}",
        lambda: visit.client.documents.list(limit=_LIMIT, offset=offset, **wanted),
        30,
    )


def _unread(visit: Visit) -> None:
    """A way to what could not be read, where there is anything."""
    many = data.kept("documents-unread", lambda: visit.client.documents.problems(limit=1), 30).total
    if many:
        said = "1 file was not read, or not all of it."
        said = said if many == 1 else f"{many:,} files were not read, or not all of them."
        act = sender("v-action", "part:problems", esc("See why"), icon("chevron_right"))
        st.html(tag("div", "v-remark v-remark-amber", icon("warning"), esc(said), act))


def _nothing(visit: Visit, filtered: bool) -> None:
    if filtered:
        states.empty("No document is like this", "Take a filter away, or search less.", "search")
        return
    may = visit.me.may("contributor", "documents")
    told = "Press Add documents above." if may else "A contributor can add some."
    states.empty("No documents yet", f"{told} Answers rest on them alone.", "draft")


def _first() -> None:
    paging.first("sources")
