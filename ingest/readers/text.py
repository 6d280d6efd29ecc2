"""Plain text files: ordinary text, or a page saved from a browser as text."""

from pathlib import Path

from ingest.limits import Limits
from ingest.readers.emptiness import with_text
from ingest.readers.encoding import read_text
from ingest.readers.names import readable_name
from ingest.readers.plain import read_plain
from ingest.readers.saved_page import is_saved_page, read_page
from kb.values import Document


def read(path: Path, limits: Limits) -> list[Document]:
    """The documents of a text file: one, or an article and the teasers saved with it.

    Raises ``UnreadableError`` for a file that is no text or has none and ``LimitError`` for one
    too large.
    """
    text = read_text(path, limits)
    name = readable_name(path)
    return with_text(read_page(text, name) if is_saved_page(text) else [read_plain(text, name)])
