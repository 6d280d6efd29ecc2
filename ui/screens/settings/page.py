"""Draw the Settings page: keys, people, topics, how answers are made, and the system."""

from collections.abc import Callable

from ui import bridge, session
from ui.parts import heading, states
from ui.screens.settings import answers, keys, people, system, topics
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError

PARTS = {
    "keys": "Keys",
    "people": "People",
    "topics": "Topics",
    "answers": "Answers",
    "system": "System",
}
_DRAW: dict[str, Callable[[Visit, str], None]] = {
    "keys": keys.draw,
    "people": people.draw,
    "topics": topics.draw,
    "answers": answers.draw,
    "system": system.draw,
}


def page() -> None:
    """The chosen part."""
    visit = session.current()
    sent = bridge.received() or ""
    heading.draw("Settings", "Who may come in, and how this service answers.")
    part = heading.parts("settings-part", PARTS)
    try:
        _DRAW[part](visit, sent)
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.error(error, retry=True)
    bridge.listen()
