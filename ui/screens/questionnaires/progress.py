"""How a questionnaire stands: its name, its counts, and the answering while it goes on."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

import streamlit as st

from ui import audiences
from ui.markup import badge, esc, tag
from ui.parts import states
from ui.parts.dates import day
from ui.screens.questionnaires import held, steps, terms
from ui.session import Visit
from vouch_client.errors import ServiceError
from vouch_client.models.questionnaires import Questionnaire, Row

_JOB = "qn-job"
#: Answers from which the time left is told.
_FEW, _LAST = 3, 20


def head(run: Questionnaire, rows: Collection[Row]) -> str:
    """The name, what it is for, and how many rows are how far."""
    title = tag("h1", "v-run-title", esc(run.name))
    facts = [f"for {run.customer}" if run.customer else "", f"due {day(run.due)}" * bool(run.due)]
    facts.append(f"{audiences.said(run.audience)} answers")
    return tag(
        "header",
        "v-run",
        tag("div", "v-run-top", title, tag("span", "v-soft", esc(" · ".join(filter(None, facts))))),
        tag("div", "v-run-counts", counts(rows)),
    )


def counts(rows: Collection[Row]) -> str:
    """The rows as a bar of parts, and each part in words."""
    found = Counter(row.outcome for row in rows)
    parts = [(name, found[name]) for name in terms.OUTCOME if found[name]]
    strip = "".join(
        tag("span", f"v-on-{name}", style=f"flex:{many}", title=terms.OUTCOME[name])
        for name, many in parts
    )
    said = "".join(
        tag(
            "li",
            "v-part",
            tag("span", f"v-swatch v-on-{name}", aria_hidden="true"),
            tag("b", "", esc(f"{many:,}")),
            esc(f" {terms.OUTCOME[name].lower()}"),
        )
        for name, many in parts
    )
    bar = tag("div", "v-parts", strip, aria_hidden="true")
    return bar + tag("ul", "v-list v-part-names", said)


def draw(visit: Visit, run: Questionnaire, rows: Collection[Row]) -> None:
    """While it is answered: how far it is, how long it will take, and stopping it."""
    may = visit.me.may("contributor", terms.SCOPE)
    if run.stage == "answering":
        st.session_state[_JOB] = run.job
        _under_way(visit, run, rows, may)
    elif run.stage == "stopped":
        _stopped(visit, run, may)


def _under_way(visit: Visit, run: Questionnaire, rows: Collection[Row], may: bool) -> None:
    waiting = sum(1 for row in rows if row.state == "waiting")
    done = len(rows) - waiting
    left = time_left(rows)
    text = f"Answering: {done:,} of {len(rows):,}" + (f" · {left}" if left else "")
    with st.container(horizontal=True, vertical_alignment="center", key="v-under-way"):
        st.progress(done / max(1, len(rows)), text=text)
        if may and st.button("Stop", icon=":material/stop:", key="qn-stop"):
            visit.client.questionnaires.stop(run.id)
            held.forget(run.id)
            steps.redraw()


def _stopped(visit: Visit, run: Questionnaire, may: bool) -> None:
    why = _why(visit)
    with st.container(horizontal=True, vertical_alignment="center", key="v-stopped"):
        states.note(f"{run.waiting:,} rows still wait for an answer. {why}".strip(), "pause_circle")
        if may and st.button("Go on", icon=":material/play_arrow:", type="primary", key="qn-on"):
            visit.client.questionnaires.run(run.id)
            held.forget(run.id)
            st.rerun()


def _why(visit: Visit) -> str:
    """Why it stopped, where this visitor saw it run and may know."""
    job = st.session_state.get(_JOB)
    if not job:
        return ""
    try:
        found = visit.client.jobs.get(job)
    except ServiceError:
        return ""  # somebody else's job: the rows that wait say enough
    return found.problem or ""


def time_left(rows: Collection[Row]) -> str:
    """How long the rest takes, by the pace of the last answers; ``""`` while nobody can tell."""
    times = sorted(
        _seconds(row.changed_at) for row in rows if row.state == "drafted" and row.changed_at
    )[-_LAST:]
    waiting = sum(1 for row in rows if row.state == "waiting")
    if len(times) < _FEW or not waiting:
        return ""
    seconds = (times[-1] - times[0]) / (len(times) - 1) * waiting
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    return f"about {minutes} minute{'s' if minutes > 1 else ''} left"


def _seconds(at: str) -> float:
    try:
        return datetime.fromisoformat(at).timestamp()
    except ValueError:
        return 0.0


def stage(run: Questionnaire) -> str:
    """How far it is, as a badge."""
    return badge("tag", terms.STAGE.get(run.stage, run.stage))
