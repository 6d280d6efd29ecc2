"""Answers to the same question, side by side: one is too many, or they contradict each other."""

import streamlit as st

from ui import data, words
from ui.markup import esc, icon, sender, tag
from ui.parts import confirm, differences, heading, paging, states
from ui.parts.dates import ago
from ui.screens.library import badges
from ui.session import Visit
from vouch_client.models import Entry
from vouch_client.models.library import Overlap

_LIMIT = 20
_KINDS = {False: "Same question twice", True: "Contradict each other"}


def draw(visit: Visit, sent: str) -> None:
    """The pairs, each with what one may do about it."""
    heading.section(
        "Duplicates and conflicts",
        "Two answers to one question drift apart. Keep the one that holds, and retire the other.",
    )
    differing = st.segmented_control(
        "Show",
        list(_KINDS),
        default=False,
        required=True,
        format_func=_KINDS.__getitem__,
        key="overlaps-kind",
        on_change=paging.first,
        args=("overlaps",),
        label_visibility="collapsed",
    )
    offset = paging.offset("overlaps", _LIMIT)
    found = data.kept(
        f"library-overlaps:{differing}:{offset}",
        lambda: visit.client.library.overlaps(
            differing=bool(differing), limit=_LIMIT, offset=offset
        ),
        60,
    )
    if not found.total:
        told = "No approved answer contradicts another." if differing else "Each stands once."
        states.empty("Nothing overlaps", told, "done_all")
        return
    may = visit.me.may("reviewer", "library")
    st.html("".join(pair(one, at, may) for at, one in enumerate(found.overlaps)))
    paging.bar("overlaps", found.total, _LIMIT, "pairs")
    _keep(visit, found.overlaps, sent)


def pair(one: Overlap, at: int, may: bool) -> str:
    """Two entries as cards; with ``may``, ``keep:<at>:<side>`` retires the other side."""
    kind = "v-expired" if one.differing else "v-abstained"
    said = "they contradict each other" if one.differing else "they answer the same question"
    mark = tag("span", f"v-badge {kind}", icon("compare_arrows"), esc(said))
    texts = differences.marked(_text(one.one), _text(one.other))
    sides = [
        _side(entry, wording, text, at, number, may)
        for number, (entry, wording, text) in enumerate(
            zip((one.one, one.other), one.wordings, texts, strict=True)
        )
    ]
    return tag("article", "v-dispute", mark, tag("div", "v-pair v-overlap", *sides))


def _side(one: Entry, wording: str, text: str, at: int, number: int, may: bool) -> str:
    badge = tag("div", "v-panel-tags", badges.state(one), badges.standing(one))
    also = ""
    if wording != one.question:
        also = tag("div", "v-small", esc(f"Matched by: {wording}"))
    owner = f"{one.owner or 'nobody named'} · changed {ago(one.changed_at)}"
    acts = ""
    if may:
        inner = icon("check") + tag("span", "", "Keep this one")
        acts = sender("v-action v-open", f"keep:{at}:{number}", inner)
    return tag(
        "div",
        "v-pair-side",
        sender("v-link", f"entry:{one.id}", esc(one.question)),
        also,
        badge,
        tag("p", "v-pair-text", text),
        tag("div", "v-small", esc(owner)),
        acts,
    )


def _text(one: Entry) -> str:
    verdict = words.VERDICT.get(one.verdict or "")
    return f"{verdict}. {one.answer}" if verdict else one.answer


def _keep(visit: Visit, found: list[Overlap], sent: str) -> None:
    verb, _, rest = sent.partition(":")
    at, _, side = rest.partition(":")
    if verb != "keep" or int(at) >= len(found):
        return
    two = (found[int(at)].one, found[int(at)].other)
    kept, other = two if side == "0" else two[::-1]

    def retire() -> None:
        visit.client.library.retire(other)
        data.forget("library")

    told = f"“{kept.question}” stays as it is. “{other.question}” is retired, and can be undone."
    more = " The one that stays is a draft: approve it, or neither is given."
    confirm.ask(
        "Keep this one and retire the other?",
        told + (more if kept.state != "approved" else ""),
        "Retire the other",
        retire,
    )
