"""MCP with the official client: in this process, over standard input and output, and over HTTP."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
import uvicorn
from mcp import Client, StdioServerParameters, stdio_client

import pincite
from pincite_ui.http.app import build_app
from pincite_ui.http.settings import ServerSettings
from pincite_ui.http.uvicorn_server import address_of, listen
from pincite_ui.mcp.tools import build_mcp

pytestmark = pytest.mark.slow

TEXT = (
    "# Norrvik\n\nThe harbour of Norrvik was dredged in 1984 at a cost of 12 million crowns. "
    "Its lighthouse has been unmanned since the autumn of 1991.\n"
)
QUESTION = "When was the harbour dredged?"
TOOLS = {"ask", "search", "show_citation", "check_quote", "list_documents"}
ROOTS = [str(Path(root).resolve()) for root in ("src", "ingest", "index", "ui")]

Target = Callable[[], Any]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mcp") / "a library"


@pytest.fixture(scope="module")
def assistant(library: Path) -> Iterator[pincite.Assistant]:
    with pincite.open(library) as opened:
        opened.add(TEXT.encode(), name="norrvik.md")
        yield opened


@pytest.fixture(scope="module")
def address(assistant: pincite.Assistant) -> Iterator[str]:
    app = build_app(assistant, ServerSettings(chat=False))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with listen("127.0.0.1", 0) as listening:
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        yield address_of(listening)
        server.should_exit = True
        running.join(30)


@pytest.fixture(params=["in process", "stdio", "http"])
def target(
    request: pytest.FixtureRequest, assistant: pincite.Assistant, library: Path, address: str
) -> Target:
    """What the client is given to connect to."""
    if request.param == "in process":
        return lambda: build_mcp(assistant)
    if request.param == "http":
        return lambda: f"{address}/mcp"
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "pincite_ui", "mcp", "--library", str(library)],
        env=dict(os.environ) | {"PYTHONPATH": os.pathsep.join(ROOTS)},
    )
    return lambda: stdio_client(parameters)


def talk(target: Target, conversation: Callable[[Client], Awaitable[None]]) -> None:
    async def hold() -> None:
        with anyio.fail_after(120):
            async with Client(target()) as client:
                await conversation(client)

    anyio.run(hold)


def test_each_tool_returns_the_same_json_as_the_other_doors(
    target: Target, assistant: pincite.Assistant
) -> None:
    async def conversation(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == TOOLS
        assert all(tool.description and tool.title for tool in tools)

        async def call(name: str, **arguments: Any) -> Any:
            result = await client.call_tool(name, arguments)
            assert not result.is_error, result.content
            return result.structured_content

        answer, expected = await call("ask", question=QUESTION), assistant.ask(QUESTION).to_dict()
        del answer["timings_ms"], expected["timings_ms"]
        assert answer == expected
        assert answer["status"] == "answered"
        id = answer["citations"][0]["id"]
        assert await call("show_citation", id=id) == assistant.show(id).to_dict()
        quote = "unmanned since the autumn of 1992"
        checked = await call("check_quote", text=quote)
        assert checked == assistant.check_quote(quote).to_dict()
        assert checked["status"] == "altered"
        found = await call("search", query="lighthouse", k=1)
        assert found["hits"] == [hit.to_dict() for hit in assistant.search("lighthouse", k=1)]
        listed = await call("list_documents")
        assert listed["documents"] == [each.to_dict() for each in assistant.documents()]

    talk(target, conversation)


@pytest.mark.parametrize(
    ("tool", "arguments", "word"),
    [
        ("ask", {"question": " "}, "empty"),
        ("ask", {"question": "x", "documents": ["feedbeef"]}, "feedbeef"),
        ("show_citation", {"id": "0123456789ab:3-9"}, "0123456789ab:3-9"),
        ("search", {"query": "x", "k": 0}, "k"),
    ],
)
def test_a_mistake_reaches_the_model_as_a_sentence(
    tool: str, arguments: dict[str, Any], word: str, assistant: pincite.Assistant
) -> None:
    async def conversation(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert word in result.content[0].text  # type: ignore[union-attr]  # an error is text
        assert "Traceback" not in str(result.content)

    talk(lambda: build_mcp(assistant), conversation)
