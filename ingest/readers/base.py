"""What every reader is: a function from a file to documents."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from ingest.limits import Limits
from kb.values import Document


class Reader(Protocol):
    """Reads one file of one format.

    A reader raises ``UnreadableError`` (or a subclass) for a file it cannot read as a whole; where
    only a part is unreadable it reads the rest and says so in the document's ``warnings``. It runs
    in a child process: it may import what it needs, prints nothing, and never touches the net.
    """

    def __call__(self, path: Path, limits: Limits) -> Iterable[Document]: ...
