"""The bar of what can be done to a row, with its keys."""

from dataclasses import dataclass

from ui.markup import esc, icon, sender, tag
from ui.screens.questionnaires import terms
from vouch_client.models import Me
from vouch_client.models.questionnaires import Row


@dataclass(frozen=True)
class Act:
    """Something that can be done: its word in an address, its key, and how it looks."""

    verb: str
    key: str
    label: str
    symbol: str


_UP, _DOWN = Act("up", "k", "Previous", "arrow_upward"), Act("down", "j", "Next", "arrow_downward")
_APPROVE = Act("approve", "a", "Approve", "check")
_REJECT = Act("reject", "x", "Reject", "close")
_SUBMIT = Act("submit", "s", "To a reviewer", "send")
_EDIT = Act("edit", "e", "Edit", "edit")
_ASSIGN = Act("assign", "o", "Owner", "person")
_ASK = Act("ask", "q", "Ask again", "refresh")
_UNDO = Act("undo", "u", "Undo", "undo")


def of(row: Row, me: Me, *, busy: bool, undoable: bool) -> list[Act]:
    """What this visitor can do to the row now."""
    found = [_UP, _DOWN]
    if not me.may("contributor", terms.SCOPE):
        return found
    reviewer = me.may("reviewer", terms.SCOPE)
    signed = row.state in ("approved", "rejected")
    if reviewer:
        if row.state != "approved" and row.outcome not in ("blank", "waiting"):
            found.append(_APPROVE)
        if row.state != "rejected" and row.state != "waiting":
            found.append(_REJECT)
    elif row.state == "drafted":
        found.append(_SUBMIT)
    if reviewer or not signed:
        found.append(_EDIT)
    found.append(_ASSIGN)
    if not busy and row.state not in ("edited", "approved", "rejected"):
        found.append(_ASK)
    if undoable:
        found.append(_UNDO)
    return found


def html(acts: list[Act], row: int) -> str:
    """The bar. Each button names its key and the row, so that a second press that was meant for
    this one can not meet the next."""
    buttons = []
    for act in acts:
        steps = act.verb in ("up", "down")
        label = tag("span", "v-hidden" if steps else "", esc(act.label))
        kind = "v-act v-act-first" if act.verb == "approve" else "v-act"
        hint = tag("kbd", "v-key", esc(act.key))
        address = f"{act.verb}:{row}"
        buttons.append(
            sender(kind, address, icon(act.symbol), label, hint, aria_keyshortcuts=act.key)
        )
    inner = "".join(buttons)
    return tag("div", "v-acts", inner, role="toolbar", aria_label="What to do with this row")
