"""A verdict in the customer's words, or nothing."""

import pytest

from kb.questionnaires.vocabulary import (
    Meaning,
    fit,
    is_placeholder,
    meaning_of,
    said,
    ticked,
)
from kb.values import Verdict
from kb.values.questionnaires import AnswerCell, Place, Role

YES, NO, PARTIAL, NA = Verdict.YES, Verdict.NO, Verdict.PARTIAL, Verdict.NOT_APPLICABLE


def cell(*choices: str, closed: bool = True, mark: str = "") -> AnswerCell:
    return AnswerCell(Role.VERDICT, Place("S", "C1"), choices, closed, mark=mark)


@pytest.mark.parametrize(
    ("choices", "verdict", "text"),
    [
        (("Yes", "No", "N/A"), YES, "Yes"),
        (("Yes", "No", "N/A"), NO, "No"),
        (("YES", "NO", "PARTIAL"), PARTIAL, "PARTIAL"),
        (("Y", "N"), NO, "N"),
        (("True", "False"), NO, "False"),
        (("Implemented", "Planned", "Not implemented"), NO, "Not implemented"),
        (("Fully Compliant", "Partially Compliant", "Non-Compliant"), YES, "Fully Compliant"),
        (("Fully implemented", "Implemented", "Not Implemented"), YES, "Implemented"),
        (("In place", "Partly in place", "Not in place"), PARTIAL, "Partly in place"),
        (("Oui", "Non", "Partiellement", "Sans objet"), PARTIAL, "Partiellement"),
        (("Ja", "Nein", "Teilweise", "Nicht anwendbar"), NO, "Nein"),
        (("Sí", "No", "No aplica"), YES, "Sí"),
        (("Yes - fully implemented", "Yes - partially", "No"), YES, "Yes - fully implemented"),
        (("Yes - fully implemented", "Yes - partially", "No"), PARTIAL, "Yes - partially"),
        (("Yes, with exceptions", "Yes", "No"), PARTIAL, "Yes, with exceptions"),
        (("1 - Not in place", "3 - Partially", "5 - Fully in place"), YES, "5 - Fully in place"),
        (("Yes (2)", "No (0)"), YES, "Yes (2)"),
        (("Yes, we comply with this requirement", "No, we do not comply"), YES,
         "Yes, we comply with this requirement"),
        (("Not applicable", "Yes", "No"), NA, "Not applicable"),
    ],
)  # fmt: skip
def test_the_choice_that_says_what_the_verdict_says(
    choices: tuple[str, ...], verdict: Verdict, text: str
) -> None:
    assert fit(verdict, cell(*choices)).text == text


@pytest.mark.parametrize(
    ("choices", "verdict", "note"),
    [
        (("Yes", "No"), PARTIAL, "nothing that says “Partially”"),
        (("Yes, certified by a third party", "No"), YES, "nothing that says “Yes” and no more"),
        (("CSP-owned", "Shared CSP and CSC", "CSC-owned"), YES, "no yes or no"),
        (("0", "1", "2", "3", "4", "5"), YES, "no legend"),
        (("1 - Initial", "2 - Repeatable", "3 - Defined", "4 - Managed", "5 - Optimized"), YES,
         "level of maturity"),
        (("Q1 2027", "Q2 2027"), NO, "no yes or no"),
        (("Yes", "N/A"), NO, "nothing that says “No”"),
    ],
)  # fmt: skip
def test_what_does_not_fit_stays_blank_with_a_note(
    choices: tuple[str, ...], verdict: Verdict, note: str
) -> None:
    found = fit(verdict, cell(*choices))
    assert found.text == ""
    assert note in found.note


@pytest.mark.parametrize("verdict", [YES, NO, PARTIAL])
def test_nothing_becomes_not_applicable_by_default(verdict: Verdict) -> None:
    assert fit(verdict, cell("N/A", "See comments")).text == ""


def test_a_scale_is_read_by_its_legend_and_written_as_a_number() -> None:
    legend = "0 = not in place, 3 = partially in place, 5 = fully in place"
    scale = cell("0", "1", "2", "3", "4", "5")
    assert [fit(v, scale, legend=legend).text for v in (YES, PARTIAL, NO)] == ["5", "3", "0"]
    assert fit(YES, scale, legend=legend).numeric
    assert not fit(YES, cell("Yes", "No")).numeric


def test_of_two_levels_that_say_yes_the_plain_one_is_taken() -> None:
    legend = "0 = no; 4 = in place; 5 = in place and certified by an auditor"
    assert fit(YES, cell("0", "4", "5"), legend=legend).text == "4"


def test_a_column_goes_on_as_it_was_answered_so_far() -> None:
    used = cell("Implemented", "Not applicable", closed=False)
    assert fit(NO, used).text == "Not implemented"
    assert fit(NO, cell("Oui", closed=False)).text == "Non"
    assert fit(NO, cell("Implemented", "Not applicable")).text == ""


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Partially"), ("de", "Teilweise"), ("xx", "Partially")]
)
def test_a_free_cell_takes_the_words_of_the_language(language: str, text: str) -> None:
    assert fit(PARTIAL, cell(), language).text == text
    assert said(PARTIAL, language) == text


def test_a_word_of_the_question_may_follow_the_answer() -> None:
    question = "Is multi-factor authentication enforced?"
    choices = cell("Yes, enforced", "No, not enforced")
    assert fit(YES, choices, question=question).text == "Yes, enforced"
    assert fit(YES, choices, question="Are logs kept?").text == ""


def test_a_form_with_a_column_for_each_answer_is_ticked() -> None:
    marks = [cell(mark=name) for name in ("Compliant", "Non-compliant", "N/A")]
    assert ticked(NO, marks) is marks[1]
    assert ticked(PARTIAL, marks) is None


@pytest.mark.parametrize(
    "text", ["Please select", "<Select one>", "", "TBD", "...", "Bitte wählen"]
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Yes", "No", "N/A", "See policy 4"])
def test_answers_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("choice", "meaning"),
    [
        ("Planned", Meaning.PLANNED),
        ("No, but planned", Meaning.PLANNED),
        ("Alternative control", Meaning.OTHER),
        ("n.a.", Meaning.NOT_APPLICABLE),
        ("2026-11-22", None),
    ],
)
def test_what_choices_mean(choice: str, meaning: Meaning | None) -> None:
    assert meaning_of(choice) is meaning
