"""The row that is looked at: the question, what is said, what it rests on, what is written."""

from collections.abc import Mapping, Sequence

from ui import words
from ui.markup import badge, esc, icon, sender, tag
from ui.parts import answer as cards
from ui.parts import labels, table
from ui.parts.dates import ago, day
from ui.screens.questionnaires import terms
from vouch_client.models import Citation
from vouch_client.models.questionnaires import RowDetail


def head(row: RowDetail, at: int, of: int) -> str:
    """Where it stands in the file, how it stands, and the question."""
    place = " › ".join(dict.fromkeys((*(s for s in (row.sheet,) if s), *row.section)))
    count = f"{at:,} of {of:,}" if at else ""
    facts = [f"Row {row.row}", row.ref, place, row.cell, count]
    top = tag("div", "v-row-where", esc(" · ".join(one for one in facts if one)))
    tags = state_badge(row.state)
    tags += badge("tag", f"owner: {row.owner}") if row.owner else ""
    tags += badge("tag", f"due {day(row.due)}") if row.due else ""
    guidance = ""
    if row.guidance:
        label = tag("span", "v-next", "The customer adds")
        guidance = tag("div", "v-remedy", label, esc(row.guidance))
    return tag(
        "header",
        "v-row-head",
        top,
        tag("h2", "v-row-question", esc(row.question)),
        guidance,
        tag("div", "v-row-tags", tags),
    )


def state_badge(state: str) -> str:
    """How far a row is, as a badge."""
    kind = {"approved": "approved", "rejected": "expired", "edited": "grounded"}.get(state, "tag")
    return badge(kind, terms.STATE.get(state, state))


def warnings(row: RowDetail) -> str:
    """What to look at before it is approved."""
    said = list(dict.fromkeys((*row.contradicts, *row.concerns)))
    if row.personal:
        said.insert(0, f"Only a person may fill this in: {row.personal}")
    if row.skipped:
        said.insert(0, f"Not asked: {row.skipped}")
    if row.found.doubt:
        said.append(f"Maybe not a question: {row.found.doubt}")
    lines = (tag("li", "v-warning", icon("flag"), esc(_sentence(one))) for one in said)
    return tag("ul", "v-list v-warnings", *lines) if said else ""


def said(row: RowDetail) -> str:
    """The answer, beside what this customer was told before where that differs."""
    now = tag("article", "v-row-said", _answer(row), aria_label="Answer")
    told = row.told_before
    if told is None:
        return now
    kind = "approved" if told.approved else "as a draft"
    label = tag("div", "v-label", icon("history"), esc(f"Told before, {day(told.at)}, {kind}"))
    text = tag("div", "v-answer", esc(told.answer or "Blank"))
    before = tag(
        "article", "v-row-before", label, labels.verdict(told.verdict), text, aria_label="Before"
    )
    return tag("div", "v-sides v-then", now, before)


def _answer(row: RowDetail) -> str:
    found = row.as_answer
    if row.state == "waiting":
        return tag("div", "v-reason", "Nothing was looked for yet.")
    if found.status == "abstained":
        meaning, remedy = words.REASON.get(found.reason or "", words.NO_REASON)
        whom = f"{remedy} Ask: {row.ask}." if row.ask else remedy
        todo = tag("div", "v-remedy", tag("span", "v-next", "What to do"), esc(whom))
        return cards.top(found) + tag("div", "v-reason", esc(meaning)) + todo + _note(row)
    top = cards.top(found)
    if row.editor and row.state != "approved":
        mine = tag("span", "v-badge v-grounded", icon("edit"), "A person's words")
        by = tag("span", "v-behind", esc(f"by {terms.by_whom(row.editor)}"))
        top = tag("div", "v-top", mine, labels.verdict(row.verdict), by)
    text = tag("div", "v-answer", cards.marked(found, row.row))
    return top + (text if row.answer else "") + _note(row)


def _note(row: RowDetail) -> str:
    notes = [row.note] if row.note and not row.editor else []
    notes += [note for note in row.notes if note not in notes]
    lines = (tag("div", "v-remark", icon("info"), tag("span", "", esc(note))) for note in notes)
    return "".join(lines)


def evidence(row: RowDetail) -> str:
    """The quotes it rests on, what disagrees, and what is close; each opens its document."""
    found = row.as_answer
    places = {citation.place: at for at, citation in enumerate(found.cited)}

    def quotes(citations: Sequence[Citation]) -> str:
        lines = (
            tag("li", "v-item-source", _quote(row.row, places[one.place], one))
            for one in {one.place: one for one in citations}.values()
        )
        return tag("ol", "v-list", *lines)

    parts = []
    if row.citations:
        parts.append(_part("Evidence", quotes(row.citations)))
    for conflict in row.conflicts:
        sides = (
            tag("div", "v-side", tag("div", "v-value", esc(one.value)), quotes([one.citation]))
            for one in conflict.values
        )
        title = f"Sources disagree: {conflict.topic}"
        parts.append(_part(title, tag("div", "v-sides", *sides)))
    if not row.citations and row.closest:
        parts.append(_part("Closest evidence, which does not answer it", quotes(row.closest)))
    return "".join(parts)


def _quote(row: int, place: int, citation: Citation) -> str:
    heading = " › ".join(citation.heading)
    where = tag("span", "v-title", esc(citation.document)) + tag("span", "v-path", esc(heading))
    return sender(
        "v-quote",
        f"source:{row}:{place}",
        tag("span", "v-number", esc(place + 1)),
        tag(
            "span",
            "v-quote-body",
            tag("span", "v-quote-text", esc(citation.quote)),
            tag("span", "v-quote-where", where, labels.of_citation(citation)),
        ),
        aria_expanded="false",
        **({"aria_keyshortcuts": str(place + 1)} if place < 9 else {}),
    )


def cells(row: RowDetail) -> str:
    """What goes into the customer's file, cell by cell."""
    lines = []
    for cell in row.found.cells:
        text = row.written.get(cell.cell, "")
        now = esc(text) if text else tag("span", "v-soft", "stays as it is")
        if not cell.writable:
            now = tag("span", "v-late", icon("lock"), esc(cell.why or "cannot be written"))
        elif text and row.state == "rejected":
            now = tag("span", "v-soft", "nothing, for the row is rejected")
        lines.append([esc(cell.cell), esc(terms.ROLE.get(cell.role, cell.role)), now])
    if not lines:
        return ""
    grid = table.html(("Cell", "Holds", "Will be written"), lines, "Cells that will be written")
    return _part("Into the file", grid)


def history(row: RowDetail) -> str:
    """Who did what to the row, the latest first, folded away."""
    if not row.history:
        return ""
    lines = []
    for change in reversed(row.history):
        did = terms.ACTION.get(change.action, change.action)
        text = f"{terms.by_whom(change.by)} · {did} · {ago(change.at)}"
        lines.append(
            tag("li", "v-control", esc(text) + tag("span", "v-soft", _before(change.before)))
        )
    many = f"{len(row.history)} change{'s' if len(row.history) > 1 else ''}"
    top = tag("summary", "v-label", icon("history"), esc(many))
    return tag("details", "v-controls", top, tag("ol", "v-list", *lines))


def _before(held: Mapping[str, object] | None) -> str:
    text = " ".join(str((held or {}).get("answer") or "").split())
    if not text:
        return ""
    return esc("before: " + (text if len(text) <= 90 else text[:89] + "…"))


def _part(title: str, inner: str) -> str:
    return tag("section", "v-row-part", tag("h3", "v-label", esc(title)), inner)


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]
