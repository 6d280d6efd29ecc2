"""How a row is asked of the knowledge base."""

import pytest

from kb.answering.asked import Kind, understand
from kb.questionnaires.framing import above, framed
from kb.questionnaires.personal import why_personal
from kb.values.questionnaires import Item
from tests.kb.questionnaires.forms import item, only_if

PLAN = item(1, "Do you have an incident response plan?")


def alone(text: str, **more: object) -> tuple[str, ...]:
    return framed(item(2, text, **more), None, {}).texts


def test_a_question_that_stands_alone_is_asked_as_it_is() -> None:
    how = framed(item(2, "Do you encrypt backups at rest?", section=("Backups",)), PLAN, {})
    assert how.texts == ("Do you encrypt backups at rest?",)
    assert how.history == ()


def test_a_short_follow_up_leans_on_the_row_above() -> None:
    assert framed(item(2, "Frequency?"), PLAN, {}).history == (PLAN.text,)


def test_if_yes_is_dropped_and_leans_on_the_row_it_names() -> None:
    asked = item(3, "If yes, please describe.", condition=only_if(1, "Yes"))
    how = framed(asked, item(2, "Do you keep bees?"), {PLAN.id: PLAN})
    assert how.history == (PLAN.text,)
    assert how.open
    assert "If yes" not in how.texts[0]


def test_the_plan_is_the_plan_of_the_row_above() -> None:
    how = framed(item(2, "Is the plan tested every year?"), PLAN, {})
    assert how.texts[0].startswith("Is the incident response plan tested every year")
    assert framed(item(2, "Is the policy reviewed?"), PLAN, {}).texts[0].startswith("Is the policy")


def test_a_fragment_leans_on_its_section() -> None:
    how = framed(item(2, "Reviewed?", section=("1 Access", "Access rights")), None, {})
    assert how.history == ("Access rights",)


@pytest.mark.parametrize(
    "text",
    ["Access rights are reviewed every quarter.", "Password policy?", "Backups encrypted?"],
)
def test_a_statement_asks_for_our_own_practice(text: str) -> None:
    asked = understand(alone(text)[0])
    assert asked.kind is Kind.PRACTICE
    assert asked.yes_no


def test_each_part_of_a_compound_question_is_asked() -> None:
    parts = ("Do you encrypt backups?", "Are restores tested?")
    assert framed(item(2, " ".join(parts), parts=parts), None, {}).texts == parts


def test_follow_ups_lean_on_the_last_row_that_is_none_and_on_no_other_sheet() -> None:
    rows = [PLAN, item(2, "Frequency?"), item(3, "If no, why?"), item(4, "Do you keep logs?")]
    assert above(rows) == [None, PLAN, PLAN, PLAN]


@pytest.mark.parametrize(
    "text",
    [
        "Company name", "Vendor Name:", "Address of headquarters", "Contact e-mail address",
        "Signature", "Date",
        "Name and title of person completing this form", "Phone number",
        "What is your company's legal name?",
        "I certify that the above answers are true.", "VAT number", "Security contact",
    ],
)  # fmt: skip
def test_fields_for_a_person(text: str) -> None:
    assert why_personal(item(1, text))


@pytest.mark.parametrize(
    "text",
    [
        "Do you have a security contact?", "Date of the last penetration test", "Asset inventory",
        "Are e-mail addresses encrypted?", "Data classification", "How many employees do you have?",
        "Country in which data is stored", "Name the standards you comply with.",
    ],
)  # fmt: skip
def test_questions_are_no_fields(text: str) -> None:
    assert why_personal(Item("x", PLAN.place, text)) == ""
