"""What nobody could answer: grouped, with what to do about it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from ui import words
from ui.markup import esc, icon, sender, tag
from ui.parts import heading, states
from ui.screens.questionnaires import acts, filters, held, place, terms
from ui.session import Visit
from vouch_client.errors import ServiceError
from vouch_client.models.questionnaires import QuestionnaireSummary, Row

_BY = {"reason": "By reason", "owner": "By owner"}
_PERSON, _SKIPPED, _NONE = "person", "skipped", "none"
_SAID = {
    _PERSON: (
        "Only a person may fill these in.",
        "Names, signatures and figures of your company: give them to whoever has them.",
    ),
    _SKIPPED: (
        "Not asked, by the form's own rules.",
        "Answer the row they hang on; then they are asked, or stay blank rightly.",
    ),
    _NONE: ("Nothing is said, and no reason was noted.", "Write the answer, or ask it again."),
}


def draw(visit: Visit, run: QuestionnaireSummary, rows: Mapping[int, Row], sent: str) -> None:
    """The blank rows in groups; a row sends ``row:<number>``, which opens it in the desk."""
    blank = [row for row in rows.values() if row.outcome in ("blank", "skipped")]
    verb, _, rest = sent.partition(":")
    if verb == "group" and rest.isdecimal():
        st.session_state["qn-group"] = int(rest)
    if not blank:
        states.empty(
            "Nothing is blank",
            "Every row that was answered has words in it. Review them, then give the file back.",
            "task_alt",
        )
        return
    heading.section(
        f"{len(blank):,} rows are blank",
        "Vouch leaves a row blank when the documents do not settle it. This is what is left for "
        "people.",
    )
    if run.gaps:
        st.html(gaps(run))
    by = st.segmented_control(
        "Group",
        list(_BY),
        default="reason",
        required=True,
        format_func=_BY.__getitem__,
        key="qn-by",
        label_visibility="collapsed",
    )
    groups = grouped(blank, by or "reason")
    st.html("".join(_group(at, name, some, by) for at, (name, some) in enumerate(groups.items())))
    chosen = st.session_state.pop("qn-group", None)
    if chosen is not None and chosen < len(groups):
        _assign(visit, run.id, list(groups.values())[chosen])


def grouped(blank: Sequence[Row], by: str) -> dict[str, list[Row]]:
    """Blank rows by why they are, or by who sees to them; the largest group first."""
    found: dict[str, list[Row]] = {}
    for row in blank:
        name = (row.owner or row.ask or filters.NOBODY) if by == "owner" else reason(row)
        found.setdefault(name, []).append(row)
    return dict(sorted(found.items(), key=lambda one: -len(one[1])))


def reason(row: Row) -> str:
    """Why a row is blank."""
    if row.skipped:
        return _SKIPPED
    if row.personal:
        return _PERSON
    return row.reason or _NONE


def gaps(run: QuestionnaireSummary) -> str:
    """The documents that would close most gaps."""
    lines = [
        tag("li", "v-warning v-gap", icon("note_add"), esc(gap.advice)) for gap in run.gaps[:5]
    ]
    title = tag("h3", "v-label", "What would help most")
    return tag("section", "v-gaps", title, tag("ul", "v-list", *lines))


def _group(at: int, name: str, rows: Sequence[Row], by: str | None) -> str:
    owner = by == "owner"
    meaning, remedy = (name, "") if owner else _meaning(name)
    todo = tag("div", "v-remedy", tag("span", "v-next", "What to do"), esc(remedy))
    lines = []
    for row in rows:
        whom = row.owner or row.ask
        who = tag("span", "v-soft", esc(whom if not owner else _meaning(reason(row))[0]))
        ref = tag("span", "v-line-ref", esc(row.ref or f"Row {row.row}"))
        text = tag("span", "v-open-text", esc(row.question))
        lines.append(tag("li", "v-line", sender("v-blank", f"row:{row.row}", ref, text, who)))
    act = sender("v-action", f"group:{at}", icon("person_add"), tag("span", "", "Give these to…"))
    top = tag(
        "div",
        "v-group-top",
        tag("h3", "v-dispute-topic", esc(meaning)),
        tag("span", "v-count", esc(f"{len(rows):,}")),
        act,
    )
    inner = top + (todo if remedy else "") + tag("ol", "v-list v-blanks", *lines)
    return tag("section", "v-dispute", inner)


def _meaning(name: str) -> tuple[str, str]:
    return _SAID.get(name) or words.REASON.get(name, words.NO_REASON)


@st.dialog("Who sees to these rows?")
def _assign(visit: Visit, run: str, rows: Sequence[Row]) -> None:
    if not visit.me.may("contributor", terms.SCOPE):
        states.note("Ask a contributor: this key may look, and not change.", "lock")
        return
    known = sorted({one for row in held.of(run).rows.values() for one in (row.owner, row.ask)})
    with st.form("qn-give", border=False):
        owner = st.selectbox(
            f"Name, for {len(rows):,} rows",
            [one for one in known if one],
            index=None,
            placeholder="Type a name",
            accept_new_options=True,
        )
        due = st.date_input("Until", value=None, format="DD/MM/YYYY")
        sent = st.form_submit_button("Give them", type="primary")
    if not sent:
        return
    if not owner:
        states.note("Type who sees to them.")
        return
    try:
        done = visit.client.questionnaires.assign(
            run, rows, str(owner).strip()[:200], due.isoformat() if due else None
        )
    except ServiceError as error:
        states.error(error)
        held.forget(run)
        return
    held.replaced(run, done.rows)
    acts.say(f"Gave {len(done.rows):,} rows to {owner}")
    st.rerun()


def opened(number: int) -> None:
    """Show a row in the desk."""
    filters.only(show="all")
    st.session_state[place.PART] = "review"
    place.at(number)
