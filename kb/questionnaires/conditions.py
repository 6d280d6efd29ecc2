"""Rows that are asked only if another one was answered in a certain way."""

from collections.abc import Mapping, Sequence

from kb.questionnaires.run import Row, State
from kb.questionnaires.vocabulary import Meaning, meaning_of, said
from kb.values import Status, Verdict
from kb.values.questionnaires import Role


def switched_off(rows: Sequence[Row]) -> dict[int, str]:
    """The numbers of the rows that are not to be filled in, and why.

    A row whose condition hangs on a blank is held too: the answer to it is kept for whoever fills
    in the blank. A row that hangs on one that is switched off is switched off.
    """
    named = {row.item.id: row for row in rows}
    found: dict[int, str] = {}
    for row in rows:
        why = _why(row, named, frozenset())
        if why:
            found[row.number] = why
    return found


def _why(row: Row, named: Mapping[str, Row], seen: frozenset[int]) -> str:
    condition = row.item.condition
    parent = None if condition is None else named.get(condition.item)
    if condition is None or parent is None or row.number in seen:
        return ""
    if row.state in (State.EDITED, State.APPROVED):
        return ""  # a person has decided that it is to be said
    ref = parent.item.ref or parent.item.place.cell
    above = _why(parent, named, seen | {row.number})
    if above:
        return f"it depends on {ref}, which is not asked"
    verdict = _given(parent)
    wanted = " or ".join(condition.values)
    if verdict is None:
        return f"it is asked only if {ref} is {wanted}, and {ref} is blank"
    written = _written(parent)
    values = {value.strip().casefold() for value in condition.values}
    if written.casefold() in values:
        return ""
    meanings = {meaning_of(value) for value in condition.values}
    given = meaning_of(written) if written else Meaning(verdict.value)
    # What is done in part can be described: "if yes" is meant for it too.
    if given in meanings or (given is Meaning.PARTIAL and Meaning.YES in meanings):
        return ""
    return f"it is asked only if {ref} is {wanted}, and {ref} is {written or said(verdict)}"


def _given(row: Row) -> Verdict | None:
    if row.state is State.REJECTED or row.answer is None:
        return None
    if row.answer.status is Status.ABSTAINED and not row.editor:
        return None
    return row.verdict


def _written(row: Row) -> str:
    """What is to stand in the verdict cell."""
    places = {cell.place for cell in row.item.cells if cell.role is Role.VERDICT and not cell.mark}
    return next((write.text.strip() for write in row.writes if write.place in places), "")
