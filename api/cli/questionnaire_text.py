"""Questionnaires as text and as JSON."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from api.cli.output import counted, say, say_wrapped

if TYPE_CHECKING:
    from kb.questionnaires.desk import Shown
    from kb.questionnaires.run import Change, Row, Run

_MOST = 12


def run_json(run: "Run") -> dict[str, Any]:
    """What identifies a run."""
    return {
        "id": run.id,
        "name": run.name,
        "kind": run.kind.value,
        "customer": run.customer,
        "due": None if run.due is None else run.due.isoformat(),
        "audience": run.options.audience.value,
        "product": run.options.product,
        "created_at": run.created_at,
        "finished_at": run.finished_at or None,
        "exported_at": run.exported_at or None,
        "notes": list(run.notes),
    }


def summary_json(shown: "Shown") -> dict[str, Any]:
    """A run and how it stands."""
    found = shown.summary
    return run_json(shown.run) | {
        "questions": found.total,
        "outcomes": dict(found.outcomes),
        "states": dict(found.states),
        "verdicts": dict(found.verdicts),
        "reasons": dict(found.reasons),
        "review_first": [
            {"row": c.row, "weight": c.weight, "why": list(c.why)} for c in found.concerns
        ],
        "gaps": [
            {"subject": g.subject, "topics": list(g.topics), "rows": list(g.rows)}
            for g in found.gaps
        ],
        "skipped": {str(number): why for number, why in found.skipped.items()},
        "personal": list(found.personal),
    }


def show_summary(shown: "Shown") -> None:
    """How a run stands, what to review first, and what would close most gaps."""
    found = shown.summary
    say(f"{counted(found.total, 'question')}: {_counts(found.outcomes)}")
    if found.verdicts:
        say(f"Verdicts: {_counts(found.verdicts)}")
    if found.reasons:
        say(f"Blank because: {_counts(found.reasons)}")
    if found.personal:
        say_wrapped(f"For a person to fill in: {_names(shown, found.personal)}", "", "  ")
    if found.skipped:
        say_wrapped(f"Not asked: {_names(shown, tuple(found.skipped))}", "", "  ")
    if found.concerns:
        say("Review first:")
        rows = {row.number: row for row in shown.rows}
        for concern in found.concerns[:_MOST]:
            text = f"{label(rows[concern.row])}: {'; '.join(concern.why)}"
            say_wrapped(text, "  ", "    ")
        if len(found.concerns) > _MOST:
            say(f"  and {len(found.concerns) - _MOST} more; --json has them all")
    if found.gaps:
        say("What would close most gaps:")
        for gap in found.gaps[:5]:
            say_wrapped(gap.advice, "  ", "    ")


def label(row: "Row") -> str:
    """A row by its number, its reference and its question."""
    text = " ".join(row.item.text.split())
    short = text if len(text) <= 70 else text[:69] + "…"
    return f"{row.number} {row.item.ref} {short}".replace("  ", " ")


def show_row(row: "Row", off: Mapping[int, str]) -> None:
    """All of a row."""
    say_wrapped(f"{label(row)}", "", "    ")
    outcome = "skipped" if row.number in off else row.outcome.value
    say(f"    {row.item.place}; {row.state.value.replace('_', ' ')}; {outcome}")
    if row.number in off:
        say_wrapped(off[row.number], "    ")
    if row.verdict is not None:
        say(f"    {row.verdict.value.replace('_', ' ').capitalize()}.")
    if row.text:
        say_wrapped(row.text, "    ")
    if row.answer is not None and row.answer.reason is not None:
        say_wrapped(f"Blank: {row.answer.reason.value.replace('_', ' ')}.", "    ")
    for note in (*((row.answer.note,) if row.answer else ()), *row.notes):
        if note:
            say_wrapped(f"Note: {note}", "    ", "      ")
    for clash in row.clashes:
        say_wrapped(f"Contradiction: {clash.why}", "    ", "      ")
    if row.told is not None:
        verdict = f"{row.told.verdict.value}. " if row.told.verdict else ""
        say_wrapped(f"Told on {row.told.at[:10]}: {verdict}{row.told.answer}", "    ", "      ")
    for write in row.writes:
        say_wrapped(f"{write.place.cell} ← {write.text}", "    ", "      ")
    people = {"owner": row.owner, "ask": row.ask, "edited by": row.editor, "approver": row.approver}
    named = [f"{name}: {value}" for name, value in people.items() if value]
    if row.due is not None:
        named.append(f"due {row.due}")
    if named:
        say_wrapped("; ".join(named), "    ")


def show_change(change: "Change") -> None:
    """One line of a history, with what the answer was before and after."""
    back = f" of change {change.undoes}" if change.undoes else ""
    before = "" if change.before is None else _said(change.before)
    after = _said(change.after)
    told = f"{before} → {after}" if before != after else after
    head = f"{change.seq} {change.at[:19]} {change.actor}: {change.action}{back}"
    say_wrapped(
        f"{head} row {change.row}: {told}",
        "",
        "    ",
    )


def change_json(change: "Change") -> dict[str, Any]:
    """One change, whole."""
    from kb.questionnaires.codec import row_json

    return {
        "seq": change.seq,
        "row": change.row,
        "at": change.at,
        "actor": change.actor,
        "action": change.action,
        "undoes": change.undoes,
        "before": None if change.before is None else row_json(change.before),
        "after": row_json(change.after),
    }


def _said(row: "Row") -> str:
    verdict = f"{row.verdict.value}. " if row.verdict else ""
    return f"[{row.state.value}] {verdict}{row.text[:80]}".rstrip()


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items()))


def _names(shown: "Shown", numbers: tuple[int, ...]) -> str:
    rows = {row.number: row for row in shown.rows}
    named = [rows[n].item.ref or str(rows[n].item.place) for n in numbers[:_MOST]]
    more = len(numbers) - len(named)
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
