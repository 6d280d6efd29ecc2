"""Single texts of forms: what asks, what does not, and the words that fool."""

import pytest

from ingest.questionnaires.reading.asking import asks, states
from ingest.questionnaires.reading.choices import listed, parse_scale, used_values
from ingest.questionnaires.reading.furniture import (
    is_boilerplate,
    is_example,
    is_field,
    is_instruction,
    is_total,
)
from ingest.questionnaires.reading.languages import language_of
from ingest.questionnaires.reading.parts import parts_of
from ingest.questionnaires.reading.refs import is_parent, is_ref, leading_ref
from ingest.questionnaires.reading.words import heading
from kb.values.questionnaires import Role

ASKING = (
    "Do you test backups?",
    "1.2 Please describe the process",
    "If yes, how often?",
    "For each data centre, state its tier.",
    "Select the controls that are in place:",
    "Gibt es eine Richtlinie zur Datensicherung",
    "Décrivez la procédure de sauvegarde.",
    "¿Existe un plan de continuidad?",
    "Q7) Who approves changes",
    "Have you ever failed an audit",
)
NOT_ASKING = (
    "Access control",
    "Please provide your answers in column C.",
    "Provide all answers in English.",
    "The supplier encrypts data.",
    "Risk",
)
REAL = (  # each begins like something that is no question
    "End of life systems are tracked.",
    "Confidential data is encrypted at rest.",
    "Sample testing of controls is performed each year.",
    "Total number of employees",
    "Average time to patch critical flaws",
    "Ensure that all laptops are encrypted.",
    "Check the references of new employees.",
    "Use of removable media is restricted.",
    "Copyright infringements are reported.",
    "Contact with authorities",
    "Data classification",
    "Version control is used for source code.",
    "Company devices are managed centrally.",
)


@pytest.mark.parametrize("text", ASKING)
def test_questions_and_requests_ask(text: str) -> None:
    assert asks(text)
    assert not is_instruction(text)


@pytest.mark.parametrize("text", NOT_ASKING)
def test_titles_instructions_and_statements_do_not(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize("text", REAL)
def test_a_common_first_word_makes_no_furniture(text: str) -> None:
    assert not is_boilerplate(text)
    assert not is_example(text)
    assert not is_total(text)
    assert not is_instruction(text)
    assert not is_field(text)


@pytest.mark.parametrize(
    ("judge", "text"),
    [
        (is_boilerplate, "End of Standard"),
        (is_boilerplate, "© 2031 Example Bank. All rights reserved."),
        (is_boilerplate, "Questions? Write to risk@example.org"),
        (is_example, "Example: Do you have an office?"),
        (is_example, "e.g. 0.1"),
        (is_total, "Total score for section"),
        (is_instruction, "Note: the next questions concern data centres only."),
        (is_instruction, "Complete all questions on this tab."),
        (is_instruction, "Please select one of the answers in the drop-down."),
        (is_field, "Company name:"),
        (is_field, "Name and title of respondent"),
        (is_field, "Unterschrift"),
    ],
)
def test_furniture_is_seen(judge, text: str) -> None:  # type: ignore[no-untyped-def]
    assert judge(text)


def test_statements_are_sentences_not_titles() -> None:
    assert states("Access to systems is reviewed every quarter.")
    assert not states("Access Control And Identity Management")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Question ID", Role.ID),
        ("Ques Num", Role.ID),
        ("Lfd. Nr.", Role.ID),
        ("Consensus Assessment Questions", Role.QUESTION),
        ("Control requirement", Role.QUESTION),
        ("Vendor Response", Role.ANSWER),
        ("Your answer (max. 200 words)", Role.ANSWER),
        ("CSP CAIQ Answer", Role.ANSWER),
        ("Yes / No / N/A", Role.VERDICT),
        ("Comply? (Y/N)", Role.VERDICT),
        ("Conformité (Oui/Non)", Role.VERDICT),
        ("Additional information", Role.COMMENT),
        ("If no, please explain", Role.COMMENT),
        ("Bemerkung", Role.COMMENT),
        ("Supporting documents", Role.EVIDENCE),
        ("Pièces jointes", Role.EVIDENCE),
        ("Responsible party", Role.OWNER),
        ("SSRM Control Ownership", Role.OWNER),
        ("Maturity (0-5)", Role.SCORE),
        ("Control Domain", Role.SECTION),
        ("Guidance", Role.GUIDANCE),
        ("Evidence required", Role.GUIDANCE),
        ("Analyst Notes", Role.OTHER),
        ("Score (Authority use)", Role.OTHER),
        ("CSC Responsibilities", Role.OTHER),
        ("Definition", Role.OTHER),
    ],
)
def test_headers_say_what_their_columns_hold(text: str, role: Role) -> None:
    found = heading(text)

    assert found is not None
    assert found.role is role


@pytest.mark.parametrize("text", ["", "We encrypt all data at rest with AES.", "Acme Ltd", "1.2.3"])
def test_other_texts_head_nothing(text: str) -> None:
    assert heading(text) is None


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Response (Yes / No / N/A)", ("Yes", "No", "N/A")),
        ("Select Yes, No or Partial", ("Yes", "No", "Partial")),
        ("Maturity 0-5", tuple("012345")),
        ("1 = none … 5 = optimised", tuple("12345")),
        ("Comment / remark", ()),
        ("ISO 27001 - 2022", ()),
    ],
)
def test_scales_are_read_from_headers(text: str, choices: tuple[str, ...]) -> None:
    assert parse_scale(text) == choices


def test_values_used_again_and_again_are_a_vocabulary() -> None:
    assert used_values(["Met", "Not met", "Met", "Met"]) == ("Met", "Not met")
    assert used_values(["We do this.", "We do that.", "And so on."]) == ()
    assert listed("Yes;No;N/A") == ("Yes", "No", "N/A")
    assert listed("free text") == ()


@pytest.mark.parametrize(
    "text", ["DOCU-01", "A&A-01.1", "1.2.3", "Q12", "A.5.15", "164.308(a)(5)", "3a", "(iv)", "R1"]
)
def test_refs(text: str) -> None:
    assert is_ref(text)


def test_words_and_years_with_words_are_no_refs() -> None:
    assert not is_ref("Backups")
    assert not is_ref("24 hours a day")
    assert leading_ref("3.2.1 Do you log access?") == "3.2.1"
    assert leading_ref("24 hours a day?") == ""
    assert is_parent("4.2", "4.2.1")
    assert not is_parent("4.2", "4.20.1")


def test_parts_of_a_question() -> None:
    assert parts_of("Do you test backups?") == ()
    assert parts_of("Is there a plan? When was it tested?") == (
        "Is there a plan?",
        "When was it tested?",
    )
    assert parts_of("Do you encrypt: a) laptops b) phones") == (
        "Do you encrypt laptops",
        "Do you encrypt phones",
    )


def test_languages() -> None:
    assert language_of("Wie schützen Sie die Daten der Kunden?") == "de"
    assert language_of("Comment protégez-vous les données des clients?") == "fr"
    assert language_of("MFA") == "en"
    assert language_of("MFA", "de") == "de"
