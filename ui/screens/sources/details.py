"""What a document says of itself, what reading left out, and which answers used it."""

import streamlit as st

from ui import audiences, data, words
from ui.markup import esc, icon, tag
from ui.parts import states, table
from ui.parts.dates import ago, day
from ui.screens.sources.problems import file_name
from ui.session import Visit
from vouch_client.models.audit import AuditRow
from vouch_client.models.documents import DocumentDetail

_DROPPED, _SHOWN, _ANSWERS = 100, 600, 10


def draw(visit: Visit, found: DocumentDetail, _sent: str) -> None:
    """The facts, then what was left out, then the answers that rest on it."""
    st.html(facts(found))
    st.html(left_out(found))
    if visit.me.may("admin", "admin"):
        _answered(visit, found)


def facts(found: DocumentDetail) -> str:
    """What is known about it, as a list."""
    collection = words.COLLECTIONS.get(found.collection, found.collection)
    rows = (
        ("Reference", found.reference),
        ("Owner", found.owner or "nobody named"),
        ("Version", found.label or str(found.version)),
        ("Status", found.status),
        ("Proves", collection),
        ("Who may see it", audiences.said(found.audience)),
        ("Product", found.product),
        ("In force since", day(found.effective)),
        ("Due for review", day(found.review_by)),
        ("Valid until", day(found.valid_until)),
        ("Added", ago(found.loaded_at)),
        ("File", ", ".join(file_name(path) for path in found.origins or (found.source,))),
        ("Length", f"{found.characters:,} characters, {found.passages:,} passages"),
        *_more(found),
    )
    parts = [tag("dt", "", esc(n)) + tag("dd", "", esc(v)) for n, v in rows if v]
    return tag("dl", "v-facts", *parts)


def _more(found: DocumentDetail) -> list[tuple[str, str]]:
    """What else it says of itself: nothing that stands above already."""
    dates = (found.effective, found.review_by, found.valid_until)
    known = {found.title, found.reference, found.owner, found.label, found.status, *dates}
    said = {(name.replace("_", " ").capitalize(), value) for name, value in found.metadata}
    return sorted((name, value) for name, value in said if value not in known)


def left_out(found: DocumentDetail) -> str:
    """What reading left out and why, and what it warns of."""
    title = tag("h2", "v-section", esc("What was not taken in"))
    if not found.dropped and not found.warnings and not found.truncated:
        said = tag("span", "", esc("Everything that stands in the file was read."))
        return title + tag("div", "v-remark", icon("done_all"), said)
    warned = list(found.warnings)
    if found.truncated:
        warned.append("the source itself breaks off here")
    told = "".join(
        tag("div", "v-note", icon("warning"), tag("span", "", esc(text[:1].upper() + text[1:])))
        for text in warned
    )
    rows = [
        [esc(one.reason), tag("div", "v-dropped", esc(one.text[:_SHOWN]))]
        for one in found.dropped[:_DROPPED]
    ]
    grid = table.html(("Why", "Text that was left out"), rows, "Text that was left out")
    more = len(found.dropped) - _DROPPED
    rest = tag("div", "v-small", esc(f"and {more:,} more")) if more > 0 else ""
    return title + told + (grid if rows else "") + rest


def _answered(visit: Visit, found: DocumentDetail) -> None:
    """The last questions whose answers used it, from the audit trail."""
    page = data.kept(
        f"documents-answers-{found.id}",
        lambda: visit.client.audit.list(kind="answer", document=found.id, limit=_ANSWERS),
        60,
    )
    st.html(tag("h2", "v-section", esc("Questions it answered")))
    if not page.total:
        states.note("No answer has used it yet.", "forum")
        return
    rows = [[esc(asked(row)), esc(row.actor), esc(ago(row.at))] for row in page.rows]
    st.html(table.html(("Question", "Asked by", "When"), rows, "Questions it answered"))
    if page.total > len(page.rows):
        states.note(f"The last {len(page.rows):,} of {page.total:,}.", "history")


def asked(row: AuditRow) -> str:
    """The question of an answer's row; one that was erased says so."""
    held = row.payload if isinstance(row.payload, dict) else {}
    answer = held.get("answer")
    said = answer.get("question") if isinstance(answer, dict) else held.get("question")
    return str(said or "erased")
