"""A document's text as it was read, with its headings to jump to."""

import streamlit as st

from ui import data
from ui.markup import esc, sender, tag
from ui.parts import states
from ui.passage import passage
from ui.session import Visit
from vouch_client.models import OpenedText
from vouch_client.models.documents import DocumentDetail, Heading

#: Characters shown at once, and headings listed.
_SHOWN, _HEADINGS = 9_000, 400
_AT = "doc-at"


def begin() -> None:
    """Go back to the beginning."""
    st.session_state.pop(_AT, None)


def draw(visit: Visit, found: DocumentDetail, sent: str) -> None:
    """The text from where the reader is, beside its headings."""
    if not found.characters:
        states.empty("It holds no text", "Nothing of it can be cited.", "draft")
        return
    place = f"documents-text-{found.id}-{found.version}"
    outline = data.kept(
        f"{place}-outline",
        lambda: visit.client.documents.outline(found.id, version=found.version),
        600,
    )
    trail = _trail(sent, found)
    start = trail[-1]
    opened = data.kept(
        f"{place}-{start}",
        lambda: visit.client.documents.read(
            found.id, start, min(found.characters, start + _SHOWN), version=found.version
        ),
        600,
    )
    shown = whole_blocks(opened)
    side, main = (st.columns([1, 3], gap="large")) if outline.headings else (None, st.container())
    if side is not None:
        side.html(headings(outline.headings, shown.from_, shown.to))
    with main:
        st.html(tag("div", "v-reading", passage(shown)))
        _steps(found, shown, len(trail) > 1)


def whole_blocks(opened: OpenedText) -> OpenedText:
    """The opened text up to its last whole block, with nothing marked."""
    text, first = opened.before + opened.quote + opened.after, opened.from_
    end = opened.to
    cut = [block for block in opened.blocks if block.end > end]
    if cut and end < opened.characters and cut[0].start > first:
        end = cut[0].start
    blocks = tuple(block for block in opened.blocks if block.start < end)
    kept = {"before": "", "quote": "", "after": text[: end - first], "blocks": blocks}
    return opened.model_copy(update={**kept, "start": first, "end": first, "to": end})


def headings(found: tuple[Heading, ...], first: int, last: int) -> str:
    """The headings as buttons that send ``at:<start>``; those on view are marked."""
    top = min(one.level for one in found)
    lines = []
    for one in found[:_HEADINGS]:
        here = {"aria_current": "true"} if first <= one.start < last else {}
        depth = min(3, one.level - top)
        lines.append(
            sender(f"v-outline v-depth-{depth}", f"at:{one.start}", esc(one.text), **here),
        )
    more = len(found) - _HEADINGS
    rest = tag("div", "v-small", esc(f"and {more:,} more headings")) if more > 0 else ""
    return tag("nav", "v-outlines", *lines, rest, aria_label="Headings")


def _trail(sent: str, found: DocumentDetail) -> list[int]:
    """Where the reader has turned pages from, the present place last."""
    trail: list[int] = st.session_state.setdefault(_AT, [0])
    verb, _, rest = sent.partition(":")
    if verb == "at" and rest.isdecimal() and int(rest) < found.characters:
        trail.append(int(rest))
    elif verb == "before" and len(trail) > 1:
        trail.pop()
    return trail


def _steps(found: DocumentDetail, shown: OpenedText, begun: bool) -> None:
    said = f"Characters {shown.from_:,} to {shown.to:,} of {found.characters:,}"
    steps = sender("v-action", "before:0", esc("Back")) if begun else ""
    if shown.to < found.characters:
        steps += sender("v-action", f"at:{shown.to}", esc("Read on"))
    st.html(tag("div", "v-panel-foot", tag("span", "", esc(said)), tag("span", "", steps)))
