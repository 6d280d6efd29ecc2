"""An approved answer and its history as text for a person."""

from typing import TYPE_CHECKING

from api.cli.output import say, say_wrapped

if TYPE_CHECKING:
    from kb.library.entry import Change, Shown

_WIDTH = 14


def show_entry(shown: "Shown") -> None:
    """Everything about an entry, but for its history."""
    entry, draft = shown.entry, shown.entry.draft
    _fact("question", draft.question)
    for wording in draft.wordings:
        _fact("also asked as", wording)
    if draft.verdict is not None:
        _fact("verdict", draft.verdict.value)
    _fact("answer", draft.answer)
    _fact("state", entry.state.value)
    for reason in shown.reasons:
        _fact("needs review", reason)
    for name, value in (
        ("approved by", f"{entry.approver}, {entry.approved_at[:10]}" if entry.approver else ""),
        ("owner", draft.owner),
        ("tags", ", ".join(draft.tags)),
        ("product", draft.product),
        ("audience", draft.audience.value),
        ("valid until", str(draft.valid_until or "")),
        ("created from", draft.origin),
    ):
        if value:
            _fact(name, value)
    for link in draft.evidence:
        place = " > ".join((link.document or link.document_id, *link.heading))
        _fact("evidence", f"“{link.quote}” ({place}, version {link.version})")


def show_change(change: "Change") -> None:
    """One line of the history: when, who, what, and which fields became what."""
    say(f"{change.at[:16].replace('T', ' ')}  {change.action:<8} {change.actor}")
    if change.before is None:
        return
    from kb.library.entry import entry_json

    before, after = entry_json(change.before), entry_json(change.after)
    for name in before:
        if before[name] != after[name] and name not in ("changed_at", "approved_at"):
            say_wrapped(f"{name}: {before[name] or '–'} → {after[name] or '–'}", "    ", "      ")


def _fact(name: str, value: str) -> None:
    say_wrapped(f"{name:<{_WIDTH}}{value}", "", " " * _WIDTH)
