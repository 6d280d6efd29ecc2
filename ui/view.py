"""What the page shows, as HTML: the answer's card, its sources, and the states around them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ui import words
from ui.marks import placed
from ui.markup import badge, esc, in_words, tag
from ui.passage import passage

Json = dict[str, Any]
#: The opened text of a citation, or the sentence that says why it could not be opened.
Opened = Mapping[tuple[str, int, int, int], Json | str]


def place_of(citation: Json) -> tuple[str, int, int, int]:
    """What names a citation's place: document, version, start, end."""
    return (citation["document_id"], citation["version"], citation["start"], citation["end"])


def question(text: str) -> str:
    """A question, as the asker's turn."""
    return tag("div", "v-asked", tag("div", "v-question", esc(text)))


def answer(found: Json, opened: Opened) -> str:
    """The card of an answer: status, verdict, text with marks, sources."""
    status = found["status"] if found["status"] in words.STATUS else "abstained"
    label, behind = words.STATUS[status]
    verdict = words.VERDICT.get(found["verdict"] or "")
    top = tag(
        "div",
        "v-top",
        badge(status, label),
        tag("span", f"v-verdict v-verdict-{_known(found['verdict'])}", esc(verdict))
        if verdict
        else "",
        tag("span", "v-behind", esc(behind)),
    )
    body = _blank(found, opened) if status == "abstained" else _said(found, opened)
    return tag("article", f"v-card v-card-{status}", top, body)


def _known(verdict: str | None) -> str:
    return verdict if verdict in words.VERDICT else "none"


def _said(found: Json, opened: Opened) -> str:
    text, at, parts = str(found["answer"]), 0, []
    for position, number in placed(text, found["citations"]):
        parts += [esc(text[at:position]), tag("sup", "v-mark", esc(number))]
        at = position
    parts.append(esc(text[at:]))
    return "".join(
        (
            tag("div", "v-answer", *parts),
            _note(found),
            _conflicts(found.get("conflicts") or [], opened),
            _sources("Sources", found["citations"], opened),
        )
    )


def _blank(found: Json, opened: Opened) -> str:
    meaning, remedy = words.REASON.get(found["reason"] or "", words.NO_REASON)
    closest = found.get("closest") or []
    return "".join(
        (
            tag("div", "v-answer v-reason", esc(meaning)),
            tag("div", "v-remedy", esc(remedy)),
            _note(found),
            _conflicts(found.get("conflicts") or [], opened),
            _sources("Closest evidence, which does not answer it", closest, opened),
        )
    )


def _note(found: Json) -> str:
    return tag("div", "v-note", esc(found["note"])) if found.get("note") else ""


def _conflicts(conflicts: Sequence[Json], opened: Opened) -> str:
    parts = []
    for conflict in conflicts:
        values = "".join(
            tag("div", "v-value", esc(v["value"]))
            + _source(str(at), v["citation"], opened.get(place_of(v["citation"])))
            for at, v in enumerate(conflict["values"], start=1)
        )
        title = tag("div", "v-label", esc(f"Sources disagree: {conflict['topic']}"))
        parts.append(tag("section", "v-conflict", title, values))
    return "".join(parts)


def _sources(title: str, citations: Sequence[Json], opened: Opened) -> str:
    if not citations:
        return ""
    items = [
        _source(str(number), citation, opened.get(place_of(citation)))
        for number, citation in enumerate(citations, start=1)
    ]
    return tag("section", "v-sources", tag("div", "v-label", esc(title)), *items)


def _source(number: str, citation: Json, opened: Json | str | None) -> str:
    """One source, closed: the document and where in it. Open: the passage itself."""
    heading = " › ".join(citation["heading"])
    line = tag(
        "summary",
        "v-summary",
        tag("span", "v-number", esc(number)),
        tag(
            "span",
            "v-where",
            tag("span", "v-title", esc(citation["document"])),
            tag("span", "v-path", esc(heading)) if heading else "",
        ),
        tag("span", "v-tags", *_tags(citation)),
    )
    return tag("details", "v-source", line, tag("div", "v-open", _opened(citation, opened)))


def _tags(citation: Json) -> list[str]:
    tags = []
    if citation["page"]:
        tags.append(badge("tag", f"page {citation['page']}"))
    if citation["collection"]:
        name = words.COLLECTION.get(citation["collection"], citation["collection"])
        tags.append(badge("tag", str(name)))
    if citation["expired"]:
        since = _day(citation["valid_until"])
        tags.append(badge("expired", f"out of date since {since}" if since else "out of date"))
    return tags


def _day(iso: str | None) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _opened(citation: Json, opened: Json | str | None) -> str:
    if not isinstance(opened, dict):
        why = opened or "The stored passage has not been opened."
        quoted = tag("div", "v-passage", tag("mark", "v-quoted", esc(citation["quote"])))
        return quoted + tag("div", "v-foot", esc(why))
    version = f"version {opened['version']}"
    if opened["version"] != opened["current"]:
        version += f", since replaced by version {opened['current']}"
    if opened["state"] == "removed":
        version += ", taken out of answers since"
    facts = [
        version,
        f"characters {citation['start']:,} to {citation['end']:,} of {opened['characters']:,}",
    ]
    if citation["valid_until"] and not citation["expired"]:
        facts.append(f"in date until {_day(citation['valid_until'])}")
    foot = tag("span", "v-facts", esc(" · ".join(facts)))
    file = tag("span", "v-file", esc(_short(citation["source"])))
    return passage(opened) + tag("div", "v-foot", foot, file)


def _short(source: str) -> str:
    """A file's name with the folder it lies in; the rest of a path helps nobody here."""
    return "/".join(source.replace("\\", "/").split("/")[-2:])


def problem(title: str, detail: str, request_id: str = "") -> str:
    """Something that went wrong, and what to do."""
    footer = tag("div", "v-foot", esc(f"request {request_id}")) if request_id else ""
    return tag(
        "article",
        "v-card v-card-problem",
        tag("div", "v-answer v-reason", esc(title)),
        tag("div", "v-remedy", in_words(detail)),
        footer,
    )


def welcome() -> str:
    """The page before the first question: the three kinds of answer."""
    kinds = "".join(
        tag("div", "v-kind", badge(kind, label), tag("span", "v-kind-text", esc(behind)))
        for kind, (label, behind) in words.STATUS.items()
    )
    return tag(
        "div",
        "v-welcome",
        tag("h1", "v-hello", "Ask about your security and compliance."),
        tag(
            "p",
            "v-lead",
            "Vouch answers from your own documents, and shows the words that prove it.",
        ),
        tag("div", "v-kinds", kinds),
    )


def brand() -> str:
    """The name of the house."""
    return tag(
        "div",
        "v-brand",
        tag("span", "v-name", "Vouch"),
        tag("span", "v-motto", "answers you can check"),
    )


def status(ready: Json | None) -> str:
    """The service's state, as a dot and a few words."""
    kind, text = "off", "Service not reached"
    if ready is not None:
        kind, text = {
            "ready": ("on", "Service ready"),
            "warming": ("wait", "Warming up; the first answer takes a few seconds"),
        }.get(ready["status"], ("off", ready.get("problem") or "The service could not warm up"))
    return tag("div", "v-status", tag("span", f"v-dot v-dot-{kind}"), tag("span", "", esc(text)))


def library(counts: Json) -> str:
    """How many documents there are, by collection; what to do when there are none."""
    if not counts["total"]:
        hint = "No documents yet. Load some with `vouch ingest ~/policies`."
        return tag("div", "v-library", tag("div", "v-hint", in_words(hint)))
    lines = "".join(
        tag("div", "v-count", tag("span", "", esc(words.COLLECTION.get(name, name))), esc(count))
        for name, count in counts["collections"].items()
        if count
    )
    total = tag("div", "v-count v-total", tag("span", "", "Documents"), esc(counts["total"]))
    return tag("div", "v-library", total, lines)
