"""Rows that are asked only if another one was answered in a certain way."""

from dataclasses import replace

from kb.questionnaires.conditions import switched_off
from kb.questionnaires.run import Row, State
from kb.values import Answer, Question, Status, Verdict
from kb.values.questionnaires import CellWrite, Place
from tests.kb.questionnaires.forms import item, only_if


def row(number: int, verdict: Verdict | None, written: str = "", **more: object) -> Row:
    status = Status.GROUNDED if verdict else Status.ABSTAINED
    answer = Answer(Question("?"), status, "Words.", verdict)
    writes = (CellWrite(Place("Form", f"C{number}"), written),) if written else ()
    asked = item(number, "Do you?", **more)
    return Row(number, asked, State.DRAFTED, answer, writes=writes)


def off(*rows: Row) -> set[int]:
    return set(switched_off(rows))


CHILD = row(2, Verdict.YES, "Yes", condition=only_if(1, "Yes"))


def test_a_row_is_asked_where_its_condition_holds() -> None:
    assert off(row(1, Verdict.YES, "Yes"), CHILD) == set()
    assert off(row(1, Verdict.PARTIAL, "Partially"), CHILD) == set()
    assert off(row(1, Verdict.YES), CHILD) == set()


def test_and_not_where_it_does_not() -> None:
    found = switched_off([row(1, Verdict.NO, "No"), CHILD])
    assert found == {2: "it is asked only if 1.1 is Yes, and 1.1 is No"}


def test_a_row_that_hangs_on_a_blank_is_held() -> None:
    assert "1.1 is blank" in switched_off([row(1, None), CHILD])[2]


def test_what_hangs_on_a_skipped_row_is_skipped() -> None:
    third = row(3, Verdict.YES, "Yes", condition=only_if(2, "Yes"))
    assert off(row(1, Verdict.NO, "No"), CHILD, third) == {2, 3}


def test_a_person_may_say_it_all_the_same() -> None:
    assert off(row(1, Verdict.NO, "No"), replace(CHILD, state=State.EDITED)) == set()


def test_rows_that_hang_on_each_other_do_not_hang_the_program() -> None:
    first = row(1, Verdict.YES, "Yes", condition=only_if(2, "Yes"))
    assert off(first, CHILD) == set()
