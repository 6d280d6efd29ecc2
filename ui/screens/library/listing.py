"""The list of answers: search, filters, choosing several."""

from typing import Any

import streamlit as st

from ui import data, words
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import paging, states, table
from ui.parts.dates import ago
from ui.screens.library import badges, bulk
from ui.session import Visit
from vouch_client.models import Entry, EntryPage

_LIMIT = 50
_STATES = {"": "In use", "draft": "Drafts", "approved": "Approved", "retired": "Retired"}
_ORDER = {"changed": "Latest change", "created": "Newest", "question": "A to Z"}
_FILTERS = ("text", "state", "standing", "owner", "tag", "product")


def draw(visit: Visit, sent: str) -> None:
    """The entries, a page at a time."""
    known = _fetched(visit, {}, 0, limit=1)
    chosen = _filters(known)
    offset = paging.offset("library", _LIMIT)
    found = _fetched(visit, chosen, offset)
    bulk.told()
    if not found.total:
        _nothing(visit, any(chosen.get(name) for name in _FILTERS))
        return
    several = visit.me.may("reviewer", "library") and st.toggle(
        "Choose several", key="library-several", help="To approve or retire them together."
    )
    if several:
        bulk.take(sent, found.entries)
        bulk.bar(visit, found.entries)
    picked = set(bulk.chosen()) if several else None
    st.html(rows(found.entries, picked))
    paging.bar("library", found.total, _LIMIT, "answers")


def rows(found: list[Entry], picked: set[str] | None = None) -> str:
    """Entries as a table: a question sends ``entry:<id>``, a box ``pick:<id>``.

    ``picked`` are those whose box is ticked; None draws no boxes.
    """
    columns = ["Answer", "How it stands", "Owner"]
    lines = [_row(one) for one in found]
    if picked is not None:
        columns.insert(0, "")
        lines = [
            [_box(one, number, one.id in picked), *line]
            for number, (one, line) in enumerate(zip(found, lines, strict=True), start=1)
        ]
    return table.html(columns, lines, "Answers")


def _row(one: Entry) -> list[str]:
    verdict = f"{words.VERDICT[one.verdict]}. " if one.verdict in words.VERDICT else ""
    title = sender("v-link", f"entry:{one.id}", esc(one.question))
    said = tag("div", "v-excerpt", esc(verdict + one.answer))
    tags = "".join(badge("tag", name) + " " for name in one.tags[:4])
    more = tag("div", "v-small", tags) if tags else ""
    owner = esc(one.owner or "nobody named")
    if one.product:
        owner += tag("div", "v-small", esc(one.product))
    return [
        title + said + more,
        tag("div", "v-stack", badges.state(one), badges.standing(one)),
        owner + tag("div", "v-small v-short", esc(f"changed {ago(one.changed_at)}")),
    ]


def _box(one: Entry, number: int, ticked: bool) -> str:
    return sender(
        "v-check",
        f"pick:{one.id}",
        icon("check_box" if ticked else "check_box_outline_blank"),
        role="checkbox",
        aria_checked=str(ticked).lower(),
        aria_label=f"Choose row {number}",
    )


def _filters(known: EntryPage) -> dict[str, str]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="v-filters-library"):
        text = st.text_input(
            "Search",
            type="search",
            max_chars=200,
            placeholder="Words of the question or the answer",
            key="library-text",
            bind="query-params",
            on_change=_first,
        )
        state = _choice("State", _states(known), "library-state")
        standing = _choice(
            "Evidence", {"": "Any", **badges.STANDINGS}, "library-standing", badges.STANDING_HELP
        )
        owner = _named("Owner", known.owners, "library-owner")
        named = _named("Tag", known.tags, "library-tag")
        product = _named("Product", known.products, "library-product")
        order = _choice("Order", _ORDER, "library-order")
    return {
        "text": (text or "").strip(),
        "state": state,
        "standing": standing,
        "owner": owner,
        "tag": named,
        "product": product,
        "order": order,
    }


def _states(known: EntryPage) -> dict[str, str]:
    counted = {name: known.states.get(name, 0) for name in _STATES if name}
    return {name: f"{said} ({counted[name]:,})" if name else said for name, said in _STATES.items()}


def _named(label: str, found: tuple[str, ...], key: str) -> str:
    """A filter by name; none where nothing has such a name."""
    return _choice(label, {"": "Any", **{name: name for name in found}}, key) if found else ""


def _choice(label: str, names: dict[str, str], key: str, explained: str | None = None) -> str:
    found: str = st.selectbox(
        label,
        list(names),
        format_func=lambda name: names.get(name, name),
        key=key,
        bind="query-params",
        help=explained,
        on_change=_first,
    )
    return found


def _fetched(visit: Visit, chosen: dict[str, str], offset: int, limit: int = _LIMIT) -> EntryPage:
    wanted: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return data.kept(
        f"library-list:{sorted(wanted.items())}:{offset}:{limit}",
        lambda: visit.client.library.list(limit=limit, offset=offset, **wanted),
        30,
    )


def _nothing(visit: Visit, filtered: bool) -> None:
    if filtered:
        states.empty("No answer is like this", "Take a filter away, or search less.", "search")
    elif visit.me.may("contributor", "library"):
        states.empty(
            "No answers yet",
            "Import a past questionnaire, write one under New answer, or save a good answer on the "
            "Ask page. A reviewer then approves it.",
            "collections_bookmark",
        )
    else:
        states.empty("No answers yet", "A contributor can draft some.", "collections_bookmark")


def _first() -> None:
    paging.first("library")
