"""The HTTP API: an application of its own, mounted under /api/v1.

Every value goes out as its ``to_dict``, so a script reads the same JSON here as from the command
line. Blocking work runs in a bounded number of threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from pincite_ui.api import documents as api_documents
from pincite_ui.api import feedback as api_feedback
from pincite_ui.api import pages as api_pages
from pincite_ui.api import schemas
from pincite_ui.api.docs import reference_page
from pincite_ui.api.events import MEDIA_TYPE as EVENTS
from pincite_ui.api.events import answer_events
from pincite_ui.http import problems
from pincite_ui.http.threads import Workers

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite_ui.http.images import ImageCache

DESCRIPTION = """Answers from documents, each sentence a verified, verbatim quote with its page.
Offsets count Unicode code points. Errors are RFC 9457 problem details. Where the server has a key,
send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`."""

PROBLEM: dict[str, Any] = {
    "model": schemas.Problem,
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    "description": "What went wrong, in one sentence.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {"4XX": PROBLEM, "5XX": PROBLEM}


def build_api(assistant: Assistant, images: ImageCache, workers: Workers) -> FastAPI:
    """The API over one assistant."""
    api = FastAPI(
        title="Pincite",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        responses=PROBLEMS,
    )
    problems.install(api)
    _add_questions(api, assistant, workers)
    api_documents.add_routes(api, assistant, workers)
    api_pages.add_routes(api, assistant, workers, images)
    api_feedback.add_routes(api, assistant, workers)
    _add_service(api)
    return api


def _add_questions(api: FastAPI, assistant: Assistant, workers: Workers) -> None:
    @api.post(
        "/ask",
        summary="Answer a question",
        responses={200: {"model": schemas.Answer, "content": {EVENTS: {}}}},
    )
    async def ask(body: schemas.Question, request: Request) -> Response:
        """With `Accept: text/event-stream` the claims come one by one, then the whole answer."""
        answer = await workers.run(
            lambda: assistant.ask(
                body.question, history=tuple(body.history), k=body.k, documents=body.documents
            )
        )
        if EVENTS in request.headers.get("accept", ""):
            return answer_events(answer)
        return JSONResponse(answer.to_dict())

    async def found(query: str, k: int, documents: list[str] | None) -> Response:
        hits = await workers.run(lambda: assistant.search(query, k=k, documents=documents))
        return JSONResponse({"query": query, "hits": [hit.to_dict() for hit in hits]})

    @api.get("/search", summary="Find passages", responses={200: {"model": schemas.Hits}})
    async def search(
        query: Annotated[str, Query(min_length=1, description="What to look for.")],
        k: Annotated[schemas.Count, Query(description="How many passages to find.")] = 5,
        documents: Annotated[
            list[str] | None, Query(description="Ids of documents; all by default.")
        ] = None,
    ) -> Response:
        return await found(query, k, documents)

    @api.post("/search", summary="Find passages", responses={200: {"model": schemas.Hits}})
    async def search_body(body: schemas.Query) -> Response:
        return await found(body.query, body.k, body.documents)

    @api.post(
        "/quotes/check", summary="Check a quotation", responses={200: {"model": schemas.QuoteCheck}}
    )
    async def check_quote(body: schemas.Quotation) -> Response:
        check = await workers.run(
            lambda: assistant.check_quote(body.text, document=body.document, page=body.page)
        )
        return JSONResponse(check.to_dict())


def _add_service(api: FastAPI) -> None:
    @api.get("/health", summary="Whether it runs", responses={200: {"model": schemas.Health}})
    async def health() -> Response:
        return JSONResponse({"status": "ok"})

    @api.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(reference_page(api.openapi()))
