"""Controls with their evidence: each opens in place, each quote opens in its document."""

from collections.abc import Callable, Mapping, Sequence

from ui.markup import badge, esc, icon, sender, tag
from ui.parts import charts, labels
from vouch_client.models import Citation
from vouch_client.models.reports import Control, Evidence, Via

Offer = Callable[[Sequence[Citation]], int]
_SAYS = {
    "done": "says that it is done",
    "partly": "says that it is done in part",
    "wished": "recommends it",
    "planned": "says that it is planned",
    "denied": "says that it is not so",
    "not applicable": "says that it does not apply",
}
_SYMBOL = {
    "covered": ("check_circle", "covered"),
    "partly": ("contrast", "partly"),
    "out of date": ("event_busy", "out"),
    "gap": ("radio_button_unchecked", "gap"),
}
_SHORT = 110
RELATION = {
    "equal": "the same as",
    "subset": "part of",
    "superset": "more than",
    "related": "related to",
}


def listing(controls: Sequence[Control], offer: Offer, texts: Mapping[str, str]) -> str:
    """The controls, closed; ``offer`` notes the citations and gives the first one's number.

    ``texts`` are what the framework says of its controls, by their ids.
    """
    items = (_control(one, offer, texts.get(one.id, "")) for one in controls)
    return tag("ul", "v-list v-proofs", *items)


def _control(one: Control, offer: Offer, text: str) -> str:
    symbol, slug = _SYMBOL.get(one.state, ("help", "gap"))
    many = len(one.evidence)
    count = "1 quote" if many == 1 else f"{many} quotes"
    state = tag("span", f"v-badge v-is-{slug}", icon(symbol), esc(one.state))
    said = (
        tag("span", "v-strong", esc(one.id)) + " " + tag("span", "", esc(one.title or _cut(text)))
    )
    top = tag(
        "summary",
        "v-proof-top",
        tag("span", "v-proof-name", said),
        tag("span", "v-small", esc(count if many else "")),
        state,
    )
    cited = [e.citation for e in one.evidence] + ([one.nearest] if one.nearest else [])
    first = offer(cited)
    inner = (
        [tag("p", "v-proof-text", esc(text))] if text and (one.title or len(text) > _SHORT) else []
    )
    inner += [tag("p", "v-small", esc(_sentence(one.note)))] if one.note else []
    inner += [_evidence(e, first + at) for at, e in enumerate(one.evidence)]
    if one.nearest is not None:
        inner.append(_nearest(one.nearest, first + many))
    if not cited:
        inner.append(tag("p", "v-small", "Nothing in the documents comes near it."))
    body = tag("div", "v-proof-body", *inner)
    return tag("li", "", tag("details", "v-proof", top, body))


def _evidence(one: Evidence, at: int) -> str:
    said = _SAYS.get(one.says, one.says)
    note = f" {_sentence(one.note)}" if one.note else ""
    return tag(
        "div",
        "v-evidence",
        tag("div", "v-evidence-quote", esc(f"“{' '.join(one.citation.quote.split())}”")),
        tag("div", "v-evidence-how", esc(f"It {said}. {found_by(one)}{note}")),
        source(one.citation, at),
    )


def _nearest(cited: Citation, at: int) -> str:
    head = tag("div", "v-evidence-how", icon("info"), " ", "Comes nearest, but shows nothing:")
    quote = tag("div", "v-evidence-quote v-soft", esc(f"“{' '.join(cited.quote.split())}”"))
    return tag("div", "v-evidence", head, quote, source(cited, at))


def found_by(one: Evidence) -> str:
    """How a piece of evidence was found, in a sentence."""
    if one.found_by == "mention":
        return "Found because it names this control."
    if one.found_by == "crosswalk":
        return f"Found through a crosswalk: {chain(one.via)}."
    return (
        f"Found by its words and meaning, {charts.percent(one.confidence)} likely to be about it."
    )


def chain(via: Sequence[Via]) -> str:
    """The rows of crosswalks that lead to a control; more than one is no direct mapping."""
    said = "; then ".join(
        f"{one.from_.control} is {RELATION.get(one.relation, one.relation)} {one.to.control} "
        f"({one.source})"
        for one in via
    )
    return said + (" (two steps: no direct mapping)" if len(via) > 1 else "")


def source(cited: Citation, at: int) -> str:
    """A citation as a button that sends ``source:0:<at>``."""
    path = " › ".join(cited.heading)
    where = tag(
        "span",
        "v-where",
        tag("span", "v-title", esc(cited.document)),
        tag("span", "v-path", esc(path)) if path else "",
    )
    marks = tag(
        "span", "v-tags", labels.of_citation(cited), badge("tag", f"version {cited.version}")
    )
    return sender("v-source", f"source:0:{at}", where, marks, aria_expanded="false")


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
