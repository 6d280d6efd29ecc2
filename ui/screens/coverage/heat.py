"""The heat map: groups of controls down, how they stand across; a table that anybody can read.

No meaning rests on colour alone: every cell has a symbol and its number, every column its word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.markup import esc, icon, sender, tag

#: Gaps first: state, slug of its class and address, symbol, heading, what it means.
STATES = (
    ("gap", "gap", "radio_button_unchecked", "Gap", "nothing found, or only a plan"),
    ("out of date", "out", "event_busy", "Out of date", "all evidence is past its day"),
    ("partly", "partly", "contrast", "Partly", "something less than done; look at it"),
    ("covered", "covered", "check_circle", "Covered", "evidence in date that says it is done"),
)
#: Share of a row from which a cell stands out.
_MUCH = 0.5


@dataclass(frozen=True)
class Row:
    """A row: its name (any text) and how many controls are in each state."""

    name: str
    detail: str
    counts: Mapping[str, int]


def table(
    rows: Sequence[Row], first: str, caption: str, chosen: tuple[int, str] | None = None
) -> str:
    """The map; a cell sends ``cell:<row>:<slug>``; ``chosen`` is the one that is pressed."""
    head = tag("th", "", esc(first), scope="col") + "".join(
        tag("th", "", icon(symbol), " ", esc(said), scope="col", title=means)
        for _, _, symbol, said, means in STATES
    )
    body = "".join(_row(row, at, chosen) for at, row in enumerate(rows))
    named = tag("caption", "v-hidden", esc(caption))
    whole = tag(
        "table", "v-heat", named, tag("thead", "", tag("tr", "", head)), f"<tbody>{body}</tbody>"
    )
    return tag("div", "v-scroll", whole, tabindex="0", role="region", aria_label="Heat map")


def _row(row: Row, at: int, chosen: tuple[int, str] | None) -> str:
    total = sum(row.counts.values())
    cells = []
    for state, slug, symbol, said, _ in STATES:
        count = row.counts.get(state, 0)
        if not count:
            cells.append(tag("td", "v-heat-cell", tag("div", "v-heat-none", "0")))
            continue
        much = " v-deep" if count / total >= _MUCH else ""
        button = sender(
            "v-heat-button",
            f"cell:{at}:{slug}",
            icon(symbol),
            tag("span", "", esc(f"{count:,}")),
            aria_label=f"{count} {said}, {_plain(row.name)}",
            aria_pressed=str(chosen == (at, slug)).lower(),
        )
        cells.append(tag("td", f"v-heat-cell v-is-{slug}{much}", button))
    detail = tag("div", "v-small", esc(row.detail)) if row.detail else ""
    return tag("tr", "", tag("th", "", esc(row.name), detail, scope="row"), *cells)


def summary(counts: Mapping[str, int]) -> str:
    """All controls by state: a card each, and a strip of their shares."""
    total = sum(counts.values()) or 1
    cards = [
        tag(
            "li",
            f"v-state-card v-is-{slug}",
            tag("div", "v-state-number", icon(symbol), " ", esc(f"{counts.get(state, 0):,}")),
            tag("div", "v-strong", esc(said)),
            tag("div", "v-small", esc(means)),
        )
        for state, slug, symbol, said, means in STATES
    ]
    strip = "".join(
        tag("span", f"v-is-{slug}", style=f"width:{counts.get(state, 0) / total * 100:.1f}%")
        for state, slug, *_ in STATES
        if counts.get(state)
    )
    return tag("div", "v-strip", strip, aria_hidden="true") + tag("ul", "v-list v-states", *cards)


def state_of(slug: str) -> str:
    """The state whose address is ``slug``; ``""`` for any other word."""
    return next((state for state, own, *_ in STATES if own == slug), "")


def _plain(text: str) -> str:
    """Text from outside names nothing; its letters and numbers may be heard."""
    return "".join(c for c in text if c.isalnum() or c in " .-")[:60]
