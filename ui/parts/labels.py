"""Badges: a word, a colour and a symbol, so that no meaning rests on colour alone."""

from ui import words
from ui.markup import badge, esc, icon, tag
from ui.parts.dates import day
from vouch_client.models import Citation


def status(name: str) -> str:
    """How an answer stands: approved, grounded, or blank."""
    known = name if name in words.STATUS else "abstained"
    symbol = words.STATUS_ICON[known]
    return tag("span", f"v-badge v-{known}", icon(symbol), esc(words.STATUS[known][0]))


def verdict(name: str | None) -> str:
    """Yes, no, partly, not applicable; nothing where there is none."""
    if name not in words.VERDICT:
        return ""
    return tag("span", f"v-verdict v-verdict-{name}", esc(words.VERDICT[name]))


def collection(name: str) -> str:
    """What a document proves."""
    return badge("tag", words.COLLECTION.get(name, name)) if name else ""


def in_date(citation: Citation) -> str:
    """Whether a citation's document is in date; nothing where it names no date."""
    until = day(citation.valid_until)
    if citation.expired:
        said = f"out of date since {until}" if until else "out of date"
        return tag("span", "v-badge v-expired", icon("event_busy"), esc(said))
    if until:
        return tag(
            "span", "v-badge v-dated", icon("event_available"), esc(f"in date until {until}")
        )
    return ""


def of_citation(citation: Citation) -> str:
    """The badges of a source."""
    page = badge("tag", f"page {citation.page}") if citation.page else ""
    return page + collection(citation.collection) + in_date(citation)
