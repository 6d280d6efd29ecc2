"""An answer as a card: status, verdict, sentences with their marks, sources, what disagrees."""

from collections.abc import Sequence

from ui import words
from ui.marks import placed
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import labels
from vouch_client.models import Answer, Citation


def question(text: str) -> str:
    """A question, as the asker's turn."""
    return tag("div", "v-asked", tag("div", "v-question", esc(text)))


def card(found: Answer, turn: int, actions: str = "") -> str:
    """The card of turn ``turn``; its marks send ``source:<turn>:<place in answer.cited>``.

    ``actions`` is the HTML of its foot.
    """
    blank = found.status not in ("approved", "grounded")
    body = _blank(found, turn) if blank else _said(found, turn)
    kind = "abstained" if blank else found.status
    foot = tag("div", "v-actions", actions) if actions else ""
    return tag("article", f"v-card v-card-{kind}", top(found), body, foot, aria_label="Answer")


def top(found: Answer) -> str:
    """The status at a glance, the verdict, and what stands behind them."""
    known = found.status if found.status in words.STATUS else "abstained"
    return tag(
        "div",
        "v-top",
        labels.status(known),
        labels.verdict(found.verdict),
        tag("span", "v-behind", esc(words.STATUS[known][1])),
    )


def marked(found: Answer, turn: int) -> str:
    """The answer's text with a button after the words that each citation proves."""
    places = _places(found)
    at, parts = 0, []
    for position, number in placed(found.answer, found.citations):
        place = places[found.citations[number - 1].place]
        parts += [esc(found.answer[at:position]), _mark(turn, place)]
        at = position
    return "".join((*parts, esc(found.answer[at:])))


def _places(found: Answer) -> dict[tuple[str, int, int, int], int]:
    """Where in ``found.cited`` each place stands; its number is one more."""
    return {citation.place: at for at, citation in enumerate(found.cited)}


def _mark(turn: int, place: int) -> str:
    return sender(
        "v-mark",
        f"source:{turn}:{place}",
        esc(place + 1),
        aria_label=f"Show source {place + 1}",
        aria_expanded="false",
    )


def _said(found: Answer, turn: int) -> str:
    return "".join(
        (
            tag("div", "v-answer", marked(found, turn)),
            _note(found),
            _conflicts(found, turn),
            _sources("Sources", found, found.citations, turn),
            _controls(found),
        )
    )


def _blank(found: Answer, turn: int) -> str:
    meaning, remedy = words.REASON.get(found.reason or "", words.NO_REASON)
    return "".join(
        (
            tag("div", "v-reason", esc(meaning)),
            tag("div", "v-remedy", tag("span", "v-next", "What to do"), esc(remedy)),
            _note(found),
            _conflicts(found, turn),
            _sources("Closest evidence, which does not answer it", found, found.closest, turn),
        )
    )


def _note(found: Answer) -> str:
    if not found.note:
        return ""
    return tag("div", "v-note", icon("info"), tag("span", "", esc(found.note)))


def _conflicts(found: Answer, turn: int) -> str:
    """What disagrees, value beside value, each with its source."""
    places, parts = _places(found), []
    for conflict in found.conflicts:
        sides = [
            tag(
                "div",
                "v-side",
                tag("div", "v-value", esc(value.value)),
                _source(value.citation, turn, places[value.citation.place]),
            )
            for value in conflict.values
        ]
        title = tag(
            "div", "v-label", icon("compare_arrows"), esc(f"Sources disagree: {conflict.topic}")
        )
        parts.append(tag("section", "v-conflict", title, tag("div", "v-sides", *sides)))
    return "".join(parts)


def _sources(title: str, found: Answer, citations: Sequence[Citation], turn: int) -> str:
    """The sources, each once, but for those that stand beside a value already."""
    places = _places(found)
    shown = {value.citation.place for one in found.conflicts for value in one.values}
    lines = []
    for citation in citations:
        if citation.place not in shown:
            shown.add(citation.place)
            lines.append(
                tag("li", "v-item-source", _source(citation, turn, places[citation.place]))
            )
    if not lines:
        return ""
    label = tag("div", "v-label", esc(title))
    return tag("section", "v-sources", label, tag("ol", "v-list", *lines))


def _controls(found: Answer) -> str:
    """The controls that the cited passages name."""
    if not found.controls:
        return ""
    badges = "".join(
        tag("li", "v-control", badge("tag", f"{one.framework} {one.id}"), esc(one.title))
        for one in found.controls
    )
    label = tag("summary", "v-label", esc(f"Related controls ({len(found.controls)})"))
    return tag("details", "v-controls", label, tag("ul", "v-list", badges))


def _source(citation: Citation, turn: int, place: int) -> str:
    """One source: the document and where in it; it opens the passage."""
    heading = " › ".join(citation.heading)
    where = tag(
        "span",
        "v-where",
        tag("span", "v-title", esc(citation.document)),
        tag("span", "v-path", esc(heading)) if heading else "",
    )
    return sender(
        "v-source",
        f"source:{turn}:{place}",
        tag("span", "v-number", esc(place + 1), aria_hidden="true"),
        where,
        tag("span", "v-tags", labels.of_citation(citation)),
        aria_expanded="false",
    )
