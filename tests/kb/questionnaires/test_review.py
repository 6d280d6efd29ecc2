"""What people do to rows."""

import pytest

from kb.errors import NotFoundError, VouchError
from kb.knowledge_base import KnowledgeBase
from kb.questionnaires.desk import Questionnaires
from kb.questionnaires.reporting import leaving, report_lines
from kb.questionnaires.review import (
    Edit,
    approve,
    assign,
    changes_of,
    not_in_bulk,
    reject,
    submit,
    undo,
    verdict_named,
)
from kb.questionnaires.run import Outcome, Row, State
from kb.records import Records
from kb.values import Verdict
from tests.kb.questionnaires.forms import three


@pytest.fixture
def run(desk: Questionnaires) -> str:
    """A run of three rows, answered."""
    made = desk.start(three(), b"file")
    list(desk.answer(made.id))
    return made.id


@pytest.fixture
def records(base: KnowledgeBase) -> Records:
    return base.records


def row(desk: Questionnaires, run: str, number: int) -> Row:
    return desk.show(run).rows[number - 1]


def test_only_a_person_approves(desk: Questionnaires, run: str, records: Records) -> None:
    assert row(desk, run, 1).outcome is Outcome.GROUNDED
    assert leaving(desk.show(run).rows, approved_only=True) == []
    submit(records, run, [1, 2, 3], "Ann")
    assert row(desk, run, 1).state is State.IN_REVIEW
    approve(records, run, [1], "Ben")
    signed = row(desk, run, 1)
    assert (signed.outcome, signed.approver) == (Outcome.APPROVED, "Ben")
    assert {w.place.cell for w in leaving(desk.show(run).rows, approved_only=True)} == {"C1", "D1"}
    with pytest.raises(VouchError, match="who"):
        approve(records, run, [2], " ")


def test_a_blank_row_cannot_be_signed_and_then_none_is(
    desk: Questionnaires, run: str, records: Records
) -> None:
    with pytest.raises(VouchError, match="row 3 has no answer"):
        approve(records, run, [1, 3], "Ann")
    assert row(desk, run, 1).state is State.DRAFTED


def test_many_at_once_leave_out_what_is_blank_or_grave(desk: Questionnaires, run: str) -> None:
    shown = desk.show(run)
    assert not_in_bulk(shown.rows, shown.summary, {1, 2, 3}) == {3: "nothing is said"}


def test_an_edit_takes_the_approval_away_and_is_written(
    desk: Questionnaires, run: str, records: Records
) -> None:
    approve(records, run, [1], "Ben")
    made = desk.edit(run, 1, Edit("Only the daily ones.", Verdict.PARTIAL), "Ann")
    assert (made.state, made.editor, made.approver) == (State.EDITED, "Ann", "")
    assert {w.place.cell: w.text for w in made.writes} == {
        "C1": "Partially",
        "D1": "Only the daily ones.",
    }
    assert made.answer is not None
    assert made.answer.citations == ()
    line = report_lines(desk.show(run).rows, ())[0]
    assert line["status"] == "edited"


def test_a_verdict_alone_keeps_the_words_and_their_evidence(desk: Questionnaires, run: str) -> None:
    made = desk.edit(run, 1, Edit(verdict=Verdict.NO), "Ann")
    assert made.answer is not None
    assert len(made.answer.citations) == 1
    assert made.writes[0].text == "No"


def test_a_cell_of_ones_own(desk: Questionnaires, run: str) -> None:
    made = desk.edit(run, 3, Edit(cells={"C3": "N/A"}), "Ann")
    assert [(w.place.cell, w.text) for w in made.writes] == [("C3", "N/A")]
    with pytest.raises(VouchError, match="takes one of Yes, No"):
        desk.edit(run, 3, Edit(cells={"C3": "Maybe"}), "Ann")
    with pytest.raises(VouchError, match="no answer cell of row 3"):
        desk.edit(run, 3, Edit(cells={"Z9": "Yes"}), "Ann")


def test_a_rejected_row_does_not_leave(desk: Questionnaires, run: str, records: Records) -> None:
    reject(records, run, [1], "Ann", "wrong product")
    assert {w.place.cell for w in leaving(desk.show(run).rows)} == {"C2", "D2"}
    assert "Rejected: wrong product" in row(desk, run, 1).notes


def test_the_history_says_who_when_before_and_after(
    desk: Questionnaires, run: str, records: Records
) -> None:
    assign(records, run, [1], "Ann", owner="Carol")
    desk.edit(run, 1, Edit("New words."), "Ben")
    answered, assigned, edited = changes_of(records, run, 1)
    assert (answered.action, answered.before) == ("answer", None)
    assert (assigned.actor, assigned.after.owner) == ("Ann", "Carol")
    assert edited.before is not None
    assert (edited.actor, edited.before.text, edited.after.text) == (
        "Ben",
        "Backups are encrypted at rest with AES-256.",
        "New words.",
    )
    assert edited.at >= assigned.at


def test_nothing_changed_is_nothing_recorded(
    desk: Questionnaires, run: str, records: Records
) -> None:
    approve(records, run, [1], "Ann")
    approve(records, run, [1], "Ben")
    assert row(desk, run, 1).approver == "Ann"
    assert len(changes_of(records, run, 1)) == 2


def test_undo_goes_back_one_change_after_the_other(
    desk: Questionnaires, run: str, records: Records
) -> None:
    before = row(desk, run, 1)
    desk.edit(run, 1, Edit("New words."), "Ann")
    approve(records, run, [1], "Ann")
    undo(records, run, "Ann")
    assert row(desk, run, 1).state is State.EDITED
    undo(records, run, "Ann", 1)
    assert row(desk, run, 1).text == before.text
    assert row(desk, run, 1).state is State.DRAFTED
    with pytest.raises(VouchError, match="no change of row 1"):
        undo(records, run, "Ann", 1)


def test_an_unknown_row_is_named(run: str, records: Records) -> None:
    with pytest.raises(NotFoundError, match="no row 9"):
        approve(records, run, [9], "Ann")


@pytest.mark.parametrize(
    ("word", "verdict"),
    [("yes", Verdict.YES), ("Nein", Verdict.NO), ("n/a", Verdict.NOT_APPLICABLE)],
)
def test_a_verdict_by_its_word(word: str, verdict: Verdict) -> None:
    assert verdict_named(word) is verdict


def test_another_word_is_no_verdict() -> None:
    with pytest.raises(VouchError, match="no verdict"):
        verdict_named("perhaps")
