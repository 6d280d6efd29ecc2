"""How answers are made: which models, and what the evidence threshold costs and gives."""

import streamlit as st

from ui import data
from ui.markup import esc, in_words, tag
from ui.parts import charts, figures, heading, states
from ui.session import Visit
from vouch_client.models.settings import Settings

_FINDERS = {
    "onnx": "the model that comes with Vouch, on this machine:",
    "hashing": "no model, words alone (for trying things out):",
}


def draw(visit: Visit, _sent: str = "") -> None:
    """The models in use, then the threshold with its effect."""
    found = data.kept("settings", visit.client.settings, 60)
    heading.section("Models", "Nothing is sent to a language model unless one is named here.")
    st.html(models(found))
    threshold = float(found.value("evidence_threshold") or 0)
    heading.section(
        "Evidence threshold",
        "How well a sentence must fit a question, by its words and meaning, before it is given as "
        f"an answer. In force: {threshold:.2f}. Higher answers less and errs less.",
    )
    runs = figures.runs(visit)
    steps = figures.curve(runs[0]) if runs else []
    if not steps:
        states.empty(
            "Its effect is not measured yet",
            "Run `vouch eval` once; this page then shows how many questions are answered, and how "
            "many of those rightly, at each threshold.",
            "monitoring",
        )
    else:
        _effect(threshold, steps, figures.title(runs[0]))
    states.note(
        "To change it, set `evidence_threshold` in `settings.toml` in the data folder, or "
        "`VOUCH_EVIDENCE_THRESHOLD`, and start the service again.",
        "tune",
    )


def models(found: Settings) -> str:
    """The models as a list of facts."""
    llm = found.value("llm")
    at = found.value("llm_base_url")
    writer = (
        tag("code", "v-code", esc(llm))
        if llm
        else esc("none: answers are the documents' own sentences")
    )
    rows = [
        ("Writes answers", writer),
        ("Finds by meaning", _finder(str(found.value("embedder") or ""))),
    ]
    if llm and at:
        rows.insert(1, ("At", tag("code", "v-code", esc(at))))
    change = in_words("Set `VOUCH_LLM` or `VOUCH_EMBEDDER`, and start the service again.")
    rows.append(("To change them", change))
    return tag("dl", "v-facts", *(tag("dt", "", esc(n)) + tag("dd", "", v) for n, v in rows))


def _finder(name: str) -> str:
    said = tag("code", "v-code", esc(name))
    return f"{esc(_FINDERS[name])} {said}" if name in _FINDERS else said


@st.fragment
def _effect(threshold: float, steps: list[figures.Step], source: str) -> None:
    """A slider over the measured curve of coverage and accuracy."""
    low = min(step.confidence for step in steps)
    wanted = st.slider(
        "Try a threshold",
        min_value=round(min(threshold, low), 2),
        max_value=1.0,
        value=round(max(threshold, 0.0), 2),
        step=0.01,
        key="try-threshold",
        help="Nothing changes: it shows what was measured.",
    )
    at = figures.at(steps, wanted)
    now = figures.at(steps, threshold)
    st.html(effect(at, now, wanted))
    points = [charts.Point(step.coverage, step.accuracy) for step in steps]
    here = charts.Point(at.coverage, at.accuracy) if at else None
    st.html(
        tag(
            "figure",
            "v-figure",
            charts.curve(
                points,
                "Questions answered",
                "Of those, answered rightly (%)",
                here=here,
                name="Share of answers that are right against share of questions answered",
            ),
            tag(
                "figcaption",
                "v-small",
                esc(
                    f"Measured: {source}. Answers less sure than the threshold are left out; a "
                    "run with that setting may differ a little."
                ),
            ),
        )
    )


def effect(at: figures.Step | None, now: figures.Step | None, wanted: float) -> str:
    """What a threshold gives, in a sentence, beside what is in force."""
    if at is None:
        return tag("p", "v-effect", esc(f"At {wanted:.2f} no question would be answered."))
    said = (
        f"At {wanted:.2f}: {charts.percent(at.coverage)} of questions answered, "
        f"{charts.percent(at.accuracy)} of those rightly."
    )
    was = ""
    if now is not None and now != at:
        was = (
            f"Now: {charts.percent(now.coverage)} answered, {charts.percent(now.accuracy)} rightly."
        )
    return tag("p", "v-effect", esc(said), " ", tag("span", "v-soft", esc(was)), role="status")
