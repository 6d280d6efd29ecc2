"""docs/ticket-conversations.md is what the adapters and their doubles really said."""

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.tickets.conftest import Tools
from tests.api.tickets.test_conversations import MAIL, Talk

PAGE = Path(__file__).parents[3] / "docs" / "ticket-conversations.md"
TITLES = {"jira": "Jira Cloud", "zendesk": "Zendesk", "servicenow": "ServiceNow"}
HEAD = """\
# Conversations in tickets

What each adapter said to a double of its tool, built from the tool's public documentation; written
by `tests/api/tickets/test_transcripts.py`. No message was exchanged with the real services.
"""


def test_the_page_of_conversations_is_current(
    hooks: TestClient, app: FastAPI, tools: Tools, tmp_path: Path
) -> None:
    parts = [HEAD]
    for tool, title in TITLES.items():
        parts.append(f"\n## {title}\n")
        parts.append(_conversation(Talk(tool, hooks, app, tools)))
    made = tmp_path / PAGE.name
    made.write_text("".join(parts), encoding="utf-8")

    assert PAGE.is_file(), f"copy {made} to {PAGE}"
    assert made.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8"), (
        f"the conversations have changed; look at them and copy {made} to {PAGE}"
    )


def _conversation(talk: Talk) -> str:
    lines: list[str] = []
    seen = 0

    def turn(who: str, text: str, act: Callable[[], None]) -> None:
        nonlocal seen
        lines.append(_said(who, text))
        act()
        posted = talk.posted()
        for public, words in posted[seen:]:
            seen_by = "to the customer" if public else "internal"
            lines.append(_said(f"Vouch ({seen_by})", words))
        if len(posted) == seen:
            lines.append("\n*Vouch says nothing.*\n")
        seen = len(posted)

    def agent(text: str) -> None:
        turn("Agent (internal)", text, lambda: talk.comment(text, agent=True, public=False))

    def customer(text: str) -> None:
        turn("Customer", text, lambda: talk.comment(text))

    turn("Customer", MAIL, lambda: talk.open(MAIL))
    customer("Thanks for looking into it!")
    customer("approve")
    agent("redo with: How is customer data encrypted at rest?")
    agent("approve")
    agent("approve 2")
    agent("approve 2")
    customer("Do you offer free lunch to visitors?")
    agent("stop")
    customer("Is customer data encrypted at rest?")
    return "".join(lines)


def _said(who: str, text: str) -> str:
    quoted = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return f"\n**{who}**\n\n{quoted}\n"
