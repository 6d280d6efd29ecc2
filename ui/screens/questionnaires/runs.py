"""The list of questionnaires."""

import streamlit as st

from ui import audiences, data
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import paging, states, table
from ui.parts.dates import ago, day
from ui.screens.questionnaires import place, terms, upload
from ui.session import Visit
from vouch_client.models.questionnaires import Questionnaire

_LIMIT = 25
_BADGE = {"answered": "grounded", "answering": "grounded", "stopped": "abstained", "read": "tag"}


def draw(visit: Visit) -> None:
    """The questionnaires there are, the latest first; where there are none, the upload."""
    may = visit.me.may("contributor", terms.SCOPE)
    text = str(st.session_state.get("qn-runs", "")).strip()
    offset = paging.offset("qn-runs-list", _LIMIT)
    found = data.kept(
        f"questionnaires:{text}:{offset}",
        lambda: visit.client.questionnaires.list(text=text or None, limit=_LIMIT, offset=offset),
        10,
    )
    if not found.total and not text:
        states.empty(
            "No questionnaire yet",
            "Give Vouch the spreadsheet your customer sent: it finds the questions, answers them "
            "from your documents, and puts the answers into that same file."
            if may
            else "Somebody who may take one in has to begin: ask a contributor.",
            "table_view",
        )
        if may:
            upload.form(visit)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="v-runs-bar"):
        st.text_input(
            "Find a questionnaire",
            max_chars=200,
            placeholder="Find by file or customer",
            key="qn-runs",
            on_change=paging.first,
            args=("qn-runs-list",),
            label_visibility="collapsed",
        )
        if may:
            st.button(
                "New questionnaire",
                icon=":material/upload_file:",
                type="primary",
                on_click=place.open_run,
                args=(place.NEW,),
                key="qn-new",
            )
    if not found.total:
        states.empty("Nothing found", "No file or customer is called so.", "search_off")
        return
    st.html(listing(found.questionnaires))
    paging.bar("qn-runs-list", found.total, _LIMIT, "questionnaires")


def listing(found: list[Questionnaire]) -> str:
    """Questionnaires as a table; each one's name is a button that sends ``open:<id>``."""
    columns = ("Questionnaire", "Customer", "Due", "Progress", "Approved", "Quoted", "Blank")
    return table.html(columns, [_row(one) for one in found], "Questionnaires")


def _row(one: Questionnaire) -> list[str]:
    name = sender("v-run-open", f"open:{one.id}", esc(one.name))
    given = f" · given back {ago(one.exported_at)}" if one.exported_at else ""
    about = f"{audiences.said(one.audience)} · {ago(one.created_at)}{given}"
    stage = terms.STAGE.get(one.stage, one.stage)
    part = 1 - one.waiting / one.questions if one.questions else 0.0
    bar = tag("div", "v-bar", tag("span", "v-bar-fill", style=f"width:{part:.0%}"))
    told = f"{one.questions - one.waiting:,} of {one.questions:,}"
    counts = (one.states.get("approved", 0), one.outcomes.get("grounded", 0))
    return [
        name + tag("div", "v-small", esc(about)),
        esc(one.customer) or tag("span", "v-soft", "–"),
        due(one.due) or tag("span", "v-soft", "–"),
        badge(_BADGE.get(one.stage, "tag"), stage) + bar + tag("div", "v-small", esc(told)),
        *(tag("span", "v-count", esc(f"{count:,}")) for count in counts),
        tag("span", "v-count", esc(f"{one.outcomes.get('blank', 0):,}")),
    ]


def due(iso: str | None) -> str:
    """A due date; one that has come or passed stands out."""
    if not iso:
        return ""
    from datetime import UTC, date, datetime

    try:
        late = date.fromisoformat(iso) <= datetime.now(UTC).date()
    except ValueError:
        late = False
    text = esc(day(iso))
    return tag("span", "v-late", icon("schedule"), text) if late else text
