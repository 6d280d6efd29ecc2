"""What a framework means for us is told by texts about it; how we do things only by our own."""

import pytest

from kb.answering.advice import is_advice, is_for_guidance
from kb.answering.asked import Kind, understand


@pytest.mark.parametrize(
    "text",
    [
        "Can we reuse our SOC 2 evidence for ISO 27001?",
        "Can we show our existing ISO 27001 instead?",
        "May we put SOC 2 certified on our website?",
        "Do we need ISO 27001 too?",
        "Would we need HIPAA training?",
        "What do we tell a prospect who wants ISO 27001?",
    ],
)
def test_what_to_do_about_a_framework(text: str) -> None:
    assert is_advice(text)
    assert understand(text).kind is not Kind.PRACTICE


@pytest.mark.parametrize(
    "text",
    [
        "Are we SOC 2 certified?",
        "When was our last SOC 2 audit?",
        "How do we handle HIPAA data?",
        "If we leave, is our data deleted as GDPR wants?",
        "Will we be told of a breach within 72 hours under GDPR?",
        "If there is a breach under GDPR, will we be told?",
        "Can we see your SOC 2 report?",
        "We are ISO 27001 certified. Confirm.",
        "May I keep customer data on my laptop?",
        "May I keep HIPAA records on my laptop?",
    ],
)
def test_how_things_stand_with_us(text: str) -> None:
    assert not is_advice(text)
    assert understand(text).kind is Kind.PRACTICE


@pytest.mark.parametrize(
    ("text", "guidance"),
    [
        ("Do we need both reports?", True),
        ("Can our own yearly check replace the audit?", True),
        ("Which control covers our backups?", True),
        ("Are our laptops encrypted?", False),
        ("How often do we test backups?", False),
        ("Do you need both reports?", False),
        ("We need both reports.", False),
    ],
)
def test_one_of_us_asks_what_holds(text: str, *, guidance: bool) -> None:
    assert is_for_guidance(text) is guidance
