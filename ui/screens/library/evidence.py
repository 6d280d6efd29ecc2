"""What an answer rests on: each quote as it was signed, and as its document is now."""

from dataclasses import dataclass

from ui import data
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import differences, labels
from ui.screens.library import sources
from ui.session import Visit
from vouch_client.errors import ServiceError
from vouch_client.models import Citation, Entry
from vouch_client.models.changes import Block, Change
from vouch_client.models.library import Evidence

_STATES = {
    "fresh": ("v-grounded", "check", "stands word for word"),
    "expired": ("v-expired", "event_busy", "document out of date"),
    "changed": ("v-expired", "history", "source changed"),
    "removed": ("v-expired", "block", "document taken out"),
    "purged": ("v-expired", "delete_forever", "document erased for good"),
}
_MOST = 1_000


@dataclass(frozen=True)
class Proof:
    """A quote, how it stands (a key of the states), and what stands in its place now."""

    link: Evidence
    state: str
    citation: Citation | None = None
    before: str = ""
    now: Block | None = None
    current: int = 0


def proofs(visit: Visit, entry: Entry) -> list[Proof]:
    """Each quote of an entry as its document is now."""
    return [_proof(visit, entry, link) for link in entry.evidence]


def html(found: list[Proof]) -> str:
    """The quotes as cards; a document that is still there opens where it was quoted."""
    return "".join(_card(one) for one in found)


def renewed(found: list[Proof]) -> list[dict[str, str]]:
    """The evidence with each changed quote replaced by what its document says now."""
    quotes = []
    for one in found:
        quote = one.link.quote if one.citation is not None else one.now.text if one.now else ""
        if quote:
            quotes.append({"document_id": one.link.document_id, "quote": quote})
    return quotes


def _proof(visit: Visit, entry: Entry, link: Evidence) -> Proof:
    standing = next(
        (
            one
            for one in entry.citations
            if one.document_id == link.document_id and one.quote == link.quote
        ),
        None,
    )
    if standing is not None:
        return Proof(link, "expired" if standing.expired else "fresh", standing)
    if not link.quote:
        return Proof(link, "purged")
    try:
        document = data.kept(
            f"documents-one-{link.document_id}",
            lambda: visit.client.documents.get(link.document_id),
            60,
        )
    except ServiceError:
        return Proof(link, "purged")
    if document.state != "live":
        return Proof(link, "removed")
    change = _change(visit, link, document.current)
    if change is None or change.from_ is None:
        return Proof(link, "changed", current=document.current)
    return Proof(link, "changed", None, change.from_.text, change.to, document.current)


def _change(visit: Visit, link: Evidence, current: int) -> Change | None:
    """The change that took the quote away; None where it cannot be told, or not by this caller."""
    if link.version == current:
        return None
    try:
        found = data.kept(
            f"documents-changes-{link.document_id}-{link.version}-{current}-all",
            lambda: visit.client.documents.changes(
                link.document_id, link.version, current, limit=_MOST
            ),
            600,
        )
    except ServiceError:
        return None
    touched = [
        one
        for one in found.changes
        if one.from_ and one.from_.start < link.end and one.from_.end > link.start
    ]
    return touched[0] if touched else None


def _card(one: Proof) -> str:
    kind, symbol, said = _STATES[one.state]
    state = tag("span", f"v-badge {kind}", icon(symbol), esc(said))
    if one.state == "purged" and not one.link.quote:
        gone = "Its words were erased with the document, here too."
        return tag("article", "v-proof", state, tag("div", "v-small", esc(gone)))
    quote = tag("div", "v-proof-quote", esc(f"“{' '.join(one.link.quote.split())}”"))
    if one.state != "changed":
        return tag("article", "v-proof", _opens(one, state), quote)
    names = (f"When it was signed (version {one.link.version})", f"Now (version {one.current})")
    if one.now is None and not one.before:
        return tag("article", "v-proof", _opens(one, state), quote)
    now = None if one.now is None else one.now.text
    pair = differences.pair(one.before or one.link.quote, now, names)
    shown = "" if one.link.quote in one.before else quote
    return tag("article", "v-proof", _opens(one, state), shown, pair, _now(one))


def _opens(one: Proof, state: str) -> str:
    """The document as a button that opens the quote, where it can be opened."""
    cited = one.citation or _as_signed(one.link)
    heading = " › ".join(cited.heading)
    where = tag(
        "span",
        "v-where",
        tag("span", "v-title", esc(cited.document)),
        tag("span", "v-path", esc(heading)) if heading else "",
    )
    marks = tag("span", "v-tags", badge("tag", f"version {cited.version}"), state)
    if one.citation is not None:
        marks = tag("span", "v-tags", labels.of_citation(cited), state)
    if one.state == "purged":
        return tag("div", "v-source", where, marks)
    at = sources.offer([cited])
    return sender("v-source", f"source:0:{at}", where, marks, aria_expanded="false")


def _now(one: Proof) -> str:
    """A button that opens the present text."""
    if one.now is None:
        return ""
    cited = _as_signed(one.link).model_copy(
        update={
            "version": one.current,
            "start": one.now.start,
            "end": one.now.end,
            "quote": one.now.text,
            "page": one.now.page,
        }
    )
    at = sources.offer([cited])
    inner = icon("open_in_full") + tag("span", "", "Open it as it is now")
    return sender("v-action", f"source:0:{at}", inner, aria_expanded="false")


def _as_signed(link: Evidence) -> Citation:
    return Citation(
        document=link.document or "Untitled",
        document_id=link.document_id,
        version=link.version,
        heading=link.heading,
        page=link.page,
        quote=link.quote,
        start=link.start,
        end=link.end,
    )
