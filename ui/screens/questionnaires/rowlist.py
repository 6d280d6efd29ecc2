"""The rows at the left of the desk: fifty at a time, around the one that is looked at."""

from collections.abc import Sequence

from ui.markup import badge, esc, icon, sender, tag
from ui.screens.questionnaires import terms
from vouch_client.models.questionnaires import Row

_LIMIT = 50
_CUT = 110
_STATE_ICON = {
    "approved": "check_circle",
    "rejected": "cancel",
    "edited": "edit",
    "in_review": "visibility",
}


def html(rows: Sequence[Row], current: int | None) -> str:
    """The part of the list that holds the current row; its rows send ``row:<number>``."""
    numbers = [row.row for row in rows]
    at = numbers.index(current) if current in numbers else 0
    first = at // _LIMIT * _LIMIT
    shown = rows[first : first + _LIMIT]
    lines = [tag("li", "v-line", _row(row, row.row == current)) for row in shown]
    before = after = ""
    if first:
        before = _turn(numbers[first - _LIMIT], "Earlier rows", "expand_less")
    if first + _LIMIT < len(rows):
        after = _turn(numbers[first + _LIMIT], "More rows", "expand_more")
    part = f"{first + 1:,}–{first + len(shown):,} of {len(rows):,}" if before or after else ""
    foot = tag("div", "v-small", esc(part)) if part else ""
    inner = before + tag("ol", "v-list v-lines", *lines) + after
    return tag("nav", "v-rows", inner, aria_label="Rows") + foot


def _row(row: Row, current: bool) -> str:
    text = " ".join(row.question.split())
    said = text if len(text) <= _CUT else text[: _CUT - 1].rstrip() + "…"
    here = {"aria_current": "true", "data_v_here": ""} if current else {}
    top = tag("span", "v-line-ref", esc(row.ref or f"Row {row.row}")) + marks(row)
    return sender(
        "v-line-button",
        f"row:{row.row}",
        tag("span", "v-line-top", top),
        tag("span", "v-line-text", esc(said)),
        **here,
    )


def marks(row: Row) -> str:
    """How a row stands, small: what it rests on, whether to look, and who has it."""
    symbol = _STATE_ICON.get(row.state) or terms.OUTCOME_ICON.get(row.outcome, "help")
    name = terms.STATE[row.state] if row.state in _STATE_ICON else terms.OUTCOME.get(row.outcome)
    kind = row.state if row.state in _STATE_ICON else row.outcome
    look = ""
    if row.risk and row.state not in ("approved", "rejected"):
        look = tag("span", "v-line-look", icon("flag"), tag("span", "v-hidden", "look at this"))
    owner = badge("tag", row.owner[:18]) if row.owner else ""
    state = tag("span", f"v-line-state v-on-{kind}", icon(symbol), esc(name or ""))
    return tag("span", "v-line-marks", owner, look, state)


def _turn(number: int, label: str, symbol: str) -> str:
    return sender("v-line-more", f"row:{number}", icon(symbol), tag("span", "", esc(label)))
