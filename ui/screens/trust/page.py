"""Draw the Trust page: figures, conflicts, what is due, what stays open, the audit trail."""

from collections.abc import Callable

from ui import bridge, session
from ui.parts import heading, states
from ui.screens.trust import accuracy, conflicts, due, sources, trail, unanswered
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.models import Me

PARTS = {
    "accuracy": "Accuracy",
    "conflicts": "Conflicts",
    "due": "Due for review",
    "unanswered": "Unanswered",
    "audit": "Audit trail",
}
_DRAW: dict[str, Callable[[Visit, str], None]] = {
    "accuracy": accuracy.draw,
    "conflicts": conflicts.draw,
    "due": due.draw,
    "unanswered": unanswered.draw,
    "audit": trail.draw,
}

#: The role and the scope that each part's calls need.
_NEEDS = {
    "accuracy": ("reader", "metrics"),
    "conflicts": ("reader", "search"),
    "due": ("reader", "library"),
    "unanswered": ("reviewer", "ask"),
    "audit": ("admin", "admin"),
}


def page() -> None:
    """The chosen part, and the source that stands open."""
    visit = session.current()
    sent = sources.take(bridge.received() or "")
    heading.draw("Trust", "How good the answers are, and what needs a person.")
    part = heading.parts("trust-part", seen_by(visit.me))
    sources.stay(part)
    try:
        _DRAW[part](visit, sent)
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.error(error, retry=True)
    bridge.listen(opened=sources.panel(visit), keys=sources.KEYS)


def seen_by(me: Me) -> dict[str, str]:
    """The parts for a visitor: nobody sees one whose calls would be refused."""
    return {name: said for name, said in PARTS.items() if me.may(*_NEEDS[name])}
