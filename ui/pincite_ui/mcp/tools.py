"""Pincite for language models: five tools over the Model Context Protocol.

Each returns the same JSON as the command line and the HTTP API. A model gets verified quotes with
their pages, or is told that the documents do not answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from pincite_ingest.errors import PinciteError
from pincite_ui.api.schemas import MOST_DOCUMENTS
from pincite_ui.http.problems import Refused
from pincite_ui.http.threads import Workers

if TYPE_CHECKING:
    from pincite import Assistant

INSTRUCTIONS = """Answers from the user's own documents. Every claim is a verbatim quote, checked
against the stored text, with the printed page label and the PDF page index. Quote it as it is and
name the page. When the status is "abstained" the documents do not answer: say so; the closest
passages are not citations."""

Count = Annotated[int, Field(ge=1, le=100, description="How many passages.")]
Documents = Annotated[
    list[str] | None,
    Field(
        min_length=1,
        max_length=MOST_DOCUMENTS,
        description="Ids of the documents to look in; all by default.",
    ),
]
Result = TypeVar("Result")


def build_mcp(assistant: Assistant, workers: Workers | None = None) -> MCPServer[Any]:
    """The MCP server over one assistant; its calls take their turn among the given workers'."""
    server: MCPServer[Any] = MCPServer(
        "pincite", title="Pincite", instructions=INSTRUCTIONS, log_level="ERROR"
    )
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    turns = workers or Workers(running=4, waiting=32)

    @server.tool(title="Ask the documents", annotations=reading)
    async def ask(
        question: Annotated[str, Field(description="One question.")],
        history: Annotated[
            list[str] | None, Field(max_length=50, description="Earlier questions, oldest first.")
        ] = None,
        k: Count = 5,
        documents: Documents = None,
    ) -> dict[str, Any]:
        """Answer a question with verified quotes and their pages, or abstain."""
        earlier = tuple(history or ())
        answer = await _told(
            turns, lambda: assistant.ask(question, history=earlier, k=k, documents=documents)
        )
        return answer.to_dict()

    @server.tool(title="Search the documents", annotations=reading)
    async def search(
        query: Annotated[str, Field(description="What to look for.")],
        k: Count = 5,
        documents: Documents = None,
    ) -> dict[str, Any]:
        """Find the passages that fit best, best first."""
        hits = await _told(turns, lambda: assistant.search(query, k=k, documents=documents))
        return {"query": query, "hits": [hit.to_dict() for hit in hits]}

    @server.tool(title="Show a citation", annotations=reading)
    async def show_citation(
        id: Annotated[str, Field(description="A citation's id.")],
    ) -> dict[str, Any]:
        """Show what a citation says and where it stands."""
        citation = await _told(turns, lambda: assistant.show(id))
        return citation.to_dict()

    @server.tool(title="Check a quotation", annotations=reading)
    async def check_quote(
        text: Annotated[str, Field(description="The quotation.")],
        document: Annotated[str | None, Field(description="Said to be from this document.")] = None,
        page: Annotated[str | None, Field(description="Said to be on this printed page.")] = None,
    ) -> dict[str, Any]:
        """Say whether a quotation is exact, normalised, altered, misattributed or not found."""
        check = await _told(
            turns, lambda: assistant.check_quote(text, document=document, page=page)
        )
        return check.to_dict()

    @server.tool(title="List the documents", annotations=reading)
    async def list_documents() -> dict[str, Any]:
        """List the documents that can be asked."""
        found = await _told(turns, assistant.documents)
        return {"documents": [document.to_dict() for document in found]}

    return server


async def _told(turns: Workers, call: Callable[[], Result]) -> Result:
    """A call whose errors reach the model as their one sentence."""
    try:
        return await turns.run(call)
    except PinciteError as error:
        raise ToolError(str(error)) from error
    except Refused as error:
        raise ToolError(error.detail) from error
