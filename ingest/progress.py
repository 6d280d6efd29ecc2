"""What a load tells whoever is watching."""

from typing import Protocol


class Progress(Protocol):
    """Told what is going on; a load neither knows nor cares who shows it."""

    def stage(self, name: str, total: int) -> None:
        """A stage of ``total`` steps begins (``reading files``, ``updating Chroma``)."""
        ...

    def advance(self, steps: int = 1, *, note: str = "") -> None:
        """``steps`` more are done; ``note`` says what is worked on now."""
        ...


class NoProgress:
    """Tells nobody."""

    def stage(self, name: str, total: int) -> None:
        """See ``Progress``."""

    def advance(self, steps: int = 1, *, note: str = "") -> None:
        """See ``Progress``."""
