"""An entry's history: who did what when, and the words before and after."""

import streamlit as st

from ui import audiences, words
from ui.markup import esc, tag
from ui.parts import differences, states
from ui.parts.dates import ago
from vouch_client.models import Entry
from vouch_client.models.library import EntryChange

_ACTIONS = {
    "add": "Written",
    "edit": "Changed",
    "approve": "Approved",
    "retire": "Retired",
    "undo": "Undone",
    "purge": "Its source was erased",
    "import": "Imported",
}
#: The fields whose change is shown, with their names.
FIELDS = {
    "question": "Question",
    "answer": "Answer",
    "verdict": "Verdict",
    "wordings": "Also answers",
    "evidence": "Evidence",
    "owner": "Owner",
    "tags": "Tags",
    "product": "Product",
    "audience": "Who may be given it",
    "valid_until": "Valid until",
}


def draw(found: Entry) -> None:
    """The changes, the latest first."""
    if not found.history:
        states.empty("No history", "Nothing was noted of this answer.", "history")
        return
    st.html("".join(_moment(one) for one in reversed(found.history)))


def said(one: Entry | None, field: str) -> str:
    """A field of an entry as text; nothing where there is none."""
    if one is None:
        return ""
    if field == "evidence":
        return "\n".join(f"{link.document}: “{link.quote}”" for link in one.evidence)
    value = getattr(one, field)
    if field == "verdict":
        return words.VERDICT.get(value or "", "")
    if field == "audience":
        return audiences.said(str(value))
    return "\n".join(value) if isinstance(value, tuple) else str(value or "")


def differing(before: Entry | None, after: Entry) -> list[str]:
    """The fields that differ."""
    return [name for name in FIELDS if said(before, name) != said(after, name)]


def _moment(one: EntryChange) -> str:
    what = _ACTIONS.get(one.action, one.action)
    top = tag(
        "div",
        "v-moment-top",
        tag("span", "v-strong", esc(what)),
        tag("span", "v-soft", esc(f"by {one.by}, {ago(one.at)}")),
    )
    if one.before is None:
        return tag("section", "v-moment", top)
    pairs = [
        tag("div", "v-label", esc(FIELDS[name]))
        + differences.pair(
            said(one.before, name) or None, said(one.after, name) or None, ("Before", "After")
        )
        for name in differing(one.before, one.after)
    ]
    return tag("section", "v-moment", top, *pairs)
