"""``vouch mcp``, spoken to through its standard input and output, as an assistant does."""

import asyncio
import os
import sys
from pathlib import Path

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import TextContent

from tests.api.cli.conftest import Vouch


def test_without_a_key_it_says_how_to_make_one(vouch: Vouch) -> None:
    done = vouch("mcp")
    assert done.code == 2
    assert "vouch keys create" in done.err
    assert done.out == ""


def test_it_speaks_the_protocol_and_says_when_no_service_answers(tmp_path: Path) -> None:
    key = tmp_path / "assistant.key"
    key.write_text("a-key-that-is-long-enough-to-be-one\n", encoding="utf-8")
    key.chmod(0o600)
    command = ["-c", "from api.cli.main import run; run()", "mcp", "--key-file", str(key)]
    # Nothing listens on port 1.
    server = StdioServerParameters(
        command=sys.executable,
        args=[*command, "--api", "http://127.0.0.1:1"],
        env={**os.environ, "VOUCH_HOME": str(tmp_path)},
    )

    async def talk() -> tuple[list[str], str]:
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            tools = [tool.name for tool in (await session.list_tools()).tools]
            (part,) = (await session.call_tool("search", {"query": "backups"})).content
            assert isinstance(part, TextContent)
            return tools, part.text

    tools, said = asyncio.run(talk())
    assert tools == ["ask", "search", "crosswalk", "library"]
    assert "vouch serve" in said
