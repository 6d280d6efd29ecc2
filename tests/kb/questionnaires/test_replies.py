"""Answers to the parts of a row as one, and what is held back."""

from dataclasses import replace

from kb.questionnaires.replies import held_back, joined
from kb.values import Answer, Citation, Conflict, Question, Reason, Status, Verdict

CITED = Citation("Policy", "d", 1, (), None, "Backups are encrypted.", 0, 22, collection="policy")
ASKED = Question("Both?")


def told(verdict: Verdict | None, text: str = "It is so.") -> Answer:
    return Answer(Question("?"), Status.GROUNDED, text, verdict, confidence=0.8, citations=(CITED,))


BLANK = Answer(Question("The rest?"), Status.ABSTAINED, reason=Reason.NO_EVIDENCE)


def test_yes_needs_a_yes_to_each_part() -> None:
    assert joined(ASKED, [told(Verdict.YES), told(Verdict.YES)]).verdict is Verdict.YES
    assert joined(ASKED, [told(Verdict.YES), told(Verdict.NO)]).verdict is Verdict.PARTIAL
    assert joined(ASKED, [told(Verdict.YES), told(None)]).verdict is Verdict.YES


def test_a_blank_part_takes_the_verdict_away_and_is_named() -> None:
    answer = joined(ASKED, [told(Verdict.YES), BLANK])
    assert answer.verdict is None
    assert answer.answer == "It is so."
    assert "“The rest?”" in answer.note


def test_without_any_answer_the_row_is_blank() -> None:
    answer = joined(ASKED, [BLANK, BLANK])
    assert answer.status is Status.ABSTAINED
    assert answer.question is ASKED


def test_sources_that_disagree_do_not_go_to_the_customer() -> None:
    answer = held_back(replace(told(None), conflicts=(Conflict("period", ()),)))
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.SOURCES_CONFLICT)
    assert answer.answer == "It is so."


def test_a_standard_does_not_say_what_we_do() -> None:
    framework = replace(CITED, collection="framework")
    answer = held_back(replace(told(Verdict.YES), citations=(framework,)))
    assert answer.status is Status.ABSTAINED
    assert answer.verdict is None


def test_control_data_alone_is_no_answer() -> None:
    row = replace(CITED, quote="Review by\t2027-01-01")
    assert held_back(replace(told(None), citations=(row,))).status is Status.ABSTAINED
    assert held_back(replace(told(None), citations=(row, CITED))).status is Status.GROUNDED


def test_what_is_too_unsure_is_held_back() -> None:
    assert held_back(told(None), 0.9).status is Status.ABSTAINED
    assert held_back(told(Verdict.YES), 0.7) == told(Verdict.YES)
    approved = replace(told(Verdict.YES), status=Status.APPROVED)
    assert held_back(approved, 0.9) == approved
