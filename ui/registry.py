"""The pages there are, and who sees them. A new page is one more line in ``ENTRIES``."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from vouch_client.models import Me


@dataclass(frozen=True)
class Entry:
    """A page: ``page()`` of the module ``ui.screens.<module>`` draws it.

    People of at least ``role`` see it, and keys that are narrowed only with ``scope``. A module
    may have ``offline()`` too: what still stands while the service is away.
    """

    title: str
    module: str
    icon: str
    path: str
    role: str = "reader"
    scope: str = ""

    @property
    def symbol(self) -> str:
        """The icon, as Streamlit takes it."""
        return f":material/{self.icon}:"

    def draw(self) -> None:
        """Draw the page."""
        import_module(f"ui.screens.{self.module}").page()

    def offline(self) -> Callable[[], None] | None:
        """What draws what still stands without the service, if anything does."""
        found: Callable[[], None] | None = getattr(
            import_module(f"ui.screens.{self.module}"), "offline", None
        )
        return found


#: In the order of the menu; the first one that a visitor may see is where they begin.
ENTRIES = (
    Entry("Ask", "ask.page", "forum", "ask", scope="ask"),
    Entry("Library", "library.page", "collections_bookmark", "library", scope="library"),
    Entry("Sources", "sources.page", "folder_open", "sources", scope="documents"),
    Entry(
        "Questionnaires",
        "questionnaires.page",
        "fact_check",
        "questionnaires",
        scope="questionnaires",
    ),
    Entry("Coverage", "coverage.page", "grid_view", "coverage", scope="search"),
    Entry("Trust", "trust.page", "verified_user", "trust", scope="search"),
    Entry("Settings", "settings.page", "settings", "settings", role="admin", scope="admin"),
)


def seen_by(me: Me | None) -> list[Entry]:
    """The pages for a visitor; the first page alone while nobody knows who it is."""
    if me is None:
        return list(ENTRIES[:1])
    return [entry for entry in ENTRIES if me.may(entry.role, entry.scope)]
