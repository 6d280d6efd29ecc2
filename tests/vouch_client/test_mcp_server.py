"""The tools of an assistant, called through the protocol, over a real service in process."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp.shared.memory import create_connected_server_and_client_session as connected
from mcp.types import CallToolResult, TextContent

from kb.knowledge_base import KnowledgeBase
from kb.library.entry import Draft
from kb.values import Verdict
from tests.api.service.conftest import KEY, PUBLIC_KEY, app, base
from vouch_client import Client
from vouch_client.mcp_server import build_server

__all__ = ["app", "base"]


def spoken(app: FastAPI, key: str, talk: Callable[[Any], Awaitable[Any]]) -> Any:
    client = Client("http://testserver", key, retries=0, http=TestClient(app))

    async def talked() -> Any:
        async with connected(build_server(client)) as session:
            return await talk(session)

    return asyncio.run(talked())


def called(app: FastAPI, key: str, tool: str, **arguments: Any) -> tuple[bool, str]:
    """Whether it is an error, and the text of the result."""
    found: CallToolResult = spoken(app, key, lambda s: s.call_tool(tool, arguments))
    (part,) = found.content
    assert isinstance(part, TextContent)
    return bool(found.isError), part.text


def test_the_tools_and_what_they_change(app: FastAPI) -> None:
    found = spoken(app, KEY, lambda session: session.list_tools())
    hints = {tool.name: tool.annotations.readOnlyHint for tool in found.tools}
    assert hints == {"ask": False, "search": True, "crosswalk": True, "library": True}


def test_an_answer_comes_with_its_quotes_and_record(app: FastAPI) -> None:
    wrong, text = called(app, KEY, "ask", question="Is customer data encrypted at rest?")
    answer = json.loads(text)
    assert not wrong
    assert answer["status"] == "grounded"
    assert answer["citations"][0]["quote"] in answer["answer"]
    assert len(answer["record"]) == 32


def test_an_assistant_sees_what_its_key_sees(app: FastAPI) -> None:
    query = "customer data encrypted at rest"
    seen = json.loads(called(app, KEY, "search", query=query)[1])
    assert any("AES-256" in hit["text"] for hit in seen["hits"])
    hidden = called(app, PUBLIC_KEY, "search", query=query)[1]
    assert "AES-256" not in hidden
    answer = json.loads(called(app, PUBLIC_KEY, "ask", question="Is data encrypted at rest?")[1])
    assert answer["status"] == "abstained"


def test_the_library_is_the_services(app: FastAPI, base: KnowledgeBase) -> None:
    draft = Draft(question="Do you encrypt?", answer="Yes.", verdict=Verdict.YES)
    made = base.library.add(draft, "me", approve=True)
    base.library.add(Draft(question="Is there a draft?", answer="A draft."), "me")
    wrong, text = called(app, KEY, "library")
    found = json.loads(text)
    assert not wrong, text
    assert (found["total"], found["entries"][0]["id"]) == (1, made.id)


def test_a_crosswalk_of_what_is_not_known_says_what_to_load(app: FastAPI) -> None:
    wrong, text = called(app, KEY, "crosswalk", source="The Rules of Nobody", control="N1")
    assert wrong
    assert "The Rules of Nobody" in text
    assert "vouch ingest" in text


def test_a_wrong_key_is_told_in_the_services_words(app: FastAPI) -> None:
    wrong, text = called(app, "no-key-of-this-service-at-all", "search", query="backups")
    assert wrong
    assert "A key is needed" in text


def test_arguments_past_their_limits_are_refused(app: FastAPI) -> None:
    wrong, text = called(app, KEY, "search", query="backups", k=1_000)
    assert wrong
    assert "50" in text
