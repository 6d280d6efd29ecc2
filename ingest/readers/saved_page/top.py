"""The top of a saved page: the title, and what a site puts above and below it."""

import re
from collections import Counter

from ingest.dates import parse_date
from ingest.facts import known_label, line_pairs
from ingest.readers.lines import Unit
from ingest.readers.saved_page.page import Page
from ingest.readers.saved_page.shape import could_head, heads, is_prose, tokens
from ingest.readers.saved_page.vocabulary import (
    is_author_line,
    is_byline,
    is_callout,
    is_faq,
    reason_alone,
)

_BIOGRAPHY = 80  # longest biography below a by-line, in words
_CREDITS = 40  # how many lines below the title names, dates and buttons are looked for
_NAME = 4  # words of a name or a button
_TOP = 60  # how many lines down a title is looked for
_CRUMB = re.compile(r"^\s*[/›»>]\s*\S|\S\s+[/›»>→]\s+\S")
_TRAIL = re.compile(r"^\s*[/›»>]|[›»]|\s[>→]\s|^home\s*[/|-]", re.I)
_SITE = re.compile(r"\s+[|–—·-]\s+")
_CONTENTS = re.compile(r"(table of )?contents|in this (article|guide|post|page)|on this page", re.I)
_ENTRY = re.compile(r"^\s*(?:[-*•·]|\d+(?:\.\d+)*[.)]?)\s+")


def read_top(page: Page) -> None:
    """Find the title; drop what is above it and the by-lines below; take facts on the way."""
    _drop_contents(page)
    page.title = _find_title(page)
    first = page.title if page.title is not None else 0
    for at in range(first):
        if not is_prose(page.units[at]) or reason_alone(page.units[at].text):
            page.drop(at, reason_alone(page.units[at].text) or "above the title")
    _below_title(page, first)


def _find_title(page: Page) -> int | None:
    """The place of the title: where a trail of links ends, else a line said twice, else the last
    line in the form of a heading above the first prose (the longest, where several follow)."""
    units = page.units[:_TOP]
    prose = next((at for at, unit in enumerate(units) if is_prose(unit)), len(units))
    last_crumb = ""
    for at, unit in enumerate(units):
        if last_crumb and unit.text == last_crumb:
            return at
        if _CRUMB.search(unit.text) and unit.words <= 30:
            last_crumb = re.split(r"(?:^|\s)[/›»>→]\s+", unit.text)[-1].strip()
    heads_above = [
        at
        for at in range(min(prose, len(units)))
        if could_head(units[at])
        and reason_alone(units[at].text) in ("", "footer")
        and not is_faq(units[at].text)
        and at not in page.dropped
        and not _TRAIL.search(units[at].raw)
        and not _is_credit(units[at].text)
        and entry(units[at]) not in page.contents
    ]
    if not heads_above:
        return None
    said = Counter(_bare_title(units[at].text) for at in heads_above)
    twice = [at for at in heads_above if said[_bare_title(units[at].text)] > 1]
    if twice:
        return twice[-1]
    named = [at for at in heads_above if units[at].words >= 3]
    return _first_of_last_run(page, named or heads_above)


def _is_credit(text: str) -> bool:
    """Whether a line says who wrote or checked a page, or when."""
    return is_byline(text) or is_author_line(text) or bool(_stated(text))


def _stated(text: str) -> list[tuple[str, str]]:
    """What a line says about the page: ``Last updated: 9 September 2026 | Version 2``."""
    pieces = re.split(r"\s[|·•–—-]\s", text)
    pairs = [pair for piece in pieces for pair in line_pairs(piece) if known_label(*pair)]
    return pairs if len(pairs) == len(pieces) else []


def _first_of_last_run(page: Page, places: list[int]) -> int:
    """Among headings above the prose, the first after the last line of furniture.

    Below a title there may follow at once the heading of the first section.
    """
    run = [places[-1]]
    for at in reversed(places[:-1]):
        between = range(at + 1, run[0])
        if any(
            reason_alone(page.units[mid].text)
            in ("navigation", "share buttons", "table of contents")
            for mid in between
        ):
            break
        run.insert(0, at)
    # A banner ends as a sentence or sells; what remains above a title are menus of short words.
    return max(run[:3], key=lambda at: (page.units[at].words >= 4, -at))


def _bare_title(text: str) -> str:
    """A title without the site's name behind a bar, for comparison."""
    return _SITE.split(text)[0].casefold()


def _below_title(page: Page, first: int) -> None:
    """By-lines, biographies, dates and share buttons between the title and the first prose."""
    credit = ""
    for at in range(first + 1, min(first + _CREDITS, len(page.units))):
        unit = page.units[at]
        if is_prose(unit):
            if not (credit and _is_biography(unit.text, credit)):
                _names_and_buttons(page, first, at)
                return
            page.drop(at, "author box")
            continue
        pairs = _stated(unit.text)
        page.pairs.extend(pairs)
        if pairs:
            page.drop(at, "read as facts about the page")
        elif is_byline(unit.text) or _is_date(unit.text):
            credit = unit.text
            page.drop(at, "by-line")
        elif page.title is not None and unit.text == page.units[page.title].text:
            page.drop(at, "repeats the title")


def _names_and_buttons(page: Page, first: int, prose: int) -> None:
    """Drop short lines with furniture right below: a name above a date, a button above others."""
    if page.title is None:
        return
    furniture = False
    for at in range(prose - 1, first, -1):
        unit = page.units[at]
        if not page.free(at) or reason_alone(unit.text):
            furniture = True
        elif furniture and unit.words <= _NAME and not re.search(r"[.?!:]$", unit.text):
            page.drop(at, "by-line")
        else:
            furniture = False


def _is_date(text: str) -> bool:
    return len(text.split()) <= 4 and parse_date(text) is not None


def _is_biography(text: str, credit: str) -> bool:
    """Whether a paragraph below a by-line begins with the name in it."""
    names = {word for word in tokens(credit)[1:] if len(word) > 2}
    return len(text.split()) <= _BIOGRAPHY and bool(names & set(tokens(text)[:3]))


def _drop_contents(page: Page) -> None:
    """A table of contents: its heading and every line below that comes again as a line."""
    later = Counter(entry(unit) for unit in page.units)
    for at, unit in enumerate(page.units[: 2 * _TOP]):
        if not _CONTENTS.fullmatch(unit.text.rstrip(":")):
            continue
        page.drop(at, "table of contents")
        below = at + 1
        while below < len(page.units) and _is_entry(page, below, later):
            page.drop(below, "table of contents")
            page.contents.add(entry(page.units[below]))
            below += 1


def _is_entry(page: Page, at: int, later: Counter[str]) -> bool:
    unit = page.units[at]
    following = page.units[at + 1] if at + 1 < len(page.units) else None
    if is_prose(unit) or unit.words > 20 or is_callout(unit.text):
        return False
    # The last mention of an entry is the heading itself, recognised by the prose below it.
    if following is not None and is_prose(following) and heads(unit, following):
        return False
    return later[entry(unit)] > 1


def entry(unit: Unit) -> str:
    """A line as a table of contents may hold it: without its mark, in small letters."""
    return _ENTRY.sub("", unit.raw).strip().casefold()
