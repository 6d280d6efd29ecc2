"""Furniture inside the article: banners, repeated lines, image texts, buttons."""

from collections import defaultdict

from ingest.readers.lines import BULLET, Unit
from ingest.readers.saved_page.marketing import is_invitation
from ingest.readers.saved_page.page import Page
from ingest.readers.saved_page.shape import could_head, is_prose, stems
from ingest.readers.saved_page.vocabulary import (
    is_callout,
    is_closing,
    is_faq,
    is_verdict,
    reason_alone,
)

_MAY_HEAD = ("footer", "newsletter", "comments")  # "Privacy Policy" above prose is a heading
_REPEATED_WORDS = 4  # a shorter line may well come twice in an article


def drop_banners(page: Page) -> None:
    """Drop calls to action, buttons and share lines that stand in the body."""
    for at, unit in enumerate(page.units):
        if not page.free(at) or BULLET.match(unit.raw):
            continue
        if is_verdict(unit.text) and page.dropped.get(at - 1) == "feedback":
            page.drop(at, "feedback")
            continue
        reason = reason_alone(unit.text)
        if reason and not (reason in _MAY_HEAD and _prose_below(page, at)):
            page.drop(at, reason)
        elif is_invitation(unit.text, followed=_prose_below(page, at)):
            page.drop(at, "call to action")
    for at, unit in enumerate(page.units[:-1]):
        if page.free(at) and page.dropped.get(at + 1) == "call to action" and could_head(unit):
            below = page.following(at)
            same = unit.group == page.units[at + 1].group
            if same and (below is None or could_head(page.units[below])):
                page.drop(at, "call to action")


def drop_repeats(page: Page) -> None:
    """Drop the copies of what a page says more than once.

    A paragraph said twice is kept once. A short line with no text of its own below it is a
    banner's if it comes three times, and is then dropped everywhere; if twice, kept once.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, unit in enumerate(page.units):
        if page.free(at) and unit.words >= _REPEATED_WORDS and not BULLET.match(unit.raw):
            places[unit.text.casefold().rstrip(".!")].append(at)
    for found in places.values():
        prose = is_prose(page.units[found[0]])
        if len(found) < 2 or (not prose and any(_prose_below(page, at) for at in found)):
            continue
        everywhere = len(found) >= 3 and not prose
        for at in found if everywhere else found[1:]:
            page.drop(at, "repeated banner" if everywhere else "repeats a line above")


def drop_image_texts(page: Page) -> None:
    """Drop the texts that stand for images: words of the headings around, with nothing below.

    Above a heading, or at the end of a section, a line in the form of a heading that has no text of
    its own is an image's description if each of its words comes from the title, the heading of its
    section or the next heading; a heading that opens subsections says something of its own.
    """
    title = page.units[page.title].text if page.title is not None else ""
    section = title
    for at, unit in enumerate(page.units):
        if not page.free(at) or not could_head(unit):
            continue
        below = page.following(at)
        bare = below is not None and could_head(page.units[below]) and not page.in_table(below)
        if bare and below is not None and _echoes(unit, title, section, page.units[below].text):
            page.drop(at, "image text")
        elif at > 0 and _same_line(unit, page.units[at - 1]):
            page.drop(at, "repeats a line above")
        elif title and stems(unit.text) and _leads(unit.text, title):
            page.drop(at, "repeats the title")
        else:
            section = unit.text


def _echoes(unit: Unit, title: str, section: str, following: str) -> bool:
    text = unit.text
    if unit.words < 2 or any(mark in text for mark in ":?"):
        return False
    if is_faq(text) or is_closing(text) or is_callout(text):
        return False
    own = stems(text)
    if not own or not own <= stems(title) | stems(section) | stems(following):
        return False
    phrase = text.casefold()
    return phrase in following.casefold() or (bool(own & stems(title)) and own != stems(following))


def _same_line(unit: Unit, above: Unit) -> bool:
    return unit.words >= 2 and unit.text.casefold() == above.text.casefold()


def _leads(text: str, title: str) -> bool:
    """Whether a line is the title or its first part, up to a colon or a dash."""
    rest = title.casefold().removeprefix(text.casefold())
    return (
        len(text.split()) >= 3
        and rest != title.casefold()
        and rest.strip()[:1] in ("", ":", "|", "-", "–", "—")
    )


def _prose_below(page: Page, at: int) -> bool:
    below = page.following(at)
    return below is not None and is_prose(page.units[below]) and could_head(page.units[at])
