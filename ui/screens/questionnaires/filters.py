"""Which rows are shown: a row of buttons with counts, a search, and finer choices behind one."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import streamlit as st

from ui import words
from ui.screens.questionnaires import place, terms
from vouch_client.models.questionnaires import Row

NOBODY = "Nobody"
_STATE, _OUTCOME, _REASON = "qn-state", "qn-outcome", "qn-reason"
_OWNER, _SECTION = "qn-owner", "qn-section"
_FINE = (_STATE, _OUTCOME, _REASON, _OWNER, _SECTION)

_SHOWN: dict[str, Callable[[Row], bool]] = {
    "all": lambda _row: True,
    "review": lambda row: (
        row.state in ("drafted", "in_review", "edited")
        and row.outcome not in ("blank", "skipped", "waiting")
    ),
    "look": lambda row: row.risk > 0 and row.state not in ("approved", "rejected"),
    "blank": lambda row: row.outcome == "blank",
    "approved": lambda row: row.state == "approved",
    "rejected": lambda row: row.state == "rejected",
}


@dataclass(frozen=True)
class Filter:
    """What a row must be to be shown; an empty field asks for nothing."""

    show: str = "all"
    text: str = ""
    state: str = ""
    outcome: str = ""
    reason: str = ""
    owner: str = ""
    section: str = ""

    def takes(self, row: Row) -> bool:
        """Whether a row is shown."""
        said = f"{row.ref} {row.question} {row.answer}".casefold()
        owner = row.owner or NOBODY
        return (
            _SHOWN[self.show](row)
            and self.state in ("", row.state)
            and self.outcome in ("", row.outcome)
            and self.reason in ("", row.reason)
            and self.owner in ("", owner)
            and (not self.section or self.section in (row.sheet, *row.section))
            and all(word in said for word in self.text.casefold().split())
        )

    @property
    def fine(self) -> int:
        """How many of the finer choices are made."""
        return sum(map(bool, (self.state, self.outcome, self.reason, self.owner, self.section)))


def draw(rows: Collection[Row]) -> Filter:
    """Draw the filters; returns what is chosen."""
    counts = {name: sum(map(takes, rows)) for name, takes in _SHOWN.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="v-filters"):
        show = st.segmented_control(
            "Show",
            list(terms.SHOW),
            default="all",
            required=True,
            format_func=lambda name: f"{terms.SHOW[name]} {counts[name]:,}",
            key=place.SHOW,
            bind="query-params",
            label_visibility="collapsed",
        )
        text = st.text_input(
            "Find in questions and answers",
            max_chars=200,
            placeholder="Find  ( / )",
            key=place.FIND,
            bind="query-params",
            label_visibility="collapsed",
        )
        chosen = Filter(show or "all", text.strip(), *_held())
        many = f" · {chosen.fine}" if chosen.fine else ""
        with st.popover(f"Filter{many}", icon=":material/filter_list:", key="v-fine"):
            _finer(rows)
    return Filter(show or "all", text.strip(), *_held())


def _finer(rows: Collection[Row]) -> None:
    _one("How far it is", _STATE, (row.state for row in rows), terms.STATE)
    _one("What it rests on", _OUTCOME, (row.outcome for row in rows), terms.OUTCOME)
    reasons = {name: said[0] for name, said in words.REASON.items()}
    _one("Why it is blank", _REASON, (row.reason for row in rows), reasons)
    _one("Who sees to it", _OWNER, (row.owner or NOBODY for row in rows), {})
    titles = (title for row in rows for title in (row.sheet, *row.section))
    _one("Sheet or section", _SECTION, titles, {})
    st.button("Clear", icon=":material/close:", type="tertiary", on_click=clear, key="qn-clear")


def _one(label: str, key: str, values: Iterable[str | None], said: dict[str, str]) -> None:
    found = list(dict.fromkeys(value for value in values if value))
    held = st.session_state.get(key)
    if held and held not in found:
        found.append(held)
    st.selectbox(
        label,
        found,
        index=None,
        placeholder="Any",
        format_func=lambda name: said.get(name, name),
        key=key,
    )


def _held() -> tuple[str, ...]:
    return tuple(str(st.session_state.get(key) or "") for key in _FINE)


def clear() -> None:
    """Choose nothing."""
    for key in _FINE:
        st.session_state[key] = None
    st.session_state[place.FIND] = ""
    st.session_state[place.SHOW] = "all"


def only(**chosen: str) -> None:
    """Show only these: ``show``, ``state``, ``outcome``, ``reason``, ``owner``, ``section``."""
    clear()
    if "show" in chosen:
        st.session_state[place.SHOW] = chosen["show"]
    names = dict(zip(("state", "outcome", "reason", "owner", "section"), _FINE, strict=True))
    for name, key in names.items():
        if name in chosen:
            st.session_state[key] = chosen[name]
