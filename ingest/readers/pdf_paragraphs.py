"""Lines of PDF pages gathered into paragraphs, list items and tables."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.markers import section_depth, starts_with_ordinal, without_bullet
from ingest.readers.pdf_layout import Item, Line
from ingest.readers.pdf_tables import PdfTable

_ENDED = re.compile(r"[.!?:;][\"'”’)\]]*$")
_GOES_ON = re.compile(r"(?:[.;:!?]|\b(?:and|or|und|oder))[\"'”’)\]]*$")
_SPACED = 1.3
_INDENT = 6.0


@dataclass(slots=True)
class Para:
    """The lines of one paragraph, and what its first line tells about it."""

    lines: list[Line]
    page: int
    bullet: bool = False

    @property
    def first(self) -> Line:
        """The line it begins with."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """The line it ends with so far."""
        return self.lines[-1]

    @property
    def texts(self) -> list[str]:
        """Its lines' words, the bullet gone."""
        first, _ = without_bullet(self.first.text)
        return [first, *(line.text for line in self.lines[1:])]

    @property
    def size(self) -> float:
        """Font size of its first line."""
        return self.first.size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)

    @property
    def text_x0(self) -> float:
        """Left edge of its first line."""
        return self.first.x0


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table and the page it stands on."""

    table: PdfTable
    page: int


def paragraphs(pages: Sequence[Sequence[Item]]) -> list[Para | PageTable]:
    """Paragraphs and tables of all pages; one that runs over a page or column is joined."""
    pitches = _pitches(pages)
    body = body_size(pages)
    result: list[Para | PageTable] = []
    for number, items in enumerate(pages, 1):
        begun = len(result)
        for part in _page_paragraphs(items, number, pitches):
            result.append(part)
        if begun < len(result):
            _join_over_page(result, begun, body)
    return result


def body_size(pages: Sequence[Sequence[Item]]) -> float:
    """The font size most characters of running text have; 0 without any."""
    sizes: Counter[float] = Counter()
    for line in _lines(pages):
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 0.0


def _lines(pages: Sequence[Sequence[Item]]) -> Iterator[Line]:
    return (item for items in pages for item in items if isinstance(item, Line))


def _pitches(pages: Sequence[Sequence[Item]]) -> dict[float, float]:
    """For each font size, the usual distance from line to line within a paragraph.

    It is the smallest distance that a tenth of the lines of that size keep.
    """
    counts: dict[float, Counter[float]] = {}
    for items in pages:
        for a, b in pairwise(items):
            if isinstance(a, Line) and isinstance(b, Line) and a.size == b.size:
                pitch = round(2 * (b.top - a.top)) / 2
                if 0.5 * a.size < pitch < 4 * a.size:
                    counts.setdefault(a.size, Counter())[pitch] += 1
    usual = {}
    for size, pitch_counts in counts.items():
        enough = 0.1 * pitch_counts.total()
        usual[size] = min(pitch for pitch, count in pitch_counts.items() if count >= enough)
    return usual


def _page_paragraphs(
    items: Sequence[Item], page: int, pitches: dict[float, float]
) -> Iterator[Para | PageTable]:
    para: Para | None = None
    for item in items:
        if isinstance(item, PdfTable):
            if para:
                yield para
            para = None
            yield PageTable(item, page)
        elif para is not None and _continues(para, item, pitches):
            para.lines.append(item)
        else:
            if para:
                yield para
            para = Para([item], page, without_bullet(item.text)[1])
    if para:
        yield para


def _continues(para: Para, line: Line, pitches: dict[float, float]) -> bool:
    """Whether ``line`` belongs to the paragraph above it."""
    last = para.last
    if without_bullet(line.text)[1] or abs(line.size - last.size) > 0.8:
        return False
    if line.left != last.left or line.top < last.top:
        return not _ENDED.search(last.text) and line.text[:1].islower() and not line.bold
    if line.top - last.top > _SPACED * pitches.get(line.size, 1.3 * line.size) + 0.5:
        return False
    short = _could_have_fitted(last, line)
    if line.bold != last.bold and (short or not line.text[:1].islower()):
        whole = para.bold if last.bold else line.bold
        if whole and (short or last.bold):
            return False
    if starts_with_ordinal(line.text) or section_depth(line.text) > 1:
        stepped = abs(line.x0 - last.x0) > _INDENT / 2
        if short or stepped or _GOES_ON.search(last.text):
            return False
    if short:
        return False
    return not (_steps(para, line) and _ENDED.search(last.text))


def _could_have_fitted(last: Line, line: Line) -> bool:
    """Whether the line's first word had room on the line above, so that the break was meant."""
    room = last.right - last.x1
    if room < line.first_width + 0.5 * line.size:
        return False
    if _ENDED.search(last.text) or not line.text[:1].islower():
        return True
    return room > 0.35 * (last.right - last.left)


def _steps(para: Para, line: Line) -> bool:
    """Whether the line is set in or out where a new paragraph would be."""
    step = line.x0 - para.last.x0
    if step > _INDENT:
        return True
    if step < -_INDENT:
        return len(para.lines) > 1 or para.bullet
    return False


def _join_over_page(result: list[Para | PageTable], begun: int, body: float) -> None:
    """Join the first paragraph of a page to the one it goes on from, if it plainly does."""
    following = result[begun]
    at = begun - 1
    while at >= 0 and (part := result[at]) and isinstance(part, Para) and part.size < body - 0.9:
        at -= 1  # footnotes stand between
    if at < 0 or not isinstance(following, Para):
        return
    before = result[at]
    if not isinstance(before, Para) or following.bullet or before.page < following.page - 1:
        return
    if abs(before.size - following.size) > 0.8 or before.bold != following.bold:
        return
    text = following.first.text
    if starts_with_ordinal(text) or section_depth(text) > 1 or _ENDED.search(before.last.text):
        return
    if text[:1].islower() or not _could_have_fitted(before.last, following.first):
        before.lines.extend(following.lines)
        del result[begun]
