"""The end of a saved page: author box, teasers of other articles, newsletter box, footer.

The tail begins at the first line in the second half of the page that opens an author box or
announces other articles and below which no section of the article follows. Inside it, a paragraph
below an announcement of other articles is a teaser, one in an author box a biography. A paragraph
that is neither, and says nothing a footer says, is left in the body: better one paragraph too many
than one lost.
"""

import re
from collections.abc import Iterator

from ingest.readers.lines import Unit
from ingest.readers.saved_page.marketing import is_invitation
from ingest.readers.saved_page.page import Page, Teaser
from ingest.readers.saved_page.shape import could_head, ends_sentence, is_prose, title_case, tokens
from ingest.readers.saved_page.vocabulary import (
    is_author_line,
    is_byline,
    is_related_heading,
    reason_alone,
)

_BIOGRAPHY = 120  # longest biography, in words
_TEASER_WORDS = 12  # shortest beginning of an article that is worth a document of its own
_CUT = 40  # a paragraph this long that ends within a sentence was cut off
_PERSON = re.compile(
    r"\b(he|she|they|his|her|their|years? of experience|holds an?|worked|works|writer|editor"
    r"|consultant|specialis\w+|specializ\w+|expert|founder|passionate|certified|background)\b",
    re.I,
)
_QUESTION = re.compile(r"(?<=[.!?”\"] )[A-Z][^.!?]{4,110}\?(?=\s+[A-Z])")
_SKIPPED = re.compile(r"\s*(\[?(…|\.\.\.)\]?|read more\W*)$", re.I)


def read_tail(page: Page) -> None:
    """Drop the furniture below the article and make teasers of what begins other articles."""
    start = _start(page)
    if start is None and page.units and cut_off(page.units[-1]):
        start = _cut_paragraphs(page)
    mode = "" if start is None else "author"
    held: list[int] = []
    for at in range(len(page.units) if start is None else start, len(page.units)):
        unit = page.units[at]
        if not page.free(at):
            continue
        if is_related_heading(unit.text):
            mode = "related"
            page.drop(at, "heading of links to other articles")
        elif is_author_line(unit.text):
            mode = "author"
            page.drop(at, "author box")
        elif mode == "related":
            held = _related(page, at, held)
        elif mode == "author":
            _author(page, at)
    for at in held:
        page.drop(at, "link to another article")


def _start(page: Page) -> int | None:
    """Where the tail begins, or None where the page has none."""
    for at in range(len(page.units) // 2, len(page.units)):
        text = page.units[at].text
        opens = is_author_line(text) or is_related_heading(text)
        if opens and page.free(at) and not _article_goes_on(page, at):
            return at
    return None


def _cut_paragraphs(page: Page) -> int | None:
    """Where the paragraphs begin that end the page and are cut off, if there are two or more."""
    start = len(page.units)
    while start > 1 and cut_off(page.units[start - 1]):
        start -= 1
    return start if len(page.units) - start >= 2 else None


def _article_goes_on(page: Page, start: int) -> bool:
    """Whether sections follow: twice or more a heading above a whole, finished paragraph.

    Below an announcement of other articles, titles with excerpts look the same, except that
    excerpts are cut off or stand alone; there, three finished paragraphs below one title count.
    """
    related = any(is_related_heading(unit.text) for unit in page.units[start : start + 4])
    finished, longest = 0, 0
    sections = 0
    for at in range(start + 1, len(page.units)):
        unit = page.units[at]
        if is_prose(unit) and ends_sentence(unit.text) and not _SKIPPED.search(unit.text):
            finished += 1
            longest = max(longest, finished)
            before = page.units[at - 1]
            sections += finished == 1 and could_head(before) and not is_author_line(before.text)
        elif not is_prose(unit):
            finished = 0
    return longest >= 3 if related else sections >= 2


def _author(page: Page, at: int) -> None:
    """A line of an author box: a name, a role, a biography; anything else stays."""
    unit = page.units[at]
    if cut_off(unit):
        page.teasers.append(Teaser("", unit.text))
        page.in_teaser.add(at)
    elif is_prose(unit):
        person = unit.words <= _BIOGRAPHY and _PERSON.search(unit.text)
        named = set(tokens(unit.text)[:4]) & {
            token for other in page.units[max(0, at - 4) : at] for token in tokens(other.text)
        }
        if person or named:
            page.drop(at, "author box")
    elif reason := reason_alone(unit.text):
        page.drop(at, reason)
    elif unit.words <= 12:
        page.drop(at, "author box")


def _related(page: Page, at: int, held: list[int]) -> list[int]:
    """A line below an announcement of other articles; returns the lines waiting for an excerpt."""
    unit = page.units[at]
    reason = reason_alone(unit.text)
    if reason or is_byline(unit.text) or is_invitation(unit.text, followed=False):
        page.drop(at, reason or "by-line or banner")
        return held
    if unit.words >= _TEASER_WORDS and (is_prose(unit) or not could_head(unit)):
        titles = [place for place in held if could_head(page.units[place])]
        title = page.units[titles[-1]].text if titles else ""
        for place in held:
            if not titles or place != titles[-1]:
                page.drop(place, "link to another article")
        page.teasers.append(Teaser(title, unit.text))
        page.in_teaser.update({at, *titles[-1:]})
        return []
    return [*held, at]


def teaser_title(teaser: Teaser) -> str:
    """A teaser's title: its own, else the beginning of its first sentence."""
    if teaser.title:
        return teaser.title
    first = re.split(r"(?<=[.!?])\s", teaser.text, maxsplit=1)[0]
    words = first.rstrip(".").split()
    return " ".join(words[:12]) + (" …" if len(words) > 12 else "")


def teaser_paragraphs(text: str) -> Iterator[str]:
    """A flattened beginning parted before each question that was a heading.

    Where a page writes an article's beginning as one line, its headings stand within the sentences
    around them. Only a question in title case is sure to be one ("What Is a Pen Test?"), and since
    the other headings cannot be told, it begins a paragraph rather than a section.
    """
    at = 0
    for match in _QUESTION.finditer(text):
        words = len(match.group().split())
        if 3 <= words <= 14 and title_case(match.group()) >= 0.8:
            yield text[at : match.start()].strip()
            at = match.start()
    yield text[at:].strip()


def cut_off(unit: Unit) -> bool:
    """Whether a paragraph ends within a sentence, as the beginning of something longer does."""
    return unit.words >= _CUT and not ends_sentence(unit.text.rstrip())
