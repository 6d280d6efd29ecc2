"""How good the answers are: the figures and charts of the last measurement."""

import streamlit as st

from ui.markup import badge, esc, icon, tag
from ui.parts import charts, figures, heading, states, table
from ui.session import Visit
from vouch_client.models.evals import EvalRun, Figure

_VERDICTS = {
    "yes": "Yes",
    "no": "No",
    "partial": "Partly",
    "not_applicable": "Not applicable",
    "none": "No verdict",
    "blank": "Left blank",
}


def draw(visit: Visit, _sent: str) -> None:
    """One run at a time; how to make one where there is none."""
    found = figures.runs(visit)
    if not found:
        states.empty(
            "Nothing was measured yet",
            "Run `vouch eval` on the machine of the service: it asks questions with known answers "
            "and counts what comes back right. It takes a minute or two, and touches none of "
            "your documents.",
            "monitoring",
        )
        return
    at = 0
    if len(found) > 1:
        at = st.selectbox(
            "Measurement",
            range(len(found)),
            format_func=lambda number: figures.title(found[number]),
            key="eval-run",
        )
    run = found[at]
    st.html(about(run))
    st.html(headlines(run))
    steps = figures.curve(run)
    if steps:
        heading.section(
            "Answering more, or erring less",
            "The surest answers come first. The further right, the more questions are answered; "
            "the higher, the more of those answers are right.",
        )
        points = [charts.Point(step.coverage, step.accuracy) for step in steps]
        said = "Share of answers that are right against share of questions answered"
        picture = charts.curve(
            points, "Questions answered", "Answers that are right (%)", name=said
        )
        st.html(tag("figure", "v-figure", picture))
        with st.expander("The same as a table"):
            st.html(curve_table(steps))
    _more(run)


def about(run: EvalRun) -> str:
    """What was measured, in a sentence."""
    with_model = f"with the language model {run.llm}" if run.llm else "without a language model"
    limited = "A sample of the cases, not all of them. " if run.limit else ""
    said = (
        f"{figures.title(run)}, {with_model}. {limited}"
        "The thin line over a bar says how sure the figure is: the true one lies within it 19 "
        "times of 20. The upright tick is the goal."
    )
    return tag("div", "v-remark", icon("science"), tag("span", "", esc(said)))


def headlines(run: EvalRun) -> str:
    """The headline figures, each with its bar, interval and goal."""
    return tag(
        "ul",
        "v-list v-figures",
        *(_headline(f) for f in run.figures if f.headline),
    )


def _headline(found: Figure) -> str:
    goal = ""
    mark = ""
    if found.goal is not None:
        word = "at most" if found.goal.at_most else "at least"
        goal = f"Goal: {word} {charts.percent(found.goal.value)}"
        mark = (
            tag("span", "v-badge v-grounded", icon("check"), "met")
            if found.met
            else tag("span", "v-badge v-abstained", icon("flag"), "not met")
        )
    counted = f"{found.hits:,.0f} of {found.of:,.0f}, {found.meaning}"
    kind = "v-bar-good" if found.met in (True, None) else "v-bar-bad"
    value = found.goal.value if found.goal else None
    return tag(
        "li",
        "v-figure-one",
        tag("div", "v-figure-top", tag("span", "v-figure-name", esc(found.label)), mark),
        tag("div", "v-figure-value", esc(charts.percent(found.value))),
        charts.bar(found.value, found.low, found.high, value, kind),
        tag(
            "div",
            "v-small",
            esc(f"{charts.percent(found.low)} to {charts.percent(found.high)}. {goal}"),
        ),
        tag("div", "v-small", esc(counted)),
    )


def curve_table(steps: list[figures.Step]) -> str:
    """The curve in figures."""
    rows = [
        [
            esc(f"{one.confidence:.2f}"),
            esc(charts.percent(one.coverage)),
            esc(charts.percent(one.accuracy)),
        ]
        for one in steps
    ]
    return table.html(("At least this sure", "Answered", "Of those right"), rows, "The curve")


def _more(run: EvalRun) -> None:
    others = [one for one in run.figures if not one.headline]
    if run.groups:
        heading.section("By kind of question")
        st.html(groups(run))
    if run.confusion:
        heading.section("Yes and no", "Down the side what is right; across what was answered.")
        st.html(confusion(run))
    if others:
        heading.section("Every other figure")
        st.html(table.html(("Figure", "Value", "95 %", "Of"), [_row(f) for f in others], "Figures"))


def groups(run: EvalRun) -> str:
    """Correct answers by kind of question, each with its bar."""
    rows = [
        [
            esc(_named(one.name)),
            charts.bar(one.interval.value, one.interval.low, one.interval.high, None),
            esc(charts.percent(one.interval.value)),
            esc(f"{one.cases:,}"),
        ]
        for one in run.groups
    ]
    return table.html(("Kind", "Correct", "", "Cases"), rows, "Correct answers by kind")


def _named(name: str) -> str:
    """A group's name as people say it: ``kind: yes_no`` is about kinds, as the heading says."""
    return name.removeprefix("kind: ").replace(": ", " · ").replace("_", " ").capitalize()


def confusion(run: EvalRun) -> str:
    """The matrix of verdicts."""
    names = [name for name in _VERDICTS if name in run.confusion]
    rows = []
    for right in names:
        given = run.confusion[right]
        if not any(given.values()):
            continue
        cells = [_count(given.get(name, 0), right == name) for name in names]
        rows.append([tag("span", "v-strong", esc(_VERDICTS[right])), *cells])
    return table.html(("Right is", *(_VERDICTS[n] for n in names)), rows, "Verdicts")


def _count(number: int, right: bool) -> str:
    if not number:
        return tag("span", "v-soft", "·")
    return tag("span", "v-right", icon("check"), esc(number)) if right else esc(number)


def _row(found: Figure) -> list[str]:
    name = tag("div", "v-strong", esc(found.label)) + tag("div", "v-small", esc(found.meaning))
    if found.unit == "share":
        value, low, high = (charts.percent(v) for v in (found.value, found.low, found.high))
    else:
        value, low, high = (f"{v:,.0f} ms" for v in (found.value, found.low, found.high))
    goal = badge("tag", "goal met") if found.met else ""
    return [name, esc(value) + " " + goal, esc(f"{low} to {high}"), esc(f"{found.of:,.0f}")]
