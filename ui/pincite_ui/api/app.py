"""The HTTP API, an application of its own that is mounted under /api/v1.

Responses are the ``to_dict`` of each value, the same JSON as the command line's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response

from pincite_ui.api import citations, documents, feedback, questions, schemas
from pincite_ui.api.reference import reference_page
from pincite_ui.http import problems
from pincite_ui.http.workers import WorkerPool

if TYPE_CHECKING:
    from pincite import Assistant
    from pincite_ui.http.image_cache import ImageCache

DESCRIPTION = """Answers from documents, each sentence a verified, verbatim quote with its page.
Offsets count Unicode code points. Errors are RFC 9457 problem details. If the server has a key,
send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`."""

PROBLEM: dict[str, Any] = {
    "model": schemas.Problem,
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    "description": "What went wrong, in one sentence.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {"4XX": PROBLEM, "5XX": PROBLEM}


def build_api(assistant: Assistant, images: ImageCache, workers: WorkerPool) -> FastAPI:
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
    questions.add_routes(api, assistant, workers)
    documents.add_routes(api, assistant, workers)
    citations.add_routes(api, assistant, workers, images)
    feedback.add_routes(api, assistant, workers)
    _add_service(api)
    return api


def _add_service(api: FastAPI) -> None:
    @api.get("/health", summary="Health check", responses={200: {"model": schemas.Health}})
    async def health() -> Response:
        return JSONResponse({"status": "ok"})

    @api.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(reference_page(api.openapi()))
