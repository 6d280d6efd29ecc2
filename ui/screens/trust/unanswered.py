"""What people asked that nobody could answer, and writing an answer to it."""

from datetime import date, timedelta

import streamlit as st

from ui import audiences, data, words
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import heading, paging, states, table
from ui.parts.dates import ago
from ui.session import Visit
from vouch_client.errors import VouchClientError
from vouch_client.models.reports import Unanswered

REASONS = {
    "no_evidence": "No document answers it",
    "value_missing": "A value is missing",
    "sources_conflict": "Documents disagree",
    "needs_commitment": "Asks for a promise",
    "ambiguous": "Unclear question",
    "out_of_scope": "Off topic",
}
_LIMIT = 50
_DAYS = {"30 days": 30, "90 days": 90, "1 year": 365, "Ever": 0}


def draw(visit: Visit, sent: str) -> None:
    """The questions, those asked most first; a button each to write an approved answer."""
    heading.section(
        "What nobody could answer",
        "Questions that were left blank, those asked most often first. Write an answer once, and "
        "the next person gets it.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = st.segmented_control(
            "Asked in the last",
            list(_DAYS),
            default="90 days",
            required=True,
            key="unanswered-days",
            on_change=_first,
        )
        reasons = st.pills(
            "Why it was left blank",
            list(REASONS),
            selection_mode="multi",
            format_func=REASONS.__getitem__,
            key="unanswered-reasons",
            on_change=_first,
        )
    days = _DAYS[period]
    since = (date.today() - timedelta(days=days)).isoformat() if days else None
    offset = paging.offset("unanswered", _LIMIT)
    found = data.kept(
        f"unanswered:{since}:{sorted(reasons)}:{offset}",
        lambda: visit.client.reports.unanswered(
            reasons=list(reasons), since=since, limit=_LIMIT, offset=offset
        ),
        60,
    )
    if not found.total:
        states.empty("Nothing was left open", "Every question asked got an answer.", "task_alt")
        return
    may = visit.me.may("contributor", "library")
    st.html(listing(found.questions, may=may))
    paging.bar("unanswered", found.total, _LIMIT, "questions")
    verb, _, at = sent.partition(":")
    if verb == "write" and may and at.isdecimal() and int(at) < len(found.questions):
        _write(visit, found.questions[int(at)])


def listing(questions: list[Unanswered], *, may: bool) -> str:
    """Questions as a table; with ``may`` each has a button that sends ``write:<place>``."""
    columns = ("Question", "Asked", "Why it was left blank", "")
    rows = [_row(one, at, may=may) for at, one in enumerate(questions)]
    return table.html(columns, rows, "What nobody could answer")


def _row(one: Unanswered, at: int, *, may: bool) -> list[str]:
    asked = "once" if one.count == 1 else f"{one.count:,} times"
    by = "1 person" if one.askers == 1 else f"{one.askers:,} people"
    meant = ""
    if one.understood and one.understood != one.question:
        meant = tag("div", "v-small", esc(f"Understood as: {one.understood}"))
    label = tag("span", "", "Write an answer")
    return [
        tag("div", "v-strong", esc(one.question)) + meant,
        esc(asked) + tag("div", "v-small", esc(f"{by}, last {ago(one.last_at)}")),
        badge("abstained", REASONS.get(one.reason, one.reason)),
        sender("v-action", f"write:{at}", icon("edit_note"), label) if may else "",
    ]


def _first() -> None:
    paging.first("unanswered")


@st.dialog("Write an answer", width="large")
def _write(visit: Visit, one: Unanswered) -> None:
    """A draft for the library; a reviewer approves it there."""
    levels = audiences.seen(visit.me)
    own = audiences.level(visit.me.audience)
    asked_for = next((level for level in levels if level in one.audiences), own)
    with st.form("write-answer", border=False):
        question = st.text_area(
            "Question", value=one.understood or one.question, max_chars=2_000, height=80
        )
        verdict = st.segmented_control(
            "Yes or no",
            list(words.VERDICT),
            format_func=words.VERDICT.__getitem__,
            help="Leave it empty where the question asks for something else.",
        )
        text = st.text_area("Answer", max_chars=8_000, height=160)
        left, right = st.columns(2)
        audience = left.selectbox(
            "May be given to",
            levels,
            index=levels.index(asked_for),
            format_func=audiences.said,
            help=words.AUDIENCE_HELP,
        )
        until = right.date_input(
            "Good until",
            value=date.today() + timedelta(days=365),
            min_value=date.today(),
            format="DD/MM/YYYY",
            help="After this day it is not given until somebody approves it again.",
        )
        owner = st.text_input("Owner", value=visit.me.name, max_chars=200)
        sent = st.form_submit_button("Save as a draft", type="primary")
    if not sent:
        return
    if not question.strip() or not text.strip():
        st.html(states.problem_html("Something is missing", "Fill in the question and the answer."))
        return
    draft = {
        "question": question.strip(),
        "answer": text.strip(),
        "verdict": verdict,
        "audience": audience,
        "owner": owner.strip(),
        "valid_until": until.isoformat() if until else None,
    }
    try:
        visit.client.library.add({k: v for k, v in draft.items() if v is not None})
    except VouchClientError as error:
        states.error(error)
        return
    data.forget("library", "unanswered")
    st.toast("Saved as a draft: a reviewer approves it in the library.", icon=":material/check:")
    st.rerun()
