"""Plain text inside data files (descriptions, narratives, statements) as blocks."""

import re
from collections.abc import Iterator

from kb.values import Block, BlockKind
from kb.values.documents import clean_text

__all__ = ["line", "prose_blocks"]

_BULLET = r"[-*+•●○▪◦‣·–—]\s+"
# Numbers and letters of a list are the author's words ("see a. above"); bullets are mark-up.
_ITEM = re.compile(
    rf"^(?P<indent>\s*)(?:(?P<bullet>{_BULLET})"
    r"|(?=(?:\(?(?:[a-z]|[A-Z]|\d{1,2}|[ivx]{1,4})\)|(?:[a-z]|\d{1,2}|[ivx]{2,4})\.)\s))(?=\S)"
)
_BLANK_LINES = re.compile(r"\n\s*\n")


def line(value: object) -> str:
    """A value of a data file as one clean line; empty for anything but text and numbers."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return _printable(clean_text(str(value)))


def prose_blocks(value: object, wrapped: bool = True, level: int = 1) -> list[Block]:
    """Paragraphs and list items, in order, words kept exactly and white space folded.

    Blank lines part paragraphs; a line that starts like a list item is a block of its own, with
    its number or letter but without a bullet. ``wrapped`` says that the lines of a paragraph were
    only broken to fit a width; otherwise each line is a paragraph. ``level`` is the depth of the
    outermost list items. A number counts as text; anything else in a text's place has no blocks.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return []
    groups = _BLANK_LINES.split(_printable(str(value)))
    return [block for part in groups for block in _group(part.split("\n"), wrapped, level)]


def _group(lines: list[str], wrapped: bool, level: int) -> Iterator[Block]:
    """The blocks of lines with no blank line between."""
    indents: list[int] = []
    pending: list[str] = []
    depth = 0

    def flush() -> Iterator[Block]:
        if text := clean_text(" ".join(pending)):
            kind = BlockKind.LIST_ITEM if depth else BlockKind.PARAGRAPH
            yield Block(kind, text, level=level + depth - 1 if depth else 0)
        pending.clear()

    for raw in lines:
        item = _ITEM.match(raw)
        if item is not None:
            yield from flush()
            indent = len(item["indent"].expandtabs())
            while indents and indents[-1] >= indent:
                indents.pop()
            indents.append(indent)
            depth = len(indents)
            raw = raw[item.end() :]
        elif not wrapped or (indents and len(raw) - len(raw.lstrip()) < indents[-1]):
            yield from flush()  # a line set out to the left of a list mark is past the list
            depth = 0
            indents.clear()
        pending.append(raw)
    yield from flush()


def _printable(text: str) -> str:
    """Halves of surrogate pairs, which JSON can smuggle in and no encoding can write, replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
