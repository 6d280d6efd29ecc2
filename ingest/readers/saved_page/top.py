"""The top of a saved page: the title, and what a site puts above and below it."""

import re
from collections import Counter

from ingest.facts import known_label, line_pairs
from ingest.readers.lines import Unit
from ingest.readers.saved_page.page import Page
from ingest.readers.saved_page.shape import could_head, heads, is_prose
from ingest.readers.saved_page.vocabulary import is_byline, is_callout, is_faq, reason_alone

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
    ]
    if not heads_above:
        return None
    said = Counter(_bare_title(units[at].text) for at in heads_above)
    twice = [at for at in heads_above if said[_bare_title(units[at].text)] > 1]
    if twice:
        return twice[-1]
    named = [at for at in heads_above if units[at].words >= 3]
    return _first_of_last_run(page, named or heads_above)


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
    """By-lines, dates and share buttons between the title and the first prose."""
    for at in range(first + 1, min(first + 12, len(page.units))):
        unit = page.units[at]
        if is_prose(unit):
            return
        pieces = re.split(r"\s[|·•–—-]\s", unit.text)
        pairs = [pair for piece in pieces for pair in line_pairs(piece) if known_label(pair[0])]
        page.pairs.extend(pairs)
        if len(pairs) == len(pieces):
            page.drop(at, "read as facts about the page")
        elif is_byline(unit.text):
            page.drop(at, "by-line")
        elif page.title is not None and unit.text == page.units[page.title].text:
            page.drop(at, "repeats the title")


def _drop_contents(page: Page) -> None:
    """A table of contents: its heading and every line below that comes again as a line."""
    later = Counter(_entry(unit) for unit in page.units)
    for at, unit in enumerate(page.units[: 2 * _TOP]):
        if not _CONTENTS.fullmatch(unit.text.rstrip(":")):
            continue
        page.drop(at, "table of contents")
        below = at + 1
        while below < len(page.units) and _is_entry(page, below, later):
            page.drop(below, "table of contents")
            below += 1


def _is_entry(page: Page, at: int, later: Counter[str]) -> bool:
    unit = page.units[at]
    following = page.units[at + 1] if at + 1 < len(page.units) else None
    if is_prose(unit) or unit.words > 20 or is_callout(unit.text):
        return False
    # The last mention of an entry is the heading itself, recognised by the prose below it.
    if following is not None and is_prose(following) and heads(unit, following):
        return False
    return later[_entry(unit)] > 1


def _entry(unit: Unit) -> str:
    return _ENTRY.sub("", unit.raw).strip().casefold()
