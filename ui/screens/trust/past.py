"""A past answer exactly as it was given, and what has become of what it quotes."""

import streamlit as st

from ui import audiences, data
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import answer as cards
from ui.parts import heading, table
from ui.parts.dates import ago, day
from ui.screens.trust import sources
from ui.session import Visit
from vouch_client.models.audit import PastAnswer, QuoteStanding

_BECAME = {
    "same": ("check_circle", "Still so"),
    "changed": ("history", "There is a later version"),
    "removed": ("event_busy", "The document was taken out"),
    "purged": ("delete", "The document was erased"),
}


def draw(visit: Visit, record: str) -> None:
    """The answer of ``record``, with the way back to the log."""
    found = data.kept(f"past:{record}", lambda: visit.client.audit.past(record), 60)
    back = sender("v-action", "log:all", icon("arrow_back"), tag("span", "", "Audit trail"))
    st.html(back)
    heading.section("An answer, exactly as it was given")
    st.html(head(found))
    sources.offer(found.answer.cited)
    asked = tag("div", "v-past", cards.question(found.question))
    st.html(asked + cards.card(found.answer, 0))
    if found.quotes:
        heading.section("What has become of what it quotes", f"As of {day(found.as_of)}.")
        st.html(standings(found.quotes))


def head(found: PastAnswer) -> str:
    """When, by whom, for whom, made by what."""
    made = found.made_by
    facts = (
        ("Given", f"{day(found.at)}, {found.at[11:16]} UTC ({ago(found.at)})"),
        ("To", found.actor),
        ("For", audiences.said(found.audience)),
        ("By", f"Vouch {made.get('code', '')}".strip()),
        ("Record", found.record),
    )
    return tag("dl", "v-facts", *(tag("dt", "", esc(n)) + tag("dd", "", esc(v)) for n, v in facts))


def standings(quotes: tuple[QuoteStanding, ...]) -> str:
    """What has become of each quote, as a table."""
    return table.html(("Document", "Quote", "Today"), [_row(one) for one in quotes], "Quotes today")


def _row(one: QuoteStanding) -> list[str]:
    symbol, said = _BECAME.get(one.state, ("help", one.state))
    marks = [tag("div", "", icon(symbol), " ", esc(said))]
    if one.state == "changed":
        still = "It still says so." if one.still_said else "It says so no more."
        marks.append(tag("div", "v-small", esc(still)))
    if one.expired:
        marks.append(badge("expired", "out of date"))
    if not one.stored:
        marks.append(badge("expired", "the quoted version is not stored any more"))
    title = tag("div", "v-strong", esc(one.document))
    return [
        title + tag("div", "v-small", esc(f"version {one.version}")),
        esc(" ".join(one.quote.split())),
        "".join(marks),
    ]
