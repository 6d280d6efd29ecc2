"""Where a sentence ends and where a full stop only looks like it."""

import pytest

from kb.text.sentences import sentences
from tests.cost import bounded


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        # a stop and a space, or a line's end
        "Access is reviewed.|Logs are kept.",
        "Is it tested?|Yes, yearly.",
        "Really?!|Yes.",
        "Wait…|It works.",
        "Reviewed quarterly|Approved by the board.|Done",
        'He said "Stop."|Then he left.',
        "He said “Stop.”|Then he left.",
        "“No.”|She left.",
        "Yes.|(We test yearly.)|It works.",
        "(See Annex A.5.15.)|Next one.",
        "It is kept for 30 days (see REG-01, sec. 3).|After that it is deleted.",
        "It works.[1]|Another one.[12]|Last.",
        "密码至少14位。|每年更换。",
        # an answer, not a number
        "No.|We do not.",
        "No.|I do not know.",
        "See No. 5 of the list.",
        "Nos. 5 and 6 apply.|All of them.",
        # abbreviations
        "We use AES-256, e.g. for backups, i.e. all data.|Yes.",
        "See Art. 32 GDPR.|It applies.",
        "See sec. 4.2 and pp. 5-6.|Then stop.",
        "Vol. II is out.|Fig. A shows it.|Rev. B holds.",
        "Dr. Smith and J. R. Jones agreed.|Good.",
        "Acme Inc. Ghent sells it.|We buy from Acme Inc.|The end.",
        "The U.S. Department agrees.|It applies in the U.S.|We comply.",
        "Keys, tokens etc. are stored.|Keys, tokens etc.|We rotate them.",
        "Effective Jan. 5, 2024.|Signed.",
        "Call at 5 p.m. Monday.|Closed at 6 p.m.|We answer later.",
        "At most max. 5 tries.|Then locked.",
        # a lone letter
        "Follow plan B.|It works.",
        "Ask J. A. Smith.|She knows.",
        # numbers, identifiers, addresses
        "TLS 1.2 or higher is used.|Version 2.0.|It holds.",
        "It costs $1.50.|It is cheap.",
        "The limit is 5.|The rest is dropped.",
        "We hold ISO 27001.|SOC 2 follows.",
        "CC6.1 and A.5.15 apply.|See 164.308(a)(5).|Both hold.",
        "See https://example.com/a.b?c=d.|Then write to a.b@example.com.|Done.",
        "Node.js is used.|It ends in .NET.|We use it.",
        # list marks
        "1. Access is reviewed.|2. Logs are kept.",
        "4.2. Data is backed up.|4.3. It is tested.",
        "(a) Access is reviewed.|(b) Logs are kept.|(iv) Keys too.",
        "iv. Staff must comply.",
        "Is it enforced?|• Yes",
        # table rows
        "CC6.1\tAccess is limited. It is reviewed.\tYes",
        "Question\tAnswer|Is it tested?\tYes. Every year.|Who?\tIT.",
    ],
)
def test_golden(text: str) -> None:
    """``|`` stands for a line's end before rows and lines without a stop, else for a space."""
    expected = text.split("|")
    joined = expected[0]
    for piece in expected[1:]:
        ended = joined[-1] in '.!?…”")]。' and "\t" not in joined + piece
        joined += (" " if ended else "\n") + piece

    assert cut(joined) == expected


def test_a_row_too_long_to_quote_is_cut_like_prose() -> None:
    row = "CC6.1\t" + " ".join(f"Sentence {n} is here." for n in range(60))

    assert cut(row)[1] == "Sentence 1 is here."


def test_places_leave_white_space_out() -> None:
    assert sentences("  One.  \n\n  Two. ") == [(2, 6), (12, 16)]
    assert sentences(" \n\t ") == []
    assert sentences("") == []


@pytest.mark.parametrize(
    "piece", ["a.", ". ", ".", "e.g. ", "(a) ", "\n", "\t", '."', "A. ", "[1]"]
)
def test_time_is_linear_in_the_length(piece: str) -> None:
    with bounded():
        sentences(piece * 250_000)
