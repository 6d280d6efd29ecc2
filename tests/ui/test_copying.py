"""An answer, copied: as text, as Markdown in which documents stay text, and for a ticket."""

from tests.ui.shapes import answer, citation
from ui.parts import copying

HOSTILE = "[here](https://evil.example) **now** <img src=x>"


def test_text_has_verdict_numbers_and_sources() -> None:
    assert copying.plain(answer()) == (
        "Yes. Access is reviewed quarterly. [1]\n"
        "\n"
        "Sources:\n"
        "[1] Access Policy, version 2, Access › 2. Reviews, page 3, in date until 31 May 2026: "
        "“Access is reviewed quarterly.”"
    )


def test_markdown_leaves_a_document_no_markup() -> None:
    found = answer(answer=HOSTILE, citations=[citation(document=HOSTILE, quote=HOSTILE)])
    text = copying.markdown(found)
    assert "[here](" not in text
    assert "**now**" not in text
    assert text.count("<img") == text.count(r"\<img") == 3
    assert text.count(r"\[here\]\(https://evil.example\)") == 3
    assert "**Sources**" in text


def test_a_ticket_comment_names_question_status_and_record() -> None:
    text = copying.ticket(answer())
    assert text.startswith("Question: Do you review access?\nStatus: Grounded\n")
    assert text.endswith("Record: r1")


def test_a_blank_says_why_and_cites_nothing() -> None:
    text = copying.plain(answer(status="abstained", reason="no_evidence", citations=[]))
    assert text == (
        "No answer. The documents do not answer this. "
        "Load a document that does, or ask the person who would know."
    )
