"""Mails, tickets and typing slips: what was asked is kept, and nothing else."""

import pytest

from kb.answering.messages import clean, mend, quoted, split_questions

MAIL = """RE: Security review

Hello Kofi,

hope you are well. Do you encrypt laptops?

Kind regards,
Lena
--
Lena Brandt | Purchasing
This e-mail is confidential.

On Mon, 3 Nov 2025 at 10:11, Kofi wrote:
> Do you have questions?
"""


def test_a_mail_is_left_with_its_question() -> None:
    assert clean(MAIL) == "Do you encrypt laptops?"


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Is access logged?", "Is access logged?"),
        ("Hi there, is access logged?", "is access logged?"),
        (
            "Ticket #991\nPriority: high\nFrom: a@b.example\n\nIs access logged?",
            "Is access logged?",
        ),
        ("> old words\n\nIs access logged?\n\nThanks,\nUma", "Is access logged?"),
        ("Subject: How are keys kept?\n\nBest\nUma", "How are keys kept?"),
        ("All laptops are encrypted. Confirm.", "All laptops are encrypted. Confirm."),
        ("Do ALL of YOUR people use MFA?", "Do all of your people use MFA?"),
        ("Thanks", "Thanks"),
    ],
)
def test_what_is_left_of_a_message(message: str, question: str) -> None:
    assert clean(message) == question


def test_what_a_mail_quotes() -> None:
    assert quoted("> On Monday you wrote:\n> Data lies in Oslo.\n\nAnd the copy?") == (
        "Data lies in Oslo."
    )


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("Is access logged?", ["Is access logged?"]),
        ("I have two questions:\n1. Is access logged?\n2. Who reads it?", 2),
        (
            "- Do you scan hosts?\n- Do you patch hosts?",
            ["Do you scan hosts?", "Do you patch hosts?"],
        ),
        (
            "Please confirm that (1) you scan hosts and (2) you patch hosts.",
            [
                "Please confirm that you scan hosts",
                "Please confirm that you patch hosts.",
            ],
        ),
        (
            "We use the northern region. Where is it hosted? How often is access reviewed?",
            ["We use the northern region. Where is it hosted?", "How often is access reviewed?"],
        ),
        ('Stuck at Q4: "Does the supplier run a night shift?" Could you help?', 1),
    ],
)
def test_each_question_of_a_message(message: str, questions: list[str] | int) -> None:
    found = split_questions(message)
    if isinstance(questions, int):
        assert len(found) == questions
    else:
        assert found == questions


def test_a_cited_question_is_the_question() -> None:
    message = 'Stuck at Q4: "Does the supplier run a night shift?" Could you help?'
    assert split_questions(message) == ["Does the supplier run a night shift?"]


KNOWN = {"encrypted": 9, "retention": 7, "report": 12, "data": 40, "same": 9, "authentication": 6}
KNOWN |= {"policy": 8, "police": 5, "customer": 20, "which": 99, "what": 99, "this": 99, "is": 99}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("customr data encryptd", "customer data encrypted"),
        ("is this teh smae", "is this the same"),
        ("retenton", "retention"),
        ("authentcaton", "authentication"),
        ("wich raport", "which report"),
        ("CUSTOMR Retenton CC6.1 a.8.32 sha256 dpo@exmaple.com", None),
        ("policz", "policz"),  # policy or police: not certain
        ("kayak", "kayak"),
        ("dats", "dats"),  # a short word with another letter is another word
        ("pls", "please"),
    ],
)
def test_slips_are_set_right_only_where_that_is_certain(typed: str, meant: str | None) -> None:
    assert mend(typed, lambda words: [KNOWN.get(word, 0) for word in words]) == (
        typed if meant is None else meant
    )


@pytest.mark.parametrize(
    "message",
    [
        "Do you block removable media, i.e. USB sticks and cards?",
        "Are secrets (e.g. API keys) kept in a vault?",
        "Has Dr. Quill approved rule No. 7 of the plan?",
    ],
)
def test_a_short_form_with_a_full_stop_ends_no_question(message: str) -> None:
    assert split_questions(message) == [message]


@pytest.mark.parametrize(
    ("message", "question"),
    [
        (
            "[Row 12 | weight 2] Supplier keeps logs for a year. [ ] Yes [ ] No  Comments: ____",
            "Supplier keeps logs for a year.",
        ),
        (
            "Good day, further to our call Ms Orr would like to know whether calls are recorded. "
            "Kind regards, Office. This is private.",
            "Please confirm that calls are recorded.",
        ),
        ("Are calls recorded? // sent from my phone, excuse slips", "Are calls recorded?"),
    ],
)
def test_what_a_form_or_one_long_line_adds_is_left_out(message: str, question: str) -> None:
    assert clean(message).split("\n")[0].strip() == question


def test_a_question_in_single_quotes_is_the_one_that_is_asked() -> None:
    message = "row 9 is still empty – 'Tablets kept in a safe? Y/N' – could somebody please"
    assert split_questions(message) == ["Tablets kept in a safe? Y/N"]


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        (
            "Our customer asks for ISAE 3000. We only have SOC 2. What do we say?",
            "Our customer asks for ISAE 3000. We only have SOC 2. What do we say?",
        ),
        ("We need this by Friday. How long do you keep logs?", "How long do you keep logs?"),
    ],
)
def test_a_question_that_says_nothing_keeps_what_was_told(message: str, asked: str) -> None:
    assert split_questions(message) == [asked]
