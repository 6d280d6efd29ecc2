"""A coverage report as one HTML page that needs nothing else: a heat map with a drill-down."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from kb.coverage.report import Coverage, Evidence, Report, State
from kb.coverage.tables import found_by, way
from kb.values import Citation

_CLASS = {
    State.COVERED: "covered",
    State.PARTLY: "partly",
    State.OUT_OF_DATE: "old",
    State.GAP: "gap",
}


def page(report: Report, only: Sequence[State] = tuple(State)) -> str:
    """The report as HTML. Every text in it is escaped; there is no script."""
    name = escape(report.standard.name)
    style = files("kb.coverage").joinpath("page.css").read_text("utf-8")
    counts = "".join(
        f'<li class="{_CLASS[state]}"><b>{count}</b><span>{state.value}</span></li>'
        for state, count in report.counts.items()
    )
    families = "".join(
        _family(family, title, kept)
        for family, title, held in report.families
        if (kept := [c for c in held if c.state in only])
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Coverage of {name}</title><style>{style}</style></head><body>"
        f"<h1>Coverage of {name}</h1>"
        f'<p class="sub">State on {report.on.isoformat()}, from {report.documents:,} documents '
        f"of the organisation ({report.passages:,} passages). A draft made from what the documents "
        "say: a person has to confirm it.</p>"
        f'<ul class="counts">{counts}</ul>{families}</body></html>\n'
    )


def _family(family: str, title: str, held: list[Coverage]) -> str:
    tally = Counter(control.state for control in held)
    told = ", ".join(f"{tally[state]} {state.value}" for state in State if tally[state])
    cells = "".join(
        f'<i class="{_CLASS[c.state]}" title="{escape(c.requirement.id)}: {c.state.value}"></i>'
        for c in held
    )
    label = escape(f"{family} {title}".strip()[:160]) or "Controls"
    return (
        f'<details class="family"><summary><b>{label}</b>'
        f'<span class="tally">{told}</span><span class="map" aria-hidden="true">{cells}</span>'
        f"</summary>{''.join(map(_control, held))}</details>"
    )


def _control(control: Coverage) -> str:
    requirement, state = control.requirement, control.state
    label = escape(requirement.label)
    text = f'<p class="text">{escape(requirement.text)}</p>' if requirement.text else ""
    note = f'<p class="text">Why: {escape(control.note)}</p>' if control.note else ""
    nearest = "" if control.nearest is None else _nearest(control.nearest)
    return (
        f'<details class="control"><summary>{label}'
        f'<span class="state {_CLASS[state]}">{state.value}</span></summary>'
        f"{text}{note}{''.join(map(_evidence, control.evidence))}{nearest}</details>"
    )


def _nearest(cited: Citation) -> str:
    return (
        '<p class="text">Closest, and no evidence: '
        f"“{escape(cited.quote)}” ({escape(cited.document)})</p>"
    )


def _evidence(evidence: Evidence) -> str:
    cited = evidence.citation
    place = [cited.document, f"version {cited.version}", *cited.heading]
    if cited.page is not None:
        place.append(f"page {cited.page}")
    if cited.valid_until is not None:
        place.append(
            f"{'out of date since' if cited.expired else 'valid until'} {cited.valid_until}"
        )
    told = [found_by(evidence), f"says: {evidence.standing.value}", way(evidence), evidence.note]
    return (
        f'<div class="evidence"><blockquote>{escape(cited.quote)}</blockquote>'
        f'<div class="from">{escape(" · ".join(place))}</div>'
        f'<div class="from">{escape("; ".join(part for part in told if part))}</div></div>'
    )
