"""What a question asks for, as far as words alone tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answering.asked import Kind, Value, understand


@pytest.mark.parametrize(
    "text",
    [
        "Do you encrypt backups?",
        "Is MFA enforced for all staff?",
        "And are contractors trained?",
        "Don't you log administrator access?",
        "Please confirm that backups are encrypted.",
        "Backups are encrypted: true or false?",
        "All laptops have disk encryption.",
        "Has an external firm tested the product?",
    ],
)
def test_a_closed_question_or_statement_wants_a_verdict(text: str) -> None:
    assert understand(text).yes_no


@pytest.mark.parametrize(
    "text",
    [
        "What is the retention period of logs?",
        "Describe your backup process.",
        "How often are keys rotated?",
        "Please list your subprocessors.",
        "Who approves changes?",
        "Explain how access is granted",
        "Backup retention",
    ],
)
def test_an_open_question_wants_none(text: str) -> None:
    assert not understand(text).yes_no


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Please confirm that backups are encrypted.", "backups are encrypted."),
        ("Confirm whether logs are kept.", "logs are kept."),
        ("You encrypt backups. Is that right?", "You encrypt backups."),
        ("Backups are encrypted. Please confirm.", "Backups are encrypted."),
        ("Do you encrypt backups? Yes/No", "Do you encrypt backups?"),
        ("Do you encrypt backups?", "Do you encrypt backups?"),
    ],
)
def test_what_only_asks_for_a_confirmation_is_left_out(text: str, bare: str) -> None:
    asked = understand(text)
    assert asked.text == bare
    assert asked.yes_no


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Must passwords be changed, for example every 90 days?", "Must passwords be changed?"),
        ("Is data encrypted (e.g. AES-256, 3DES) at rest?", "Is data encrypted at rest?"),
        ("Do you use tools, e.g. Okta, for sign-on?", "Do you use tools, for sign-on?"),
        ("Do you use MFA e.g. TOTP", "Do you use MFA"),
        (
            "Is there a policy (e.g., ISO)? If so, attach it.",
            "Is there a policy? If so, attach it.",
        ),
        # What an open question gives as an example says what it is after.
        ("Which tools (e.g. EDR) are used?", "Which tools (e.g. EDR) are used?"),
        ("Is there a plan for example?", "Is there a plan for example?"),
    ],
)
def test_a_closed_question_does_not_ask_for_its_examples(text: str, bare: str) -> None:
    assert understand(text).text == bare


def test_the_evidence_need_not_name_an_example() -> None:
    assert understand("Do you use a vault, e.g. Okta?").names == ()
    assert understand("Which vault (for example Okta) do you use?").names == ("okta",)


def test_a_question_of_nothing_but_a_confirmation_keeps_its_words() -> None:
    assert understand("Please confirm.").text == "Please confirm."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("May I install software on my laptop?", True),
        ("Can contractors use personal devices?", True),
        ("Are visitors allowed in the data centre?", True),
        ("Is it acceptable to share a password?", True),
        ("Do you encrypt backups?", False),
        ("How often are keys rotated?", False),
    ],
)
def test_asking_what_is_allowed(text: str, expected: bool) -> None:
    assert understand(text).permission is expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("How long are logs kept?", Value.DURATION),
        ("Within how many hours are customers told?", Value.DURATION),
        ("How quickly are incidents reported?", Value.DURATION),
        ("What is the recovery time objective?", Value.DURATION),
        ("What is the retention period of backups?", Value.DURATION),
        ("How often are keys rotated?", Value.FREQUENCY),
        ("How many times a year do you train staff?", Value.FREQUENCY),
        ("What is the minimum length of a password?", Value.NUMBER),
        ("How long must passwords be?", Value.NUMBER),
        ("How many subprocessors do you have?", Value.NUMBER),
        ("When was the last penetration test?", Value.DATE),
        ("What year was the company founded?", Value.DATE),
        ("Who approves exceptions?", Value.ROLE),
        ("Which team handles incidents?", Value.ROLE),
        ("By whom are changes approved?", Value.ROLE),
        ("How much does an audit cost?", Value.MONEY),
        ("What is the training budget for staff?", Value.MONEY),
        ("Do you encrypt backups?", None),
        ("Describe your backup process.", None),
    ],
)
def test_the_kind_of_value_asked_for(text: str, value: Value | None) -> None:
    assert understand(text).value is value


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("How many subprocessors do you use?", "subprocessors"),
        ("How many different controls are there?", "controls"),
        ("How many Annex A controls are there?", "controls"),
        ("How many days are logs kept?", ""),
        ("How many times a year?", ""),
        ("Do you count controls?", ""),
    ],
)
def test_what_is_counted(text: str, noun: str) -> None:
    assert understand(text).counted == noun


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Do you enforce MFA?", {"mfa"}),
        ("Is control A 5.15 in scope?", {"a.5.15"}),
        ("Does your SOC 2 Type II report cover Frankfurt?", {"frankfurt", "soc2", "typeii"}),
        ("Do you use CrowdStrike on laptops?", {"crowdstrike"}),
        ("Describe Okta usage.", {"okta"}),
        ("Backups are encrypted.", set()),
        ("Do You Have A Backup Policy In Place?", set()),
        ("Does the CISO approve it?", set()),
        ("See section 4.2: are backups encrypted?", set()),
    ],
)
def test_what_the_evidence_must_be_about(text: str, names: set[str]) -> None:
    found = set(understand(text).names)
    assert {name.replace("-", "").replace(" ", "") for name in found} == names


def test_acronyms_count_in_title_case_too() -> None:
    assert "mfa" in understand("Do You Enforce MFA For All Remote Users?").names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Do you encrypt backups?", Kind.PRACTICE),
        ("Does the organization test restores?", Kind.PRACTICE),
        ("Is our staff trained?", Kind.PRACTICE),
        ("Is SOC 2 equivalent to ISO 27001?", Kind.COMPARISON),
        ("SOC 2 or ISAE 3000: what is the difference?", Kind.COMPARISON),
        ("Is a Type I report as good as a Type II report?", Kind.COMPARISON),
        ("What does ISO 27001 require of backups?", Kind.FACT),
        ("What is a trust services criterion?", Kind.FACT),
        ("Is logging different from monitoring?", Kind.FACT),
    ],
)
def test_what_sort_of_question_it_is(text: str, kind: Kind) -> None:
    assert understand(text).kind is kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("List your subprocessors.", True),
        ("Which documents are required?", True),
        ("What types of tests do you run?", True),
        ("How often are keys rotated?", False),
    ],
)
def test_asking_for_several_things(text: str, expected: bool) -> None:
    assert understand(text).listing is expected


@given(st.text(max_size=200))
def test_any_text_is_understood(text: str) -> None:
    asked = understand(text)
    assert asked.text or not text.strip()
