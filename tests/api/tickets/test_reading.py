"""Questions told from chatter."""

import pytest

from api.tickets.commands import Command, Verb, may_approve, may_command, parse
from api.tickets.events import Event
from api.tickets.reading import questions
from kb.ticket_settings import JiraSettings


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "thank you so much, this helps a lot",
        "Ok, got it.",
        "Great, thanks.",
        "+1",
        "Perfect, thank you!",
        "Any update?",
        "Any news on this?",
        "When can we expect an answer?",
        "Could you please call me back?",
        "Can you help?",
        "How are you?",
        "Is that all?",
        "See attached.",
        "Please find attached our questionnaire.",
        "Please complete the attached questionnaire.",
        "I am out of office until Monday. Who should you ask? Ask Bob.",
        "This is an automated message. Was this helpful?",
        "Danke!",
        "Hi,\n\nthanks for the quick help.\n\nBest\nAnn",
        "",
        "   ",
    ],
)
def test_chatter_asks_nothing(text: str) -> None:
    assert questions(text) == []


@pytest.mark.parametrize(
    "subject",
    ["Automatic reply: Security", "Re: Out of office", "Undeliverable: questions", "OOO till May"],
)
def test_an_automatic_mail_asks_nothing(subject: str) -> None:
    assert questions("Is your data encrypted?", subject) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Is customer data encrypted at rest?", 1),
        ("Thanks! Is customer data also encrypted in transit?", 1),
        ("Hi,\n\nIs data encrypted at rest? Do you have a SOC 2 report?\n\nBest\nAnn", 2),
        ("1. Do you encrypt backups?\n2. Who approves access?\n3. How often do you test it?", 3),
        ("Please describe your incident response process.", 1),
        ("We need your data retention period.", 1),
        ("Can you help us understand how you encrypt backups?", 1),
        ("Could you tell us whether backups are encrypted?", 1),
        ("What happens when employees are out of the office?", 1),
        ("Is data encrypted? Is data encrypted?", 1),
    ],
)
def test_every_question_is_found(text: str, count: int) -> None:
    assert len(questions(text)) == count


def test_a_subject_that_asks_counts_once() -> None:
    assert questions("", "Is data encrypted at rest?") == ["Is data encrypted at rest?"]
    text = "Hello, is data encrypted at rest? Thanks"
    assert len(questions(text, "Is data encrypted at rest?")) == 1
    assert questions("Thanks", "Security questions") == []


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("stop", Command(Verb.STOP)),
        ("  Stop. ", Command(Verb.STOP)),
        ("@vouch stop", Command(Verb.STOP)),
        ("Vouch, approve", Command(Verb.APPROVE)),
        ("approve 2", Command(Verb.APPROVE, number=2)),
        ("Approve draft #12!", Command(Verb.APPROVE, number=12)),
        ("redo", Command(Verb.REDO)),
        ("redo with the EU product", Command(Verb.REDO, "the EU product")),
        ("Redo with: Is it encrypted?", Command(Verb.REDO, "Is it encrypted?")),
        ("[~accountid:712020:abc] redo: x\ny", Command(Verb.REDO, "x\ny")),
    ],
)
def test_commands(text: str, command: Command) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "Please stop asking",
        "stop it, this is wrong",
        "I approve",
        "approve this?",
        "approved",
        "do not approve",
        "approve\n\nor rather not",
        "approve 1 and 2",
        "redoing it",
        "redone",
        "redo the whole thing",
        "> approve",
        "Can you approve?",
        "",
    ],
)
def test_a_sentence_is_no_command(text: str) -> None:
    assert parse(text) is None


def test_who_may_say_what() -> None:
    settings = JiraSettings(agents=("ag",), approvers=("ap",))

    def said(author: str, *, staff: bool = False, public: bool = True) -> Event:
        return Event("T", "f", "comment", "stop", author=author, staff=staff, public=public)

    for event, commands, approves in (
        (said("customer"), False, False),
        (said("customer", public=False), False, False),
        (said("other", staff=True), False, False),
        (said("other", staff=True, public=False), True, False),
        (said("ag"), True, False),
        (said("ap"), True, True),
        (said("", staff=True, public=False), False, False),
    ):
        assert may_command(event, settings) is commands
        assert may_approve(event, settings) is approves
    assert not may_approve(said("ap", staff=True, public=False), JiraSettings())
