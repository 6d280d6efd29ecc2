"""A file that was read and holds nothing."""

from kb.errors import UnreadableError
from kb.values import Document

__all__ = ["with_text"]


def with_text(documents: list[Document]) -> list[Document]:
    """``documents``, if any of them has text; else ``UnreadableError``."""
    if any(document.blocks for document in documents):
        return documents
    left_out = sum(len(document.dropped) for document in documents)
    hint = f"all of it ({left_out} pieces) is menus, banners and the like" if left_out else ""
    raise UnreadableError("the file has no text", hint)
