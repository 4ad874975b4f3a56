"""The API's questions: ask, search, and check a quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response

from pincite_ui.api import events, requests, schemas
from pincite_ui.http.workers import WorkerPool

if TYPE_CHECKING:
    from pincite import Assistant


def add_routes(api: FastAPI, assistant: Assistant, workers: WorkerPool) -> None:
    @api.post(
        "/ask",
        summary="Answer a question",
        responses={200: {"model": schemas.Answer, "content": {events.MEDIA_TYPE: {}}}},
    )
    async def ask(body: requests.Question, request: Request) -> Response:
        """With `Accept: text/event-stream`, sends the claims one by one, then the answer."""
        answer = await workers.run(
            lambda: assistant.ask(
                body.question, history=tuple(body.history), k=body.k, documents=body.documents
            )
        )
        if events.MEDIA_TYPE in request.headers.get("accept", ""):
            return events.answer_events(answer)
        return JSONResponse(answer.to_dict())

    async def find(query: str, k: int, documents: list[str] | None) -> Response:
        hits = await workers.run(lambda: assistant.search(query, k=k, documents=documents))
        return JSONResponse({"query": query, "hits": [hit.to_dict() for hit in hits]})

    @api.get("/search", summary="Find passages", responses={200: {"model": schemas.Hits}})
    async def search(
        query: Annotated[str, Query(min_length=1, description="What to look for.")],
        k: Annotated[requests.Count, Query(description="How many passages to find.")] = 5,
        documents: Annotated[
            list[str] | None, Query(description="Ids of documents; all by default.")
        ] = None,
    ) -> Response:
        return await find(query, k, documents)

    @api.post("/search", summary="Find passages", responses={200: {"model": schemas.Hits}})
    async def search_body(body: requests.Query) -> Response:
        return await find(body.query, body.k, body.documents)

    @api.post(
        "/quotes/check", summary="Check a quotation", responses={200: {"model": schemas.QuoteCheck}}
    )
    async def check_quote(body: requests.Quotation) -> Response:
        check = await workers.run(
            lambda: assistant.check_quote(body.text, document=body.document, page=body.page)
        )
        return JSONResponse(check.to_dict())
