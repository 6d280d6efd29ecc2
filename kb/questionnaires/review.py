"""What people do to rows: each change is one transaction with its history.

Nothing here is done by Vouch itself: every function takes the person who does it, and only
``approve`` makes a row approved.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.engine import Connection

from kb.errors import NotFoundError, RuleError
from kb.questionnaires.cells import Filling
from kb.questionnaires.run import Change, Outcome, Row, State
from kb.questionnaires.summary import Summary, outcome_of
from kb.questionnaires.vocabulary import meaning_of
from kb.records import Records, audit
from kb.records import questionnaires as stored
from kb.records.engine import now
from kb.values import Answer, Question, Status, Verdict
from kb.values.questionnaires import CellWrite

#: Looks at a row before it is changed, in the transaction that changes it; raises to forbid it.
Check = Callable[[Connection, Row], None]


def anything(_connection: Connection, _row: Row) -> None:
    """Forbids nothing."""


#: What a person did not do cannot be taken back by one.
_FINAL = ("answer", "undo", "purge")
#: From this weight on a row is signed by itself, not among others.
_GRAVE = 4


@dataclass(frozen=True, slots=True)
class Edit:
    """A person's words. None leaves as it was; ``clear`` drops the verdict. ``cells``: a text for
    cells by their address, in place of what would be written there.
    """

    text: str | None = None
    verdict: Verdict | None = None
    clear: bool = False
    cells: Mapping[str, str] | None = None


def submit(
    records: Records, run: str, numbers: Sequence[int], by: str, check: Check = anything
) -> list[Row]:
    """Put drafted rows up for review."""

    def put(row: Row) -> Row:
        return replace(row, state=State.IN_REVIEW) if row.state is State.DRAFTED else row

    return _each(records, run, numbers, put, "review", by, check)


def approve(
    records: Records, run: str, numbers: Sequence[int], by: str, check: Check = anything
) -> list[Row]:
    """Sign rows, all of them or none. Raises ``RuleError`` for a row that says nothing."""
    at = now()

    def sign(row: Row) -> Row:
        if row.state is State.APPROVED:
            return row
        if row.answer is None or not (row.text or row.verdict or row.writes):
            raise RuleError(f"row {row.number} has no answer to approve; edit it first")
        if row.answer.status is Status.ABSTAINED and not row.editor:
            raise RuleError(
                f"row {row.number} is held back ({row.answer.note}); edit it to say what holds"
            )
        return replace(row, state=State.APPROVED, approver=by, approved_at=at)

    return _each(records, run, numbers, sign, "approve", by, check)


def reject(
    records: Records,
    run: str,
    numbers: Sequence[int],
    by: str,
    why: str = "",
    check: Check = anything,
) -> list[Row]:
    """Turn rows down: nothing of them leaves, until they are edited."""

    def turn(row: Row) -> Row:
        notes = (*row.notes, f"Rejected: {why}") if why else row.notes
        return replace(row, state=State.REJECTED, approver="", approved_at="", notes=notes)

    return _each(records, run, numbers, turn, "reject", by, check)


def assign(
    records: Records,
    run: str,
    numbers: Sequence[int],
    by: str,
    owner: str | None = None,
    due: date | None = None,
    check: Check = anything,
) -> list[Row]:
    """Say who sees to rows, and until when; None leaves as it was."""

    def give(row: Row) -> Row:
        return replace(
            row, owner=row.owner if owner is None else owner, due=row.due if due is None else due
        )

    return _each(records, run, numbers, give, "assign", by, check)


def edit(
    records: Records,
    run: str,
    number: int,
    changed: Edit,
    by: str,
    filling: Filling,
    check: Check = anything,
) -> Row:
    """Replace what a row says by a person's words; an approval is taken away by it.

    Quotes that the new words do not hold any more are no evidence of them and are dropped. Raises
    ``RuleError`` for a cell that is not the row's, is locked, or refuses the value.
    """

    def reword(row: Row) -> Row:
        held = row.answer or Answer(Question(row.item.text, row.item.ref), Status.ABSTAINED)
        text = held.answer if changed.text is None else changed.text.strip()
        verdict = None if changed.clear else changed.verdict or held.verdict
        cited = held.citations
        if text != held.answer:
            cited = tuple(one for one in cited if one.quote and one.quote in text)
        said = bool(text or verdict or changed.cells)
        answer = replace(
            held,
            answer=text,
            verdict=verdict,
            citations=cited,
            status=Status.GROUNDED if said else Status.ABSTAINED,
            reason=None if said else held.reason,
            conflicts=(),
            confidence=1.0,
            note=f"In the words of {by}.",
        )
        writes, notes = filling.fill(row.item, answer, by)
        writes = _overridden(row, writes, changed.cells or {})
        return replace(
            row,
            state=State.EDITED,
            answer=answer,
            writes=writes,
            notes=notes,
            editor=by,
            approver="",
            approved_at="",
            personal="",
        )

    return _each(records, run, [number], reword, "edit", by, check)[0]


def _overridden(
    row: Row, writes: Sequence[CellWrite], texts: Mapping[str, str]
) -> tuple[CellWrite, ...]:
    """``writes`` with a person's own texts for some cells; an empty one leaves the cell blank."""
    own = {cell.place.cell: cell for cell in row.item.cells}
    found = {write.place: write for write in writes}
    for address, text in texts.items():
        cell = own.get(address)
        if cell is None:
            raise RuleError(
                f"{address} is no answer cell of row {row.number}; it has {', '.join(own)}"
            )
        if not cell.writable:
            raise RuleError(f"{address} cannot be written: {cell.why}")
        if text and cell.closed and text not in cell.choices:
            raise RuleError(f"{address} takes one of {', '.join(cell.choices)}, not “{text}”")
        found.pop(cell.place, None)
        if text:
            numeric = text in cell.choices and text.replace(".", "", 1).isdigit()
            found[cell.place] = CellWrite(cell.place, text, numeric)
    return tuple(found.values())


def undo(
    records: Records,
    run: str,
    by: str,
    number: int | None = None,
    check: Check = anything,
    check_result: Check = anything,
) -> Row:
    """Take back a person's last change (of this row, if given) that was not taken back yet.

    ``check_result`` looks at what would come back. Raises ``RuleError`` where there is none.
    """
    with records.write() as connection:
        changes = stored.history(connection, run, number)
        undone = {change.undoes for change in changes}
        purged = max((c.seq for c in changes if c.action == "purge"), default=0)
        for change in reversed(changes):
            if change.action in _FINAL or change.seq in undone:
                continue
            if change.seq < purged or change.before is None:
                break
            later = [c for c in changes if c.row == change.row and c.seq > change.seq]
            if any(c.action == "answer" for c in later):
                break
            (held,) = stored.rows(connection, run, [change.row])
            check(connection, held)
            check_result(connection, change.before)
            return _saved(connection, run, held, change.before, "undo", by, change.seq)
    of_row = "" if number is None else f" of row {number}"
    raise RuleError(f"there is no change{of_row} that can be taken back")


def verdict_named(text: str) -> Verdict:
    """The verdict that a person's word means ("Ja", "n/a"); ``RuleError`` for any other word."""
    meaning = meaning_of(text)
    known = {verdict.value: verdict for verdict in Verdict}
    found = known.get(text) or (known.get(meaning.value) if meaning is not None else None)
    if found is None:
        raise RuleError(f"“{text}” is no verdict: use yes, no, partial or not_applicable")
    return found


def changes_of(records: Records, run: str, number: int | None = None) -> list[Change]:
    """The history of a run, or of one of its rows, the first change first."""
    with records.read() as connection:
        return stored.history(connection, run, number)


def _each(
    records: Records,
    run: str,
    numbers: Sequence[int],
    change: Callable[[Row], Row],
    action: str,
    by: str,
    check: Check,
) -> list[Row]:
    """Change rows, all of them or none."""
    if not by.strip():
        raise RuleError("say who does this")
    with records.write() as connection:
        held = stored.rows(connection, run, numbers)
        missing = sorted(set(numbers) - {row.number for row in held})
        if missing:
            raise NotFoundError(f"there is no row {missing[0]}; see `vouch questionnaire show`")
        found = []
        for row in held:
            check(connection, row)
        for row in held:
            after = change(row)
            if after != row:
                after = _saved(connection, run, row, after, action, by)
            found.append(after)
        return found


def _saved(
    connection: Connection,
    run: str,
    before: Row,
    after: Row,
    action: str,
    by: str,
    undoes: int | None = None,
) -> Row:
    made = stored.save_row(connection, run, before, after, action=action, actor=by, undoes=undoes)
    payload = {"action": action, "questionnaire": run, "row": after.number}
    audit.append(connection, f"questionnaire.{action}", payload, actor=by)
    return made


def not_in_bulk(rows: Sequence[Row], found: Summary, numbers: Collection[int]) -> dict[int, str]:
    """Which of these rows are not signed along with others, and why."""
    grave = {c.row: "; ".join(c.why) for c in found.concerns if c.weight >= _GRAVE}
    left: dict[int, str] = {}
    for row in rows:
        if row.number not in numbers or row.state is State.APPROVED:
            continue
        if outcome_of(row, found.skipped) in (Outcome.BLANK, Outcome.SKIPPED, Outcome.WAITING):
            left[row.number] = "nothing is said"
        elif row.state is State.REJECTED:
            left[row.number] = "it was rejected"
        elif row.number in grave:
            left[row.number] = grave[row.number]
    return left
