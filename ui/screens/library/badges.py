"""How an entry stands, in words."""

from ui import audiences
from ui.markup import badge, esc, icon, tag
from vouch_client.models import Entry

STATES = {
    "approved": ("v-approved", "verified", "Approved"),
    "draft": ("v-abstained", "edit_note", "Draft"),
    "retired": ("v-tag", "archive", "Retired"),
}
STANDINGS = {"fresh": "Fresh", "stale": "Source changed", "expired": "Expired"}
STANDING_HELP = (
    "Fresh: its evidence stands as it was signed. Source changed: a document it quotes says "
    "something else now, was taken out, or was erased. Expired: a date has passed. Only fresh "
    "ones are given as approved."
)


def state(one: Entry) -> str:
    """What a person has said of it."""
    kind, symbol, said = STATES.get(one.state, ("v-tag", "help", one.state))
    return tag("span", f"v-badge {kind}", icon(symbol), esc(said))


def standing(one: Entry) -> str:
    """How its evidence stands today."""
    if purged(one):
        return tag("span", "v-badge v-expired", icon("delete_forever"), "Source erased")
    if one.standing == "stale":
        return tag("span", "v-badge v-expired", icon("history"), esc(STANDINGS["stale"]))
    if one.standing == "expired":
        return tag("span", "v-badge v-expired", icon("event_busy"), esc(STANDINGS["expired"]))
    if not one.evidence:
        return tag("span", "v-badge v-tag", icon("person"), "No source named")
    return tag("span", "v-badge v-grounded", icon("check"), esc(STANDINGS["fresh"]))


def purged(one: Entry) -> bool:
    """Whether words that it rested on were erased for good."""
    return any(not link.quote for link in one.evidence)


def audience(one: Entry) -> str:
    """Who may be given it."""
    return badge("tag", audiences.said(one.audience))
