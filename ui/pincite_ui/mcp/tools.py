"""The MCP server: five tools for language models.

Each tool returns the same JSON as the command line and the HTTP API. A model gets verified quotes
with their pages, or the status "abstained".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from pincite_ingest.errors import PinciteError
from pincite_ui.api.requests import MAX_DOCUMENTS
from pincite_ui.http.problems import RequestError
from pincite_ui.http.workers import WorkerPool

if TYPE_CHECKING:
    from pincite import Assistant

INSTRUCTIONS = """Answers from the user's own documents. Every claim is a verbatim quote, checked
against the stored text, with the printed page label and the PDF page index. Quote it verbatim and
name the page. An overview groups its claims in "sections"; "count" is a number of mentions. When
the status is "abstained" the documents do not answer: say so; the closest passages are not
citations."""

Count = Annotated[int, Field(ge=1, le=100, description="How many passages.")]
Documents = Annotated[
    list[str] | None,
    Field(
        min_length=1,
        max_length=MAX_DOCUMENTS,
        description="Ids of the documents to search; all by default.",
    ),
]
Result = TypeVar("Result")


def build_mcp(assistant: Assistant, workers: WorkerPool | None = None) -> MCPServer[Any]:
    """The MCP server over one assistant. Calls run in ``workers``, or in a pool of their own."""
    server: MCPServer[Any] = MCPServer(
        "pincite", title="Pincite", instructions=INSTRUCTIONS, log_level="ERROR"
    )
    read_only = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    pool = workers or WorkerPool(running=4, waiting=32)

    @server.tool(title="Ask the documents", annotations=read_only)
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
        answer = await _call(
            pool, lambda: assistant.ask(question, history=earlier, k=k, documents=documents)
        )
        return answer.to_dict()

    @server.tool(title="Search the documents", annotations=read_only)
    async def search(
        query: Annotated[str, Field(description="What to look for.")],
        k: Count = 5,
        documents: Documents = None,
    ) -> dict[str, Any]:
        """Find the best matching passages, best first."""
        hits = await _call(pool, lambda: assistant.search(query, k=k, documents=documents))
        return {"query": query, "hits": [hit.to_dict() for hit in hits]}

    @server.tool(title="Show a citation", annotations=read_only)
    async def show_citation(
        id: Annotated[str, Field(description="A citation's id.")],
    ) -> dict[str, Any]:
        """Show the text of a citation and where it is."""
        citation = await _call(pool, lambda: assistant.show(id))
        return citation.to_dict()

    @server.tool(title="Check a quotation", annotations=read_only)
    async def check_quote(
        text: Annotated[str, Field(description="The quotation.")],
        document: Annotated[str | None, Field(description="Its supposed document.")] = None,
        page: Annotated[str | None, Field(description="Its supposed printed page.")] = None,
    ) -> dict[str, Any]:
        """Say whether a quotation is exact, normalised, altered, misattributed or not found."""
        check = await _call(pool, lambda: assistant.check_quote(text, document=document, page=page))
        return check.to_dict()

    @server.tool(title="List the documents", annotations=read_only)
    async def list_documents() -> dict[str, Any]:
        """List the documents that can be asked."""
        found = await _call(pool, assistant.documents)
        return {"documents": [document.to_dict() for document in found]}

    return server


async def _call(workers: WorkerPool, call: Callable[[], Result]) -> Result:
    """Run a call; its errors reach the model as one sentence."""
    try:
        return await workers.run(call)
    except PinciteError as error:
        raise ToolError(str(error)) from error
    except RequestError as error:
        raise ToolError(error.detail) from error
