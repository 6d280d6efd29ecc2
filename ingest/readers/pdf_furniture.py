"""Running headers, footers, page numbers and tables of contents, taken out and accounted for."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.pdf_layout import Item, Line
from ingest.readers.pdf_tables import PdfTable
from kb.values import Dropped

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?P<word>page|seite|p\.?|pg\.?)?\s*(?:\d{1,4}|[ivxl]{1,6})"
    r"(?:\s*(?:of|/|von|\|)\s*\d{1,4})?[\W_]*$",
    re.IGNORECASE,
)
_EDGE_LINES = 4
_ZONE = 0.14  # of the page's height, at its top and at its bottom
_LARGER = 1.15  # a heading that a running header repeats is larger than the header
_CONTENTS_LINE = re.compile(r"(?:\.\s?|…\s?|_|·\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})$")
_CONTENTS_TITLE = re.compile(
    r"^(?:table of )?contents$|^inhalt(?:sverzeichnis)?$|^table des mati[eè]res$", re.IGNORECASE
)
_ENDS_IN_PAGE = re.compile(r"\s(\d{1,4})$")

Pages = list[tuple[float, list[Item]]]


@dataclass(frozen=True, slots=True)
class _Edge:
    """An item at the top or bottom of a page: the page's number, its place and its text."""

    page: int
    at: int
    text: str
    size: float


def without_furniture(pages: Pages) -> tuple[list[list[Item]], list[Dropped]]:
    """The pages' items without what repeats at their edges, and what was taken out.

    ``pages`` are heights and items. A line goes when the same words stand at the same edge of at
    least three pages, or of two that are half of all; numbers in it may differ only as page
    numbers do. A bare page number goes too.
    """
    groups: dict[tuple[str, str], list[_Edge]] = defaultdict(list)
    for number, (height, items) in enumerate(pages):
        for at, zone in _edge_items(height, items).items():
            item = items[at]
            text = item_text(item)
            size = item.size if isinstance(item, Line) else 0.0
            groups[zone, _DIGITS.sub("#", text).casefold()].append(_Edge(number, at, text, size))
    gone: set[tuple[int, int]] = set()
    dropped: list[Dropped] = []
    for (zone, _), group in groups.items():
        for edges in _same_but_for_page(group):
            reason = _reason(edges, zone, len(pages))
            if reason:
                smallest = min(edge.size for edge in edges)
                edges = [edge for edge in edges if edge.size <= _LARGER * smallest]
                gone.update((edge.page, edge.at) for edge in edges)
                texts = dict.fromkeys(edge.text for edge in edges)
                dropped.append(Dropped("\n".join(texts), reason))
    kept = [
        [item for at, item in enumerate(items) if (number, at) not in gone]
        for number, (_, items) in enumerate(pages)
    ]
    return kept, dropped


def _same_but_for_page(group: list[_Edge]) -> Iterator[list[_Edge]]:
    """The group whole, if its numbers are equal or run with the pages, else by equal text."""
    numbers = [[int(number) for number in _DIGITS.findall(edge.text)] for edge in group]
    columns = [list(column) for column in zip(*numbers, strict=True)]
    running = all(
        len(set(column)) == 1
        or len({value - edge.page for value, edge in zip(column, group, strict=True)}) == 1
        for column in columns
    )
    if running:
        yield group
        return
    by_text: dict[str, list[_Edge]] = defaultdict(list)
    for edge in group:
        by_text[edge.text].append(edge)
    yield from by_text.values()


def _reason(edges: list[_Edge], zone: str, pages: int) -> str:
    """Why these lines are furniture, or nothing."""
    times = len({edge.page for edge in edges})
    number = _PAGE_NUMBER.match(edges[0].text)
    own = edges[0].text.strip() == str(edges[0].page + 1)
    if number and (times >= 2 or number["word"] or own):
        return "page number"
    if times >= 2 and (times >= 3 or times * 2 >= pages):
        return f"running {zone}"
    return ""


def without_contents(pages: list[list[Item]]) -> tuple[list[list[Item]], list[Dropped]]:
    """The pages' items without the lines of a table of contents, and those lines.

    Such a line has a row of dots before its page number, or stands below the heading "Contents"
    and ends in a number no smaller than the one before.
    """
    gone: list[str] = []
    kept: list[list[Item]] = []
    last: int | None = None
    for items in pages:
        rest: list[Item] = []
        for at, item in enumerate(items):
            text = item_text(item)
            entry = _entry_page(text) if isinstance(item, Line) else None
            if _opens_contents(items, at):
                last = 0
            elif last is not None and entry is not None and entry >= last:
                last = entry
            elif entry is None or not _CONTENTS_LINE.search(text):
                last = None
                rest.append(item)
                continue
            gone.append(text)
        kept.append(rest)
    dropped = [Dropped("\n".join(gone), "table of contents")] if gone else []
    return kept, dropped


def _opens_contents(items: Sequence[Item], at: int) -> bool:
    if not _CONTENTS_TITLE.match(item_text(items[at]).strip()):
        return False
    following = items[at + 1 : at + 4]
    return bool(following) and all(_entry_page(item_text(item)) is not None for item in following)


def _entry_page(text: str) -> int | None:
    """The page number at the end of a line of contents; 0 for a Roman one."""
    if match := _ENDS_IN_PAGE.search(text):
        return int(match[1])
    return 0 if _CONTENTS_LINE.search(text) else None


def _edge_items(height: float, items: Sequence[Item]) -> dict[int, str]:
    """Indexes of the items at the page's edges, and which edge: ``header`` or ``footer``."""
    by_place = sorted(range(len(items)), key=lambda at: items[at].top)
    found: dict[int, str] = {}
    for at in by_place[:_EDGE_LINES]:
        if items[at].bottom < _ZONE * height:
            found[at] = "header"
    for at in by_place[-_EDGE_LINES:]:
        if items[at].top > (1 - _ZONE) * height:
            found[at] = "footer"
    return found


def item_text(item: Item) -> str:
    """The words of a line, or a table's cells."""
    if isinstance(item, PdfTable):
        return "\n".join("\t".join(row) for row in item.rows)
    return item.text
