"""Draw the Coverage page: one framework, several side by side, and crosswalks."""

from collections.abc import Callable

from ui import bridge, data, session
from ui.parts import heading, states
from ui.screens.coverage import crosswalk, framework, several, sources
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.models.reports import Framework

PARTS = {"one": "A framework", "several": "Side by side", "crosswalk": "Crosswalks"}
_DRAW: dict[str, Callable[[Visit, list[Framework], str], None]] = {
    "one": framework.draw,
    "several": several.draw,
    "crosswalk": crosswalk.draw,
}


def page() -> None:
    """The chosen part, and the source that stands open."""
    visit = session.current()
    sent = sources.take(bridge.received() or "")
    heading.draw("Coverage", "What your documents show for each control, and what is missing.")
    try:
        found = data.kept("frameworks", visit.client.reports.frameworks, 60).frameworks
        known = [one for one in found if one.controls]
        if known:
            part = heading.parts("coverage-part", PARTS)
            sources.stay(part)
            _DRAW[part](visit, known, sent)
        else:
            sources.stay("")
            _none()
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.error(error, retry=True)
    bridge.listen(opened=sources.panel(visit), keys=sources.KEYS)


def _none() -> None:
    states.empty(
        "No framework is known yet",
        "Load a list of its controls (a catalogue), a crosswalk, or a document that names them, on "
        "the Sources page or with `vouch ingest FILE --as framework`.",
        "grid_view",
    )
